// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.top;

import static java.util.Locale.ROOT;

import ai.mozaiks.observability.server.text.ShownText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import org.jline.utils.WCWidth;
import org.jspecify.annotations.Nullable;

/// Values as short text of a known width.
final class Cells {
  private static final int LONGEST = 500;
  private static final BigDecimal CENT = new BigDecimal("0.01");

  private Cells() {}

  /// A name from outside, with nothing in it that a terminal would obey.
  static String shown(String text) {
    return ShownText.of(text, LONGEST);
  }

  /// A text in exactly so many columns: cut, with an ellipsis, or filled up with blanks. Letters
  /// that take two columns count as two.
  static String left(String text, int columns) {
    String shown = shown(text);
    StringBuilder cell = new StringBuilder();
    int width = width(shown);
    if (width <= columns) {
      return cell.append(shown).repeat(" ", columns - width).toString();
    }
    int used = 0;
    for (int codePoint : shown.codePoints().toArray()) {
      int more = Math.max(0, WCWidth.wcwidth(codePoint));
      if (used + more > columns - 1) {
        break;
      }
      cell.appendCodePoint(codePoint);
      used += more;
    }
    return cell.append('…').repeat(" ", columns - used - 1).toString();
  }

  private static int width(String text) {
    return text.codePoints().map(codePoint -> Math.max(0, WCWidth.wcwidth(codePoint))).sum();
  }

  /// A count in at most six columns: 950, 28.0k, 1.2M; `-` for unknown.
  static String count(@Nullable Long count) {
    if (count == null) {
      return "-";
    }
    if (count < 10_000) {
      return Long.toString(count);
    }
    double rest = count / 1_000.0;
    for (char unit : new char[] {'k', 'M', 'G', 'T'}) {
      if (rest < 999.95) {
        return String.format(ROOT, "%.1f%c", rest, unit);
      }
      rest /= 1_000;
    }
    return String.format(ROOT, "%.0fP", rest);
  }

  /// US dollars to the cent; `-` for unknown.
  ///
  /// @param atLeast whether calls without a price are left out, which a `+` says
  static String money(@Nullable BigDecimal cost, boolean atLeast) {
    if (cost == null) {
      return "-";
    }
    String text =
        cost.signum() > 0 && cost.compareTo(CENT) < 0
            ? "<$0.01"
            : "$" + cost.setScale(2, RoundingMode.HALF_UP).toPlainString();
    return atLeast ? text + "+" : text;
  }

  /// A duration in at most six columns: 0.4s, 12.3s, 4.5m, 2.1h; `-` for unknown.
  static String duration(@Nullable Duration duration) {
    if (duration == null) {
      return "-";
    }
    double seconds = duration.toMillis() / 1e3;
    if (seconds < 99.95) {
      return String.format(ROOT, "%.1fs", seconds);
    }
    return seconds < 5_997
        ? String.format(ROOT, "%.1fm", seconds / 60)
        : String.format(ROOT, "%.1fh", seconds / 3_600);
  }

  /// How long ago, in the largest whole unit: 45s, 12m, 3h, 2d; 0s for what is still to come.
  static String age(Instant since, Instant now) {
    Duration age = Duration.between(since, now);
    if (age.isNegative()) {
      return "0s";
    }
    if (age.toSeconds() < 60) {
      return age.toSeconds() + "s";
    }
    if (age.toMinutes() < 60) {
      return age.toMinutes() + "m";
    }
    return age.toHours() < 48 ? age.toHours() + "h" : age.toDays() + "d";
  }
}
