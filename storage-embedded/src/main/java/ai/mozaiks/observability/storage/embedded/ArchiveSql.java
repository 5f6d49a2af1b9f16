// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.ArchiveFile;
import ai.mozaiks.observability.storage.ArchiveSignal;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// How rows stand in the files of the archive, in SQL.
final class ArchiveSql {
  private static final String OF_NANOS_PER_DAY = " // 86400000000000";

  private ArchiveSql() {}

  /// The day that a row is filed under: days since 1970.
  static final String DAY = "written_nanos" + OF_NANOS_PER_DAY;

  /// Such that what is read together lies together.
  static String order(ArchiveSignal signal) {
    return switch (signal) {
      case CHATS -> "chat_id, app";
      case EVENTS -> "chat_id, app, at_nanos";
      case SPANS -> "trace_high, trace_low, start_nanos";
      case CONTENT -> "trace_high, trace_low, at_nanos";
      case LOGS -> "time_nanos";
      case METRIC_POINTS -> "app, name, time_nanos";
    };
  }

  /// When the earliest of a row was.
  static String from(ArchiveSignal signal) {
    return switch (signal) {
      case CHATS -> "started_nanos";
      case EVENTS, CONTENT -> "at_nanos";
      case SPANS -> "least(start_nanos, end_nanos)";
      case LOGS, METRIC_POINTS -> "time_nanos";
    };
  }

  /// When the latest of a row was.
  static String to(ArchiveSignal signal) {
    return switch (signal) {
      case CHATS -> "greatest(last_start_nanos, last_activity_nanos)";
      case EVENTS, CONTENT -> "at_nanos";
      case SPANS -> "greatest(start_nanos, end_nanos)";
      case LOGS, METRIC_POINTS -> "time_nanos";
    };
  }

  /// The table whose columns a file has; with it, files of earlier versions have those that came
  /// later, empty.
  private static String table(ArchiveSignal signal) {
    return switch (signal) {
      case CHATS -> "chats";
      case EVENTS -> "events";
      case SPANS -> "spans";
      case CONTENT -> "content";
      case LOGS -> "logs";
      case METRIC_POINTS -> "metric_points";
    };
  }

  /// What follows a FROM to read files of one signal.
  static String rows(ArchiveSignal signal, ArchiveFolder folder, List<ArchiveFile> files) {
    return """
    (SELECT * FROM %s WHERE false UNION ALL BY NAME
     SELECT * FROM read_parquet(%s, union_by_name = true))
    """
        .formatted(
            table(signal),
            files.stream()
                .map(file -> toRead(folder.path(file.name())))
                .collect(Collectors.joining(", ", "[", "]")));
  }

  /// A file to read, as a text in SQL. What is a pattern elsewhere is a name here.
  static String toRead(Path file) {
    StringBuilder name = new StringBuilder();
    for (char c : file.toString().toCharArray()) {
      if (c == '*' || c == '?' || c == '[') {
        name.append('[').append(c).append(']');
      } else {
        name.append(c);
      }
    }
    return quoted(name.toString());
  }

  /// A text in SQL.
  static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
