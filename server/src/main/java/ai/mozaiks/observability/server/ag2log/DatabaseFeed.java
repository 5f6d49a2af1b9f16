// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import ai.mozaiks.observability.recorder.ArgumentsHash;
import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.server.ag2log.RuntimeDatabase.Row;
import ai.mozaiks.observability.server.ag2log.RuntimeDatabase.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Follows the SQLite form, by the numbers of its rows. Opened anew for each portion, so a database
/// that was replaced is noticed; one whose rows are not those that were read is read from the
/// beginning, which changes no number.
public final class DatabaseFeed implements LogFeed {
  private static final int PORTION_ROWS = 500;
  private static final int CHECKPOINT_VERSION = 1;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path path;
  private final LogNames names;
  private final ArgumentsHash argumentsHash;
  private Sessions sessions;
  private final Map<Table, Place> places = new EnumMap<>(Table.class);
  private long rows;
  private long rejected;
  private volatile Progress progress = Progress.NONE;

  /// The last row read of a table.
  private record Place(long number, String id) {}

  private record Checkpoint(int version, Map<Table, Place> places, Sessions.State sessions) {}

  /// Follows a database that need not be there yet, and whose tool calls are compared with one
  /// another only.
  public DatabaseFeed(Path path, LogNames names) {
    this(path, names, ArgumentsHash.withRandomKey());
  }

  /// Follows a database that need not be there yet.
  ///
  /// @param argumentsHash what stands for the arguments of tool calls
  public DatabaseFeed(Path path, LogNames names, ArgumentsHash argumentsHash) {
    this.path = path.toAbsolutePath();
    this.names = names;
    this.argumentsHash = argumentsHash;
    sessions = new Sessions(names, argumentsHash);
  }

  @Override
  public Portion next() throws IOException {
    if (!Files.exists(path)) {
      progress = new Progress(false, position(), 0, rows, rejected, sessions.unbound());
      return new Portion(List.of(), List.of(), List.of(), false);
    }
    try (RuntimeDatabase database = RuntimeDatabase.open(path)) {
      if (!isTheSame(database)) {
        places.clear();
        sessions = new Sessions(names, argumentsHash);
      }
      List<Row> read = database.rows(numbers(), PORTION_ROWS);
      List<ChatEvent> events = new ArrayList<>();
      List<Rejection> rejections = new ArrayList<>();
      boolean waits = false;
      for (Row row : read) {
        try {
          Ag2Record record = RuntimeDatabase.record(row);
          waits = sessions.mustWait(record);
          if (waits) {
            break;
          }
          events.addAll(sessions.take(record));
        } catch (UnreadableLineException e) {
          rejections.add(new Rejection(row.place(), String.valueOf(e.getMessage())));
        }
        places.put(row.table(), new Place(row.number(), row.id()));
        rows++;
      }
      rejected += rejections.size();
      long lag = !waits && read.size() < PORTION_ROWS ? 0 : database.countAfter(numbers());
      progress = new Progress(true, position(), lag, rows, rejected, sessions.unbound());
      return new Portion(events, List.of(), rejections, lag > 0 && !waits);
    }
  }

  /// Whether a file is a database of this log.
  ///
  /// @throws IOException if it is none, or cannot be read
  public static boolean recognises(Path file) throws IOException {
    try (RuntimeDatabase database = RuntimeDatabase.open(file)) {
      return database.isRuntimeLog();
    }
  }

  private boolean isTheSame(RuntimeDatabase database) throws IOException {
    for (Map.Entry<Table, Place> each : places.entrySet()) {
      if (each.getKey().isSteady()) {
        Row now = database.row(each.getKey(), each.getValue().number);
        if (now == null || !now.id().equals(each.getValue().id)) {
          return false;
        }
      }
    }
    return true;
  }

  private Map<Table, Long> numbers() {
    Map<Table, Long> numbers = new EnumMap<>(Table.class);
    places.forEach((table, place) -> numbers.put(table, place.number));
    return numbers;
  }

  private long position() {
    Place place = places.get(Table.CHAT_COMPLETIONS);
    return place == null ? 0 : place.number;
  }

  @Override
  public String checkpoint() {
    return JSON.writeValueAsString(
        new Checkpoint(CHECKPOINT_VERSION, new EnumMap<>(places), sessions.state()));
  }

  @Override
  public void restore(String checkpoint) {
    try {
      Checkpoint read = JSON.readValue(checkpoint, Checkpoint.class);
      if (read.version != CHECKPOINT_VERSION) {
        throw new IllegalArgumentException(
            "version: " + read.version + " (expected: " + CHECKPOINT_VERSION + ")");
      }
      sessions.restore(read.sessions);
      places.putAll(read.places);
    } catch (JacksonException | NullPointerException e) {
      throw new IllegalArgumentException("no checkpoint of a log database", e);
    }
  }

  @Override
  public Progress progress() {
    return progress;
  }

  @Override
  public void close() {
    // opened and closed for each portion
  }
}
