// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.measure;

import ai.mozaiks.observability.server.config.TableReader;
import ai.mozaiks.observability.storage.Dimension;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads the words of closed lists, and what events are kept apart by.
public final class Words {

  private Words() {}

  /// A word that must be there.
  ///
  /// @return null, and reported, if it is not there or not in the list
  public static <T> @Nullable T required(
      TableReader table, String name, T[] values, Function<T, String> word) {
    if (!table.has(name)) {
      table.problemWithout(name, "missing", list(values, word));
      return null;
    }
    return table.value(name, list(values, word), text -> find(values, word, text));
  }

  /// The value with that word; null for none.
  public static <T> @Nullable T find(T[] values, Function<T, String> word, String text) {
    return Stream.of(values).filter(each -> word.apply(each).equals(text)).findFirst().orElse(null);
  }

  /// All words, for messages.
  public static <T> String list(T[] values, Function<T, String> word) {
    return Stream.of(values).map(word).collect(Collectors.joining(", "));
  }

  /// The word for a dimension in rules and labels: `app`.
  public static String of(Dimension dimension) {
    return dimension.name().toLowerCase(Locale.ROOT);
  }

  /// The words for dimensions, in their order.
  public static List<String> of(List<Dimension> dimensions) {
    return dimensions.stream().map(Words::of).toList();
  }

  /// The dimensions of `by`; `all`, and nothing, keep nothing apart.
  public static List<Dimension> by(TableReader table) {
    List<Dimension> by = new ArrayList<>();
    for (String text : table.texts("by")) {
      Dimension dimension = find(Dimension.values(), Words::of, text);
      if (dimension != null && !by.contains(dimension)) {
        by.add(dimension);
      } else if (!text.equals("all")) {
        table.problemWithout(
            "by", text, "each once of " + list(Dimension.values(), Words::of) + ", or all");
        return by;
      }
    }
    return by;
  }

  /// The values of `where`.
  public static Map<Dimension, String> where(TableReader table) {
    Map<Dimension, String> where = new EnumMap<>(Dimension.class);
    table
        .map("where")
        .forEach((name, value) -> {
          Dimension dimension = find(Dimension.values(), Words::of, name);
          if (dimension == null) {
            table.problemWithout("where", name, list(Dimension.values(), Words::of));
          } else {
            where.put(dimension, value);
          }
        });
    return where;
  }
}
