// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.rules;

import ai.mozaiks.observability.server.config.DurationText;
import ai.mozaiks.observability.server.config.SizeText;
import ai.mozaiks.observability.server.config.TableReader;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Reads `above` and `below`.
final class Conditions {
  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

  private Conditions() {}

  /// Reads the one of them that is there.
  ///
  /// @return null, and reported, if there is none, or two
  static @Nullable Condition read(TableReader table, Condition.Unit unit) {
    if (table.has("above") == table.has("below")) {
      table.problemWithout(
          "above", table.has("above") ? "beside below" : "missing", "either above or below");
      return null;
    }
    Condition.Operator operator =
        table.has("above") ? Condition.Operator.ABOVE : Condition.Operator.BELOW;
    BigDecimal limit = table.value(operator.word(), expected(unit), text -> limit(text, unit));
    return limit == null ? null : new Condition(operator, limit, unit);
  }

  private static String expected(Condition.Unit unit) {
    return switch (unit) {
      case SHARE -> "a share such as 5% or 0.05";
      case SECONDS -> "a duration such as 10s, or a number of seconds";
      case USD -> "US dollars such as 100";
      case DAYS -> "a duration such as 14d, or a number of days";
      case BYTES -> "a size such as 1GiB, or a number of bytes";
      case NUMBER -> "a number";
    };
  }

  private static @Nullable BigDecimal limit(String text, Condition.Unit unit) {
    BigDecimal number = decimal(text);
    if (number != null) {
      return number;
    }
    return switch (unit) {
      case SHARE -> {
        BigDecimal percent =
            text.endsWith("%") ? decimal(text.substring(0, text.length() - 1).strip()) : null;
        yield percent == null ? null : percent.movePointLeft(2);
      }
      case SECONDS ->
          DurationText.parse(text)
              .map(duration -> BigDecimal.valueOf(duration.toMillis(), 3))
              .orElse(null);
      case DAYS ->
          DurationText.parse(text)
              .map(duration ->
                  BigDecimal.valueOf(duration.toMillis())
                      .divide(BigDecimal.valueOf(DAY_MILLIS), MathContext.DECIMAL64))
              .orElse(null);
      case BYTES -> {
        var size = SizeText.parse(text);
        yield size.isPresent() ? BigDecimal.valueOf(size.getAsLong()) : null;
      }
      case USD, NUMBER -> null;
    };
  }

  static @Nullable BigDecimal decimal(String text) {
    return text.matches("-?\\d{1,18}(\\.\\d{1,18})?") ? new BigDecimal(text) : null;
  }
}
