// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.backtest;

import ai.mozaiks.observability.server.alerts.measure.Group;
import ai.mozaiks.observability.server.alerts.rules.Severity;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A time in which an alert would have fired.
///
/// @param rule the rule's name
/// @param group values of the rule's group labels
/// @param labels all labels
/// @param pendingSince since when the condition held
/// @param resolvedAt when it was over; null if it still fired at the end
/// @param worst the value that was furthest beyond the limit while it fired, in the unit of the
///   rule; NaN when the rule has none
/// @param description what was said of it then; may be empty
public record Episode(
    String rule,
    Group group,
    Severity severity,
    Map<String, String> labels,
    Instant pendingSince,
    Instant firedAt,
    @Nullable Instant resolvedAt,
    double worst,
    String description) {
  public Episode {
    labels = Map.copyOf(labels);
  }
}
