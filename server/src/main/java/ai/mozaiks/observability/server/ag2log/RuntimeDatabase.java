// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import ai.mozaiks.observability.server.entry.JsonMistake;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Reads rows of the SQLite form, the tables together in order of time. Opened for reading only; a
/// transaction lasts as long as some hundred rows take, so the writer is hardly ever kept waiting.
/// What can hold secrets and messages (`init_args`, `request`, `args`) is not even selected; of a
/// request, SQLite itself takes out the model.
final class RuntimeDatabase implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int BUSY_MILLIS = 5_000;
  private static final String ARGUMENTS = "args";

  private final Connection connection;

  private RuntimeDatabase(Connection connection) {
    this.connection = connection;
  }

  /// The tables that are read, in the order of records of the same time, each with the column of
  /// its time first. `$.name` is a field of the request.
  enum Table {
    OAI_WRAPPERS("timestamp", "wrapper_id", "session_id"),
    OAI_CLIENTS("timestamp", "client_id", "wrapper_id", "session_id", "class"),
    AGENTS("timestamp", "agent_id", "wrapper_id", "session_id", "name"),
    CHAT_COMPLETIONS(
        "end_time",
        "invocation_id",
        "client_id",
        "wrapper_id",
        "session_id",
        "source_name",
        "response",
        "is_cached",
        "cost",
        "start_time",
        "$.model",
        "$.stream"),
    FUNCTION_CALLS("timestamp", "source_id", "source_name", "function_name", "returns", "args"),
    EVENTS("timestamp", "source_id", "source_name", "event_name", "json_state");

    private final ImmutableList<String> columns;

    Table(String... columns) {
      this.columns = ImmutableList.copyOf(columns);
    }

    /// Its name in the database.
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// Whether a row, once written, stays as it is. Agents and the like are written again.
    boolean isSteady() {
      return this == CHAT_COMPLETIONS || this == FUNCTION_CALLS || this == EVENTS;
    }
  }

  /// A row; columns that its version of the database lacks are null.
  ///
  /// @param id names its content
  record Row(Table table, long number, String id, List<@Nullable String> values) {
    @Nullable String text(String column) {
      int index = table.columns.indexOf(column);
      String value = index < 0 ? null : values.get(index);
      return value == null || value.isEmpty() ? null : value;
    }

    /// What rows of all tables are ordered by.
    String time() {
      String time = values.getFirst();
      return time == null ? "" : time;
    }

    /// As shown to the operator.
    String place() {
      return table.word() + " row " + number;
    }
  }

  /// Opens a database.
  ///
  /// @throws IOException if it cannot be read now
  static RuntimeDatabase open(Path file) throws IOException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setOpenMode(SQLiteOpenMode.READONLY);
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    config.setBusyTimeout(BUSY_MILLIS);
    try {
      Connection connection = config.createConnection("jdbc:sqlite:" + file);
      connection.setAutoCommit(false); // so that all tables are read at one moment
      return new RuntimeDatabase(connection);
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  private static IOException unreadable(SQLException e) {
    return new IOException("the database cannot be read: " + e.getMessage(), e);
  }

  /// Reads the rows behind given ones.
  ///
  /// @param after the last row that is known, by table
  /// @param most rows; count
  List<Row> rows(Map<Table, Long> after, int most) throws IOException {
    List<Cursor> cursors = new ArrayList<>();
    try {
      for (Table table : Table.values()) {
        Set<String> columns = columns(table);
        if (!columns.isEmpty()) {
          cursors.add(new Cursor(table, columns, after.getOrDefault(table, 0L), most));
        }
      }
      List<Row> rows = new ArrayList<>();
      while (rows.size() < most) {
        Cursor first = null;
        for (Cursor cursor : cursors) {
          Row row = cursor.row;
          if (row != null
              && (first == null
                  || first.row == null
                  || row.time().compareTo(first.row.time()) < 0)) {
            first = cursor;
          }
        }
        if (first == null || first.row == null) {
          break;
        }
        rows.add(first.row);
        first.advance();
      }
      return rows;
    } catch (SQLException e) {
      throw unreadable(e);
    } finally {
      closeAll(cursors);
    }
  }

  /// The content of a row; null if there is none with that number.
  @Nullable Row row(Table table, long number) throws IOException {
    try {
      Set<String> columns = columns(table);
      if (columns.isEmpty()) {
        return null;
      }
      Cursor cursor = new Cursor(table, columns, number - 1, 1);
      try {
        Row row = cursor.row;
        return row != null && row.number == number ? row : null;
      } finally {
        cursor.close();
        connection.rollback();
      }
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  /// How many rows there are behind given ones.
  long countAfter(Map<Table, Long> after) throws IOException {
    long count = 0;
    try {
      for (Table table : Table.values()) {
        if (!columns(table).isEmpty()) {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "SELECT count(*) FROM " + table.word() + " WHERE rowid > ?")) {
            statement.setLong(1, after.getOrDefault(table, 0L));
            try (ResultSet result = statement.executeQuery()) {
              count += result.next() ? result.getLong(1) : 0;
            }
          }
        }
      }
      connection.rollback();
      return count;
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  /// Whether it has a table of the log.
  boolean isRuntimeLog() throws IOException {
    try {
      boolean is = !columns(Table.CHAT_COMPLETIONS).isEmpty();
      connection.rollback();
      return is;
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  private Set<String> columns(Table table) throws SQLException {
    Set<String> columns = new HashSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("PRAGMA table_info(" + table.word() + ")")) {
      while (result.next()) {
        columns.add(result.getString("name"));
      }
    }
    return columns;
  }

  private void closeAll(List<Cursor> cursors) throws IOException {
    try {
      for (Cursor cursor : cursors) {
        cursor.close();
      }
      connection.rollback();
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  private final class Cursor {
    private final Table table;
    private final PreparedStatement statement;
    private final ResultSet result;
    private final int width;
    private @Nullable Row row;

    Cursor(Table table, Set<String> columns, long after, int most) throws SQLException {
      this.table = table;
      List<String> selected = new ArrayList<>();
      for (String column : table.columns) {
        boolean ofRequest = column.startsWith("$");
        boolean there = columns.contains(ofRequest ? "request" : column);
        selected.add(!there ? "NULL" : ofRequest ? ofRequest(column) : column);
      }
      width = selected.size();
      statement =
          connection.prepareStatement(
              "SELECT rowid, "
                  + String.join(", ", selected)
                  + " FROM "
                  + table.word()
                  + " WHERE rowid > ? ORDER BY rowid LIMIT ?");
      statement.setLong(1, after);
      statement.setInt(2, most);
      result = statement.executeQuery();
      advance();
    }

    private static String ofRequest(String path) {
      return "CASE WHEN json_valid(request) THEN json_extract(request, '" + path + "') END";
    }

    void advance() throws SQLException {
      if (!result.next()) {
        row = null;
        return;
      }
      Digest digest = new Digest().add(table.word());
      List<@Nullable String> values = new ArrayList<>(width);
      for (int i = 0; i < width; i++) {
        String value = result.getString(i + 2);
        values.add(value);
        if (!table.columns.get(i).equals(ARGUMENTS)) {
          digest.add(value); // ids of rows are from before the arguments were read
        }
      }
      row = new Row(table, result.getLong(1), digest.name(), values);
    }

    void close() throws SQLException {
      result.close();
      statement.close();
    }
  }

  /// What a row says.
  static Ag2Record record(Row row) throws UnreadableLineException {
    return switch (row.table) {
      case OAI_WRAPPERS, OAI_CLIENTS, AGENTS -> made(row);
      case CHAT_COMPLETIONS -> completion(row);
      case FUNCTION_CALLS ->
          new Ag2Record.FunctionUse(
              row.id,
              time(row, "timestamp"),
              source(row),
              row.text("function_name"),
              row.text(ARGUMENTS),
              ReplyState.returned(row.text("returns")));
      case EVENTS ->
          ReplyState.read(
              row.id,
              time(row, "timestamp"),
              source(row),
              required(row, "event_name"),
              row.text("json_state"));
    };
  }

  private static Ag2Record made(Row row) throws UnreadableLineException {
    return new Ag2Record.Made(
        time(row, "timestamp"),
        required(row, "session_id"),
        row.text("agent_id"),
        row.text("wrapper_id"),
        row.text("client_id"),
        ClientClass.provider(row.text("class")),
        null);
  }

  private static Ag2Record completion(Row row) throws UnreadableLineException {
    Instant start = LogTimes.read(row.text("start_time"));
    Instant at = start == null ? time(row, "end_time") : start;
    return new Ag2Record.Completion(
        row.id,
        row.text("session_id"),
        row.text("client_id"),
        row.text("wrapper_id"),
        null,
        at,
        RuntimeLogLine.length(start, LogTimes.read(row.text("end_time"))),
        row.text("source_name"),
        row.text("$.model"),
        RuntimeLogLine.isTrue(row.text("$.stream")),
        RuntimeLogLine.isTrue(row.text("is_cached")),
        RuntimeLogLine.dollars(row.text("cost")),
        answer(row.text("response")));
  }

  private static ModelAnswer answer(@Nullable String response) throws UnreadableLineException {
    if (response == null) {
      return ModelAnswer.NONE;
    }
    try {
      return ModelAnswer.ofJson(JSON.readTree(response));
    } catch (JacksonException e) {
      throw new UnreadableLineException("response: " + JsonMistake.of(e));
    }
  }

  private static Ag2Record.Source source(Row row) {
    return new Ag2Record.Source(row.text("source_id"), row.text("source_name"), null);
  }

  private static String required(Row row, String column) throws UnreadableLineException {
    String value = row.text(column);
    if (value == null) {
      throw new UnreadableLineException(column + ": absent or empty");
    }
    return value;
  }

  private static Instant time(Row row, String column) throws UnreadableLineException {
    Instant at = LogTimes.read(row.text(column));
    if (at == null) {
      throw new UnreadableLineException(
          column + ": absent or no time (expected: 2026-05-06 15:20:20.100000)");
    }
    return at;
  }

  @Override
  public void close() throws IOException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }
}
