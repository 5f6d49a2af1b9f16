// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.export;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/// Writes PromQL.
final class Promql {
  /// Always there while this server is scraped, whatever happened: what is 0 without any series is
  /// made of it.
  private static final String NOTHING = "0 * sum(mozaiks_tracked_chats)";

  private Promql() {}

  /// A text in double quotes.
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.chars()
        .forEach(c -> {
          switch (c) {
            case '"' -> quoted.append("\\\"");
            case '\\' -> quoted.append("\\\\");
            case '\n' -> quoted.append("\\n");
            default -> quoted.append((char) c);
          }
        });
    return quoted.append('"').toString();
  }

  /// A duration, which Prometheus writes with the same units.
  static String duration(Duration duration) {
    return ai.mozaiks.observability.server.config.DurationText.write(duration);
  }

  /// A number without exponent.
  static String number(double number) {
    BigDecimal decimal = BigDecimal.valueOf(number).stripTrailingZeros();
    return decimal.toPlainString();
  }

  /// The sum, with these labels kept apart.
  static String sum(List<String> by, String inner) {
    return by.isEmpty()
        ? "sum(" + inner + ")"
        : "sum by (" + String.join(", ", by) + ") (" + inner + ")";
  }

  /// How much counters grew in the last so long: the sum over their series, since each is cut into
  /// agents and models that nobody asked for.
  static String increase(Series series, Duration window) {
    return sum(series.by(), "increase(" + series.selector() + "[" + duration(window) + "])");
  }

  /// The same, and 0 where the server is scraped and has counted nothing. Groups that were never
  /// seen stay away.
  static String increaseOrZero(Series series, Duration window) {
    String increase = increase(series, window);
    return series.by().isEmpty() ? "(" + increase + " or " + NOTHING + ")" : increase;
  }

  /// The same, and 0 for each group of another.
  static String increaseOrZero(Series series, String others, Duration window) {
    return "(" + increase(series, window) + " or 0 * " + others + ")";
  }
}
