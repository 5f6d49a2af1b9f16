// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query.chat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Numbers values in the order of their first appearance, from 0. For one thread.
final class Numbering<T> {
  private final Map<T, Integer> numbers = new HashMap<>();
  private final List<T> values = new ArrayList<>();

  /// Has numbered these already.
  static <E extends Enum<E>> Numbering<E> of(E[] values) {
    Numbering<E> numbering = new Numbering<>();
    for (E value : values) {
      numbering.of(value);
    }
    return numbering;
  }

  /// The number of a value, a new one if it was not met before; -1 for null.
  int of(@Nullable T value) {
    if (value == null) {
      return -1;
    }
    Integer known = numbers.get(value);
    if (known != null) {
      return known;
    }
    numbers.put(value, values.size());
    values.add(value);
    return values.size() - 1;
  }

  /// The values by their numbers.
  List<T> values() {
    return List.copyOf(values);
  }

  List<String> texts(Function<T, String> text) {
    return values.stream().map(text).toList();
  }
}
