// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.rules;

import java.util.Locale;

/// What becomes of an alert when there is too little data to say whether its condition holds.
public enum NoData {
  /// It ends, as if the condition did not hold.
  OK,
  /// It stays as it is.
  KEEP,
  /// It fires, or goes on firing, since silence is bad as well.
  ALERT;

  /// The word for it in rules.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
