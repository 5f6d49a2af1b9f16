// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.rules;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Objects;

/// When a value is bad.
///
/// @param limit in the unit of the value: a share from 0 to 1, seconds, dollars, or a number
/// @param unit how values are shown
public record Condition(Operator operator, BigDecimal limit, Unit unit) {
  public Condition {
    Objects.requireNonNull(operator, "operator");
    Objects.requireNonNull(limit, "limit");
    Objects.requireNonNull(unit, "unit");
  }

  /// On which side of the limit it is bad; the limit itself is good.
  public enum Operator {
    ABOVE(">"),
    BELOW("<");

    private final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }

    /// The word for it in rules.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// As Prometheus writes it.
    public String symbol() {
      return symbol;
    }
  }

  /// What a value is a number of.
  public enum Unit {
    /// Of 0 to 1, shown in percent.
    SHARE,
    SECONDS,
    USD,
    BYTES,
    DAYS,
    /// Just a number.
    NUMBER;

    /// A value for people: `12.5 %`, `7.25 s`, `USD 120.50`, `42`. Rounded to four significant
    /// digits, money to cents.
    public String show(double value) {
      if (Double.isNaN(value) || Double.isInfinite(value)) {
        return Double.isNaN(value) ? "no value" : value > 0 ? "infinite" : "-infinite";
      }
      return switch (this) {
        case SHARE -> plain(value * 100) + " %";
        case SECONDS -> plain(value) + " s";
        case USD -> "USD " + BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_EVEN);
        case BYTES -> bytes(value);
        case DAYS -> plain(value) + " days";
        case NUMBER -> plain(value);
      };
    }

    private static String plain(double value) {
      if (value == Math.rint(value) && Math.abs(value) < 1e15) {
        return Long.toString((long) value);
      }
      BigDecimal rounded =
          BigDecimal.valueOf(value).round(new java.math.MathContext(4)).stripTrailingZeros();
      return rounded.toPlainString();
    }

    private static String bytes(double value) {
      String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
      int unit = 0;
      double rest = value;
      while (Math.abs(rest) >= 1024 && unit < units.length - 1) {
        rest /= 1024;
        unit++;
      }
      return plain(rest) + " " + units[unit];
    }
  }

  /// Whether a value is bad. NaN never is.
  public boolean isMetBy(double value) {
    double border = limit.doubleValue();
    return switch (operator) {
      case ABOVE -> value > border;
      case BELOW -> value < border;
    };
  }

  /// The same without rounding.
  public boolean isMetBy(BigDecimal value) {
    int order = value.compareTo(limit);
    return operator == Operator.ABOVE ? order > 0 : order < 0;
  }

  /// For people: `above 5 %`.
  public String text() {
    return operator.word() + " " + unit.show(limit.doubleValue());
  }
}
