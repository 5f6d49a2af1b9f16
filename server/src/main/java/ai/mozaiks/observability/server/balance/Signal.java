// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.balance;

import java.util.Locale;

/// What kind of item is counted in the [Balance].
public enum Signal {
  SPANS,
  EVENTS;

  /// The word in metrics and JSON, for example `spans`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
