// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.engine;

import ai.mozaiks.observability.server.alerts.measure.Group;
import ai.mozaiks.observability.server.alerts.rules.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One alert of a rule and a group, from the first time its condition holds until it is over.
/// Immutable.
///
/// @param rule the rule's name
/// @param group values of the rule's group labels
/// @param labels all labels, `alertname` and `severity` among them: its identity for whoever is
///   told
/// @param state where it is in its life
/// @param activeSince since when the condition holds (for the latest time)
/// @param firingSince since when it fires, or fired; null while pending
/// @param resolvedAt when it was over; null before
/// @param ending why it was over; null before
/// @param lastBad when the condition held last
/// @param value what was found last; NaN when there is no value
/// @param count how many it was found of; 0 when that says nothing
/// @param annotations texts for people, filled in; as of the last time the condition held
/// @param firings when this alert and those before it began to fire, within the last hour, the
///   latest last: what flapping is told by
public record Alert(
    String rule,
    Group group,
    Map<String, String> labels,
    Severity severity,
    AlertState state,
    Instant activeSince,
    @Nullable Instant firingSince,
    @Nullable Instant resolvedAt,
    @Nullable Ending ending,
    Instant lastBad,
    double value,
    double count,
    Map<String, String> annotations,
    List<Instant> firings) {
  public Alert {
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(group, "group");
    Objects.requireNonNull(severity, "severity");
    Objects.requireNonNull(state, "state");
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
    firings = List.copyOf(firings);
    if ((state == AlertState.PENDING) != (firingSince == null)
        || (state == AlertState.RESOLVED) != (resolvedAt != null)
        || (resolvedAt == null) != (ending == null)) {
      throw new IllegalArgumentException(
          "state: %s with firingSince %s, resolvedAt %s, ending %s"
              .formatted(state, firingSince, resolvedAt, ending));
    }
  }

  /// What tells it from others, by its labels; see [Fingerprint].
  public String fingerprint() {
    return Fingerprint.of(labels);
  }

  /// Whether it began to fire so often lately that it is held for longer.
  public boolean flaps() {
    return firings.size() >= LifeCycle.FLAPPING_FIRINGS;
  }
}
