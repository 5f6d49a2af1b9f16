// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import java.time.Duration;
import java.util.Locale;

/// Numbers as people read them.
final class Amounts {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

  private Amounts() {}

  /// The same of a whole number.
  static String bytes(long bytes) {
    return bytes((double) bytes);
  }

  /// `1.5 GiB`.
  static String bytes(double bytes) {
    double left = bytes;
    int unit = 0;
    while (Math.abs(left) >= 1024 && unit < UNITS.length - 1) {
      left /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", left, UNITS[unit]);
  }

  /// `3 d`, `2 h`, `5 min` or `1.2 s`, in its largest unit.
  static String time(Duration time) {
    Duration length = time.abs();
    if (length.compareTo(Duration.ofDays(2)) >= 0) {
      return length.toDays() + " d";
    }
    if (length.compareTo(Duration.ofHours(2)) >= 0) {
      return length.toHours() + " h";
    }
    if (length.compareTo(Duration.ofMinutes(2)) >= 0) {
      return length.toMinutes() + " min";
    }
    return String.format(Locale.ROOT, "%.1f s", length.toMillis() / 1e3);
  }

  /// `12.5 %`.
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.3f", share * 100).replaceAll("\\.?0+$", "") + " %";
  }
}
