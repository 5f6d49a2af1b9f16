// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.report;

import ai.mozaiks.observability.storage.Dimension;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Something of which there was more or less than in the week before.
///
/// @param kind what it is
/// @param name its name; the empty text for what has none
/// @param before how much there was in the week before: 0 when it did nothing then
/// @param now how much there is: 0 when it did nothing
/// @param turn whether it is there in both weeks
public record Mover(
    Dimension kind, String name, BigDecimal before, BigDecimal now, Mover.Turn turn) {

  /// Whether it is there in both weeks.
  public enum Turn {
    /// It did nothing in the week before.
    NEW,
    /// It did nothing in this week.
    GONE,
    /// It did something in both.
    CHANGED
  }

  public Mover {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(turn, "turn");
  }

  /// How much more; below 0 for less.
  public BigDecimal change() {
    return now.subtract(before);
  }

  /// How much more in percent of what was, rounded to a whole number; null when there was nothing.
  public @Nullable Long percent() {
    return percent(before, now);
  }

  static @Nullable Long percent(BigDecimal before, BigDecimal now) {
    if (before.signum() == 0) {
      return null;
    }
    return now.subtract(before)
        .movePointRight(2)
        .divide(before, 0, RoundingMode.HALF_EVEN)
        .longValue();
  }
}
