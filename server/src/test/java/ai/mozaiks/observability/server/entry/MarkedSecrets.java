// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.entry;

import java.util.List;

/// Takes every `SECRET` for a secret, and everything under a key with `password` in it.
public final class MarkedSecrets implements Redaction {
  @Override
  public String redact(String value) {
    return value.contains("SECRET") ? value.replace("SECRET", "***") : value;
  }

  @Override
  public boolean isSecretKey(String key) {
    return key.contains("password");
  }

  @Override
  public String redactValue(String key, String value) {
    return isSecretKey(key) ? "***" : redact(value);
  }

  @Override
  public List<String> redactNeighbours(List<String> elements) {
    return elements;
  }
}
