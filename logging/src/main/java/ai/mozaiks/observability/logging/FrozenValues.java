// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/// Copies what a line was given, so that another thread can write it later while the agent goes on
/// changing its objects. What is copied has an end, whatever the objects are, also when they
/// contain themselves.
final class FrozenValues {
  /// Elements of all maps and lists of one value together.
  static final int MOST_ELEMENTS = 10_000;

  static final int MOST_DEPTH = 16;

  private int left = MOST_ELEMENTS;

  private FrozenValues() {}

  /// A copy, which is not copied again.
  private static final class FrozenMap extends LinkedHashMap<String, @Nullable Object> {
    private static final long serialVersionUID = 1;
  }

  /// A copy, which is not copied again.
  private static final class FrozenList extends ArrayList<@Nullable Object> {
    private static final long serialVersionUID = 1;
  }

  /// The same pairs, with values that nobody changes any more; the same list if they were so.
  static List<KeyValuePair> of(List<KeyValuePair> pairs) {
    for (KeyValuePair any : pairs) {
      if (!isSteady(any.value)) {
        List<KeyValuePair> frozen = new ArrayList<>(pairs.size());
        for (KeyValuePair pair : pairs) {
          frozen.add(new KeyValuePair(pair.key, of(pair.value)));
        }
        return frozen;
      }
    }
    return pairs;
  }

  /// A value that nobody changes any more: a number, a truth value, a text, or a map or list of
  /// such.
  static @Nullable Object of(@Nullable Object value) {
    return isSteady(value) ? value : new FrozenValues().copy(value, 0);
  }

  private static boolean isSteady(@Nullable Object value) {
    return value == null
        || value instanceof String
        || value instanceof Boolean
        || value instanceof Integer
        || value instanceof Long
        || value instanceof Double
        || value instanceof Float
        || value instanceof Short
        || value instanceof Byte
        || value instanceof FrozenMap
        || value instanceof FrozenList
        || value.getClass() == BigDecimal.class
        || value.getClass() == BigInteger.class;
  }

  private @Nullable Object copy(@Nullable Object value, int depth) {
    if (isSteady(value) || value == null) {
      return value;
    }
    try {
      if (value instanceof Map<?, ?> map) {
        return depth < MOST_DEPTH ? map(map, depth) : "...<nested too deep>";
      }
      if (value instanceof Iterable<?> list && !(value instanceof java.nio.file.Path)) {
        return depth < MOST_DEPTH ? list(list, depth) : "...<nested too deep>";
      }
      if (value.getClass().isArray()) {
        return depth < MOST_DEPTH ? array(value, depth) : "...<nested too deep>";
      }
    } catch (RuntimeException e) {
      return failed(value, e); // changed by another thread meanwhile, or a broken collection
    }
    return text(value);
  }

  private FrozenMap map(Map<?, ?> map, int depth) {
    FrozenMap copy = new FrozenMap();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (left-- <= 0) {
        copy.put("...<more>", null);
        break;
      }
      copy.put(text(entry.getKey()), copy(entry.getValue(), depth + 1));
    }
    return copy;
  }

  private FrozenList list(Iterable<?> list, int depth) {
    FrozenList copy = new FrozenList();
    for (Object element : list) {
      if (left-- <= 0) {
        copy.add("...<more>");
        break;
      }
      copy.add(copy(element, depth + 1));
    }
    return copy;
  }

  private FrozenList array(Object array, int depth) {
    FrozenList copy = new FrozenList();
    int length = Array.getLength(array);
    for (int i = 0; i < length; i++) {
      if (left-- <= 0) {
        copy.add("...<more>");
        break;
      }
      copy.add(copy(Array.get(array, i), depth + 1));
    }
    return copy;
  }

  /// About how many characters a value has.
  static long weight(@Nullable Object value) {
    long weight = 16;
    if (value instanceof String text) {
      weight += text.length();
    } else if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        weight += weight(entry.getKey()) + weight(entry.getValue());
      }
    } else if (value instanceof List<?> list) {
      for (Object element : list) {
        weight += weight(element);
      }
    }
    return weight;
  }

  /// The text of a value, whatever its class does.
  static String text(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    try {
      String text = value.toString();
      return text == null ? "null" : text;
    } catch (RuntimeException | StackOverflowError e) {
      return failed(value, e);
    }
  }

  private static String failed(Object value, Throwable failure) {
    return "[" + value.getClass().getName() + ": " + failure.getClass().getName() + "]";
  }
}
