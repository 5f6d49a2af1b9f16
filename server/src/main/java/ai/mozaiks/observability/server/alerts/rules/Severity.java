// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.rules;

import java.util.Locale;

/// How bad it is. In ascending order.
public enum Severity {
  /// To be known.
  INFO,
  /// To be looked at today.
  WARNING,
  /// To be looked at now, also at night.
  CRITICAL;

  /// The word for it in rules, labels and notifications.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
