// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes values as JSON, masked: numbers, truth values, texts, maps and lists as what they are,
/// everything else by its `toString`. Thread-safe.
final class JsonValues {
  private final Masking masking;

  JsonValues(Masking masking) {
    this.masking = masking;
  }

  /// A value as JSON in one line.
  ///
  /// @param value of any class, also nested; what it contains is bounded
  String json(@Nullable Object value) {
    JsonBuffer out = new JsonBuffer(256);
    write(out, null, clean(FrozenValues.of(value)));
    return out.toString();
  }

  /// The key, a colon and the value.
  ///
  /// @param value as [FrozenValues] makes it
  void field(JsonBuffer out, String name, @Nullable Object value) {
    Masking.Key key = masking.key(name);
    out.raw(key.json());
    write(out, key, clean(value));
  }

  private @Nullable Object clean(@Nullable Object value) {
    return value instanceof Map<?, ?> || value instanceof List<?> ? masking.tree(value) : value;
  }

  private void write(JsonBuffer out, Masking.@Nullable Key key, @Nullable Object value) {
    if (value == null) {
      out.nothing();
    } else if (value instanceof String text) {
      out.string(masked(key, text));
    } else if (value instanceof Number number) {
      number(out, key, number);
    } else if (value instanceof Boolean flag) {
      out.raw(flag ? "true" : "false");
    } else if (value instanceof Map<?, ?> map) {
      map(out, key, map);
    } else if (value instanceof List<?> list) {
      list(out, key, list);
    } else {
      out.string(masked(key, FrozenValues.text(value)));
    }
  }

  private String masked(Masking.@Nullable Key key, String text) {
    return key == null ? masking.text(text) : masking.text(key, text);
  }

  private void number(JsonBuffer out, Masking.@Nullable Key key, Number number) {
    if (key != null && key.isSecret()) {
      out.string(masking.text(key, number.toString()));
    } else if (isJson(number)) {
      out.raw(number.toString());
    } else {
      out.string(FrozenValues.text(number));
    }
  }

  private static boolean isJson(Number number) {
    if (number instanceof Double wide) {
      return Double.isFinite(wide);
    }
    if (number instanceof Float narrow) {
      return Float.isFinite(narrow);
    }
    return number instanceof Integer
        || number instanceof Long
        || number instanceof Short
        || number instanceof Byte
        || number.getClass() == BigDecimal.class
        || number.getClass() == BigInteger.class;
  }

  private void map(JsonBuffer out, Masking.@Nullable Key above, Map<?, ?> map) {
    out.raw('{');
    boolean first = true;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!first) {
        out.raw(',');
      }
      first = false;
      Masking.Key key = masking.key(String.valueOf(entry.getKey()));
      out.raw(key.json());
      // The parts of a secret are secrets: {"password": {"value": "…"}}.
      write(out, above != null && above.isSecret() ? above : key, entry.getValue());
    }
    out.raw('}');
  }

  private void list(JsonBuffer out, Masking.@Nullable Key key, List<?> list) {
    out.raw('[');
    for (int i = 0; i < list.size(); i++) {
      if (i > 0) {
        out.raw(',');
      }
      write(out, key, list.get(i));
    }
    out.raw(']');
  }
}
