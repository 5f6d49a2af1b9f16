// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.jsonlog;

import ai.mozaiks.observability.server.normalise.Severity;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// How bad a line says it is.
///
/// @param text in the line's own words, or the usual ones for its number
/// @param severity OTLP's number; 0 if the words tell none
/// @param numeric whether the line has a number
record LineLevel(String text, int severity, boolean numeric) {

  /// Of bunyan and pino, by tens: 10 to 60.
  private static final List<String> TENS =
      List.of("trace", "debug", "info", "warn", "error", "fatal");

  /// Of syslog and GELF, from 0 on.
  private static final List<String> SYSLOG =
      List.of("emergency", "alert", "critical", "error", "warning", "notice", "info", "debug");

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
    return new LineLevel(text, ofWord(text), false);
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

  /// A number between two tens is one of its own, as bad as the ten below it.
  private static @Nullable LineLevel ofNumber(int number) {
    if (number < 0 || number > 99) {
      return null;
    }
    if (number < SYSLOG.size()) {
      String word = SYSLOG.get(number);
      return new LineLevel(word, ofWord(word), true);
    }
    if (number < 10) {
      return new LineLevel(Integer.toString(number), 0, true);
    }
    String word = TENS.get(Math.min(number / 10, TENS.size()) - 1);
    boolean usual = number % 10 == 0 && number / 10 <= TENS.size();
    return new LineLevel(usual ? word : Integer.toString(number), ofWord(word), true);
  }
}
