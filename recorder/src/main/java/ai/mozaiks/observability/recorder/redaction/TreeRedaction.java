// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One walk through a tree of maps, lists and values. What needs no change comes back as the same
/// instance. Used by one thread, once.
@SuppressWarnings("ReferenceEquality") // that nothing was found is told so
final class TreeRedaction {
  private final Redactor redactor;
  private final BiConsumer<String, String> finding;
  private final Consumer<String> found;
  private final Deque<String> path = new ArrayDeque<>();

  /// @param finding told the place (a JSON Pointer, RFC 6901) and the rule of each mask
  TreeRedaction(Redactor redactor, BiConsumer<String, String> finding) {
    this.redactor = redactor;
    this.finding = finding;
    this.found = this::tell;
  }

  private void tell(String rule) {
    StringBuilder pointer = new StringBuilder();
    path.forEach(step -> pointer.append('/').append(step.replace("~", "~0").replace("/", "~1")));
    finding.accept(pointer.toString(), rule);
  }

  @Nullable Object redact(@Nullable Object value) {
    return value(null, value, 0);
  }

  /// @param secretKey the key of a secret above this value; null if there is none
  private @Nullable Object value(@Nullable String secretKey, @Nullable Object value, int depth) {
    if (value == null || value instanceof Boolean) {
      return value;
    }
    if (depth > Redactor.MOST_DEPTH) {
      found.accept(Redactor.TOO_DEEP);
      return Redactor.MASK;
    }
    if (value instanceof CharSequence text) {
      String given = text.toString();
      String clean =
          secretKey == null
              ? redactor.redact(given, found)
              : redactor.redactValue(secretKey, given, found);
      return clean == given ? value : clean;
    }
    if (value instanceof Number number) {
      return secretKey == null ? number : redactor.redactValue(secretKey, number.toString(), found);
    }
    if (value instanceof Map<?, ?> map) {
      return map(secretKey, map, depth);
    }
    if (value instanceof Iterable<?> elements) {
      return list(secretKey, elements, depth);
    }
    if (value instanceof Object[] elements) {
      List<Object> list = Arrays.asList(elements);
      Object clean = list(secretKey, list, depth);
      return clean == list ? value : clean;
    }
    return value;
  }

  private Object map(@Nullable String secretKey, Map<?, ?> map, int depth) {
    String paired = pairedName(map);
    Map<Object, @Nullable Object> clean = new LinkedHashMap<>();
    boolean changed = false;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Object given = entry.getKey();
      String key = String.valueOf(given);
      String secret = secretKey;
      if (redactor.isSecretKey(key)) {
        secret = key;
      } else if (paired != null && Redactor.holdsValue(key)) {
        secret = paired;
      }
      String cleanKey = redactor.redact(key, found);
      path.addLast(cleanKey);
      Object value = value(secret, entry.getValue(), depth + 1);
      path.removeLast();
      boolean keyChanged = cleanKey != key;
      changed |= keyChanged || value != entry.getValue();
      clean.put(keyChanged ? cleanKey : given, value);
    }
    return changed ? clean : map;
  }

  /// The secret's name in `{"name":"password","value":"…"}`; null if the map tells none.
  private @Nullable String pairedName(Map<?, ?> map) {
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (entry.getValue() instanceof String name
          && Redactor.tellsName(String.valueOf(entry.getKey()))
          && redactor.isSecretKey(name)) {
        return name;
      }
    }
    return null;
  }

  private Object list(@Nullable String secretKey, Iterable<?> elements, int depth) {
    List<@Nullable Object> clean = new ArrayList<>();
    boolean changed = false;
    boolean texts = secretKey == null;
    for (Object element : elements) {
      path.addLast(Integer.toString(clean.size()));
      Object value = value(secretKey, element, depth + 1);
      path.removeLast();
      changed |= value != element;
      texts &= value instanceof String;
      clean.add(value);
    }
    if (texts) {
      List<String> strings = clean.stream().map(String::valueOf).toList();
      List<String> masked = redactor.redactNeighbours(strings, found);
      if (masked != strings) {
        return new ArrayList<Object>(masked);
      }
    }
    return changed ? clean : elements;
  }
}
