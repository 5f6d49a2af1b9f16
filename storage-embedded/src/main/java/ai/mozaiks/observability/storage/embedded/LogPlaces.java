// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.LogText;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Where in the table of logs a text may stand: blocks, those with the newest records first.
final class LogPlaces {
  private static final Comparator<Place> NEWEST_FIRST =
      Comparator.comparingLong(Place::newest).thenComparingLong(Place::from).reversed();

  private LogPlaces() {}

  /// Blocks that follow one another.
  ///
  /// @param from the first block
  /// @param to the last one
  /// @param newest no record in them is newer; nanoseconds since 1970
  record Place(long from, long to, long newest) {}

  /// Whether blocks can be told from one another: of a text that may stand within a word nobody
  /// knows which whole word that is.
  static boolean canNarrow(LogText text) {
    return !words(text).isEmpty();
  }

  /// All places but the blocks that certainly do not have the text within a time.
  ///
  /// @param text one that can narrow
  /// @param fromNanos inclusive
  /// @param toNanos inclusive
  static List<Place> of(Connection connection, LogText text, long fromNanos, long toNanos)
      throws SQLException {
    List<Long> needed = words(text);
    TreeSet<Integer> parts = new TreeSet<>();
    needed.forEach(word -> parts.add(WordFilter.partOf(word)));
    List<Integer> columns = List.copyOf(parts);
    StringBuilder sql = new StringBuilder("SELECT number, oldest_nanos, newest_nanos");
    columns.forEach(part -> sql.append(", words_").append(part));
    sql.append(" FROM log_blocks ORDER BY number");
    List<Place> places = new ArrayList<>();
    long next = 0; // the first block that nobody has told of
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql.toString())) {
      while (row.next()) {
        long number = row.getLong(1);
        if (number > next) {
          places.add(new Place(next, number - 1, Long.MAX_VALUE));
        }
        boolean inTime = row.getLong(2) <= toNanos && row.getLong(3) >= fromNanos;
        if (inTime && mayContain(row, columns, needed)) {
          places.add(new Place(number, number, row.getLong(3)));
        }
        next = number + 1;
      }
    }
    places.add(new Place(next, Long.MAX_VALUE, Long.MAX_VALUE));
    places.sort(NEWEST_FIRST);
    return places;
  }

  private static boolean mayContain(ResultSet row, List<Integer> columns, List<Long> needed)
      throws SQLException {
    for (int i = 0; i < columns.size(); i++) {
      byte[] part = row.getBytes(4 + i);
      for (long word : needed) {
        if (WordFilter.partOf(word) == columns.get(i) && !WordFilter.mayContain(part, word)) {
          return false;
        }
      }
    }
    return true;
  }

  private static List<Long> words(LogText text) {
    List<Long> words = new ArrayList<>();
    text.words().forEach(word -> LogWords.eachNeeded(word, true, words::add));
    text.parts().forEach(part -> LogWords.eachNeeded(part, false, words::add));
    return words;
  }

  /// Whether nobody knows what is in it, and how many blocks it is.
  private static boolean isUntold(Place place) {
    return place.newest == Long.MAX_VALUE;
  }

  /// How many of the places to look at together, from the first on: those that nobody has told of,
  /// or so many others. A list of single blocks is found by the minima and maxima of the row
  /// groups, ranges joined by OR are not.
  static int together(List<Place> places, int most) {
    boolean untold = isUntold(places.getFirst());
    int count = 0;
    while (count < places.size()
        && isUntold(places.get(count)) == untold
        && (untold || count < most)) {
      count++;
    }
    return count;
  }

  /// A record's being in one of the places, as SQL.
  static String condition(List<Place> places) {
    String blocks =
        places.stream()
            .filter(place -> place.from == place.to)
            .map(place -> Long.toString(place.from))
            .collect(Collectors.joining(", "));
    List<String> either = new ArrayList<>();
    if (!blocks.isEmpty()) {
      either.add("block IN (" + blocks + ")");
    }
    for (Place place : places) {
      if (place.from != place.to) {
        either.add("block BETWEEN %d AND %d".formatted(place.from, place.to));
      }
    }
    return either.stream().collect(Collectors.joining(" OR ", "(", ")"));
  }
}
