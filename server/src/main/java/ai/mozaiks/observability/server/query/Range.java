// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query;

import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.storage.Dimension;
import ai.mozaiks.observability.storage.SeriesQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What questions over time have in common: from when to when, grouped by what, of what only.
///
/// @param from inclusive
/// @param to exclusive
/// @param groupBy dimensions to keep apart
/// @param filters exact values
record Range(Instant from, Instant to, List<Dimension> groupBy, Map<Dimension, String> filters) {

  /// The widest step, a month; seconds.
  static final int MAX_STEP = 31 * 86_400;

  private static final Duration DEFAULT_LENGTH = Duration.ofHours(1);

  /// Reads `from`, `to` (ISO-8601 instants; by default the last hour), `group_by` (comma list) and
  /// one parameter per dimension.
  ///
  /// @throws Refusal 400, naming the parameter
  static Range of(Request request, Instant now) throws Refusal {
    return of(request, now, DEFAULT_LENGTH);
  }

  /// The same with another length by default.
  static Range of(Request request, Instant now, Duration usualLength) throws Refusal {
    Instant to = instant(request, "to", now);
    Instant from = instant(request, "from", before(to, usualLength));
    if (!from.isBefore(to)) {
      throw Refusal.of(400, "to: " + to + " (expected: after from, " + from + ")");
    }
    Map<Dimension, String> filters = new EnumMap<>(Dimension.class);
    for (Dimension dimension : Dimension.values()) {
      String value = request.queryParameter(wordOf(dimension));
      if (value != null) {
        filters.put(dimension, value);
      }
    }
    return new Range(from, to, groupBy(request), filters);
  }

  /// The names of the parameters that [#of] reads, and some more.
  static String[] parametersWith(String... more) {
    List<String> names = new ArrayList<>(List.of("from", "to", "group_by"));
    names.addAll(List.of(more));
    for (Dimension dimension : Dimension.values()) {
      names.add(wordOf(dimension));
    }
    return names.toArray(String[]::new);
  }

  /// Refuses a range that has too many buckets.
  ///
  /// @param step seconds
  void requireFewBuckets(int step) throws Refusal {
    long seconds = Duration.between(from, to).toSeconds();
    if (seconds / step > SeriesQuery.MAX_BUCKETS) {
      throw Refusal.of(
          400,
          "step: %d (expected: >= %d for this range, so that it has at most %d steps)"
              .formatted(step, seconds / SeriesQuery.MAX_BUCKETS + 1, SeriesQuery.MAX_BUCKETS));
    }
  }

  /// Adds the values of a group under the names of what is grouped by.
  void putGroup(ObjectNode node, List<String> values) {
    for (int i = 0; i < values.size(); i++) {
      node.put(wordOf(groupBy.get(i)), values.get(i));
    }
  }

  static String wordOf(Dimension dimension) {
    return dimension.name().toLowerCase(Locale.ROOT);
  }

  private static List<Dimension> groupBy(Request request) throws Refusal {
    String text = request.queryParameter("group_by");
    List<Dimension> dimensions = new ArrayList<>();
    if (text == null || text.isBlank()) {
      return dimensions;
    }
    for (String word : text.split(",", -1)) {
      Dimension dimension = dimension(word.strip());
      if (dimensions.contains(dimension)) {
        throw Refusal.of(400, "group_by: " + word + " (expected: each dimension once)");
      }
      dimensions.add(dimension);
    }
    return dimensions;
  }

  private static Dimension dimension(String word) throws Refusal {
    for (Dimension dimension : Dimension.values()) {
      if (wordOf(dimension).equals(word)) {
        return dimension;
      }
    }
    throw Refusal.of(
        400,
        "group_by: "
            + word
            + " (expected: app, workflow, user, agent, model, provider or tool, separated by commas)");
  }

  /// The default length before an instant; no time is before the first one there can be.
  static Instant before(Instant to) {
    return before(to, DEFAULT_LENGTH);
  }

  private static Instant before(Instant to, Duration length) {
    Instant first = Instant.MIN.plus(length);
    return to.isBefore(first) ? Instant.MIN : to.minus(length);
  }

  static Instant instant(Request request, String name, Instant whenAbsent) throws Refusal {
    String text = request.queryParameter(name);
    Instant instant = text == null ? whenAbsent : parsed(text);
    if (instant == null) {
      throw Refusal.of(
          400, name + ": " + text + " (expected: an instant such as 2026-01-31T12:00:00Z)");
    }
    return instant;
  }

  private static @Nullable Instant parsed(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
