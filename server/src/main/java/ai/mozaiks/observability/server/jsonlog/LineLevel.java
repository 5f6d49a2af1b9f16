// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.jsonlog;

import ai.mozaiks.observability.server.normalise.Severity;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// How bad a line says it is.
///
/// @param text in the line's own words
/// @param severity OTLP's number; 0 if the words tell none
record LineLevel(String text, int severity) {

  /// By level of syslog: emergency, alert, critical, error, warning, notice, informational, debug.
  private static final int[] OF_SYSLOG = {21, 19, 18, 17, 13, 10, 9, 5};

  private static final int LARGEST_NUMBER = 99;

  /// Reads a level.
  ///
  /// @return null if the value is none
  static @Nullable LineLevel read(JsonNode value) {
    if (value.isIntegralNumber() && value.canConvertToInt()) {
      return ofNumber(value.intValue());
    }
    if (!value.isString() || value.asString().isBlank()) {
      return null;
    }
    String text = value.asString().strip();
    if (text.length() <= 2 && text.chars().allMatch(each -> each >= '0' && each <= '9')) {
      return ofNumber(Integer.parseInt(text));
    }
    return new LineLevel(text, ofWord(text));
  }

  /// Whether the line has a number.
  boolean numeric() {
    return Character.isDigit(text.charAt(0));
  }

  private static int ofWord(String text) {
    int known = Severity.ofText(text);
    if (known > 0) {
      return known;
    }
    return switch (text.toUpperCase(Locale.ROOT)) {
      case "VERBOSE", "SILLY" -> 1;
      case "HTTP" -> 5; // winston's, between debug and verbose
      case "DPANIC" -> 18;
      case "FAULT" -> 21;
      default -> 0;
    };
  }

  /// Of bunyan and pino (10 to 60) and Python (10 to 50) from 10 on, of syslog and GELF below.
  private static @Nullable LineLevel ofNumber(int number) {
    if (number < 0 || number > LARGEST_NUMBER) {
      return null;
    }
    String text = Integer.toString(number);
    if (number < 10) {
      return new LineLevel(text, number < OF_SYSLOG.length ? OF_SYSLOG[number] : 0);
    }
    int step = Math.min(number / 10, 6);
    return new LineLevel(text, 4 * (step - 1) + 1);
  }
}
