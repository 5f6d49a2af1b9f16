// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// OTLP's severity numbers: four for each of six levels, 0 for none.
public final class Severity {
  private static final List<String> LEVELS =
      List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL");

  private Severity() {}

  /// The number of a name such as `INFO` or `WARN2`, upper case.
  ///
  /// @return null if it is none
  public static @Nullable Integer numberOf(String name) {
    if (name.equals("UNSPECIFIED")) {
      return 0;
    }
    for (int i = 0; i < LEVELS.size(); i++) {
      String level = LEVELS.get(i);
      if (name.equals(level)) {
        return 4 * i + 1;
      }
      if (name.length() == level.length() + 1 && name.startsWith(level)) {
        int step = name.charAt(level.length()) - '0';
        return step >= 2 && step <= 4 ? (Integer) (4 * i + step) : null;
      }
    }
    return null;
  }

  /// The name of a number, `INFO` or `WARN2`; null for 0.
  public static @Nullable String nameOf(int number) {
    if (number < 1 || number > 24) {
      return null;
    }
    int step = (number - 1) % 4 + 1;
    return LEVELS.get((number - 1) / 4) + (step == 1 ? "" : step);
  }

  /// The number of a level in a source's own words, as logging frameworks write them; 0 when they
  /// tell none.
  public static int ofText(String text) {
    return switch (text.toUpperCase(Locale.ROOT)) {
      case "TRACE", "FINEST", "FINER" -> 1;
      case "DEBUG", "FINE", "CONFIG" -> 5;
      case "INFO", "INFORMATION", "INFORMATIONAL" -> 9;
      case "NOTICE" -> 10;
      case "WARN", "WARNING" -> 13;
      case "ERROR", "ERR", "SEVERE" -> 17;
      case "CRITICAL", "CRIT" -> 18;
      case "ALERT" -> 19;
      case "FATAL", "EMERGENCY", "EMERG", "PANIC" -> 21;
      default -> 0;
    };
  }
}
