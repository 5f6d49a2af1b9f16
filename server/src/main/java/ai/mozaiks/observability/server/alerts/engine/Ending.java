// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.engine;

import java.util.Locale;

/// Why an alert is over.
public enum Ending {
  /// The condition held no longer.
  CONDITION,
  /// There was too little data to go on saying that it holds.
  NO_DATA,
  /// Its rule was removed, or changed so that it has no such group or gives it other labels.
  RULE_GONE;

  /// The word for it in answers.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
