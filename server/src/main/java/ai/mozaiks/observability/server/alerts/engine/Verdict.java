// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.engine;

/// What a rule says of a group at an instant.
public enum Verdict {
  /// The condition does not hold.
  GOOD,
  /// The condition holds.
  BAD,
  /// There is too little to say.
  NO_DATA
}
