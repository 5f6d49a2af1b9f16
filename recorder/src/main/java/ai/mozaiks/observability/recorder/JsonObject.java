// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes the fields of one JSON object in the order of the calls. Fields whose value is null are
/// left out.
///
/// Used by one thread, once.
final class JsonObject {

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final StringBuilder out;
  private boolean first = true;

  JsonObject(StringBuilder out) {
    this.out = out.append('{');
  }

  JsonObject text(String name, @Nullable String value) {
    if (value != null) {
      string(name(name), value);
    }
    return this;
  }

  JsonObject number(String name, @Nullable Long value) {
    if (value != null) {
      name(name).append(value.longValue());
    }
    return this;
  }

  /// All digits, no exponent.
  JsonObject number(String name, BigDecimal value) {
    name(name).append(value.toPlainString());
    return this;
  }

  /// In seconds, exact to the nanosecond.
  JsonObject seconds(String name, @Nullable Duration value) {
    if (value != null) {
      BigDecimal seconds =
          BigDecimal.valueOf(value.getSeconds()).add(BigDecimal.valueOf(value.getNano(), 9));
      number(name, Usd.strip(seconds));
    }
    return this;
  }

  /// Left out when it has the reader's default.
  JsonObject flag(String name, boolean value, boolean byDefault) {
    if (value != byDefault) {
      name(name).append(value);
    }
    return this;
  }

  /// Left out when empty.
  JsonObject texts(String name, List<String> values) {
    if (!values.isEmpty()) {
      char separator = '[';
      name(name);
      for (String value : values) {
        out.append(separator);
        string(out, value);
        separator = ',';
      }
      out.append(']');
    }
    return this;
  }

  void end() {
    out.append('}');
  }

  private StringBuilder name(String name) {
    if (!first) {
      out.append(',');
    }
    first = false;
    return out.append('"').append(name).append("\":");
  }

  private static void string(StringBuilder out, String value) {
    out.append('"');
    int copied = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c >= ' ' && c < 127 && c != '"' && c != '\\') {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < value.length()
          && Character.isLowSurrogate(value.charAt(i + 1))) {
        i++;
      } else if (!isPlain(c)) {
        out.append(value, copied, i);
        escape(out, c);
        copied = i + 1;
      }
    }
    out.append(value, copied, value.length()).append('"');
  }

  // U+2028 and U+2029 are legal in JSON but end a line for some readers of line-wise JSON; a lone
  // surrogate cannot be written as UTF-8 at all.
  private static boolean isPlain(char c) {
    return c > 127 && !Character.isSurrogate(c) && c != '\u2028' && c != '\u2029';
  }

  private static void escape(StringBuilder out, char c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default ->
          out.append("\\u")
              .append(HEX[c >> 12])
              .append(HEX[(c >> 8) & 15])
              .append(HEX[(c >> 4) & 15])
              .append(HEX[c & 15]);
    }
  }
}
