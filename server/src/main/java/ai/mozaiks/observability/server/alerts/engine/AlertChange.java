// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.engine;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An alert came into another state.
///
/// @param at when
/// @param before as it was; null for none
/// @param after as it is; null for one that was pending and is gone
public record AlertChange(Instant at, @Nullable Alert before, @Nullable Alert after) {
  public AlertChange {
    Objects.requireNonNull(at, "at");
    if (before == null && after == null) {
      throw new IllegalArgumentException("before, after: null (expected: one of them)");
    }
  }

  /// The alert in question, as it is or else was.
  public Alert alert() {
    return after != null ? after : Objects.requireNonNull(before);
  }
}
