// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.engine;

import ai.mozaiks.observability.server.alerts.measure.Group;

/// What a rule found of a group.
///
/// @param group values of [ai.mozaiks.observability.server.alerts.rules.Rule#groupLabels]
/// @param value in the unit of the rule's condition; NaN when there is none
/// @param count how many it was found of, for example turns; 0 when that says nothing
/// @param reason in words what was found; empty when the numbers say it
record Sample(Group group, Verdict verdict, double value, double count, String reason) {

  /// One whose numbers say it.
  Sample(Group group, Verdict verdict, double value, double count) {
    this(group, verdict, value, count, "");
  }
}
