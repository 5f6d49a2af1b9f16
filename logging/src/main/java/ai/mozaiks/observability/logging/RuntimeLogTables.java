// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// AG2's runtime log as an SQLite database, schema version 1. A portion is a transaction. For one
/// thread.
final class RuntimeLogTables implements RuntimeLogForm {
  private static final Logger LOG = LoggerFactory.getLogger("core.observability.ag2.runtime");

  /// As AG2 makes them, its misspelt type of `is_cached` included.
  private static final List<String> SCHEMA =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS chat_completions(
            id INTEGER PRIMARY KEY,
            invocation_id TEXT,
            client_id INTEGER,
            wrapper_id INTEGER,
            session_id TEXT,
            source_name TEXT,
            request TEXT,
            response TEXT,
            is_cached INEGER,
            cost REAL,
            start_time DATETIME DEFAULT CURRENT_TIMESTAMP,
            end_time DATETIME DEFAULT CURRENT_TIMESTAMP)
          """,
          """
          CREATE TABLE IF NOT EXISTS agents(
            id INTEGER PRIMARY KEY,
            agent_id INTEGER,
            wrapper_id INTEGER,
            session_id TEXT,
            name TEXT,
            class TEXT,
            init_args TEXT,
            timestamp DATETIME DEFAULT CURRENT_TIMESTAMP,
            UNIQUE(agent_id, session_id))
          """,
          """
          CREATE TABLE IF NOT EXISTS oai_wrappers(
            id INTEGER PRIMARY KEY,
            wrapper_id INTEGER,
            session_id TEXT,
            init_args TEXT,
            timestamp DATETIME DEFAULT CURRENT_TIMESTAMP,
            UNIQUE(wrapper_id, session_id))
          """,
          """
          CREATE TABLE IF NOT EXISTS oai_clients(
            id INTEGER PRIMARY KEY,
            client_id INTEGER,
            wrapper_id INTEGER,
            session_id TEXT,
            class TEXT,
            init_args TEXT,
            timestamp DATETIME DEFAULT CURRENT_TIMESTAMP,
            UNIQUE(client_id, session_id))
          """,
          """
          CREATE TABLE IF NOT EXISTS version(
            id INTEGER PRIMARY KEY CHECK (id = 1),
            version_number INTEGER NOT NULL)
          """,
          """
          CREATE TABLE IF NOT EXISTS events(
            event_name TEXT,
            source_id INTEGER,
            source_name TEXT,
            agent_module TEXT DEFAULT NULL,
            agent_class_name TEXT DEFAULT NULL,
            id INTEGER PRIMARY KEY,
            json_state TEXT,
            timestamp DATETIME DEFAULT CURRENT_TIMESTAMP)
          """,
          """
          CREATE TABLE IF NOT EXISTS function_calls(
            source_id INTEGER,
            source_name TEXT,
            function_name TEXT,
            args TEXT DEFAULT NULL,
            returns TEXT DEFAULT NULL,
            timestamp DATETIME DEFAULT CURRENT_TIMESTAMP)
          """,
          "INSERT OR IGNORE INTO version (id, version_number) VALUES (1, 1)");

  private final Path path;
  private final Masking masking;
  private final JsonValues values;
  private @Nullable Connection connection;

  RuntimeLogTables(Path path, Masking masking) throws IOException {
    this.path = path;
    this.masking = masking;
    this.values = new JsonValues(masking);
    Path folder = path.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    try {
      connection = open();
    } catch (SQLException e) {
      throw new IOException(
          path
              + ": the runtime log cannot be opened: "
              + e.getMessage()
              + " (expected: org.xerial:sqlite-jdbc on the class path, and a file that can be written)",
          e);
    }
  }

  private Connection open() throws SQLException {
    Connection opened = DriverManager.getConnection("jdbc:sqlite:" + path);
    try (Statement statement = opened.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 5000");
      opened.setAutoCommit(false);
      for (String sql : SCHEMA) {
        statement.execute(sql);
      }
      opened.commit();
    } catch (SQLException e) {
      opened.close();
      throw e;
    }
    return opened;
  }

  @Override
  public void write(List<RuntimeRecord> portion, long dropped) {
    if (dropped > 0) {
      LOG.warn("AG2's runtime log: {} records were dropped, since it could not keep up", dropped);
    }
    try {
      save(portion);
    } catch (SQLException first) {
      abandon();
      try {
        save(portion); // the file may have been replaced
      } catch (SQLException e) {
        abandon();
        LOG.warn(
            "AG2's runtime log: {} records are lost, since the database cannot be written: {}",
            portion.size(),
            e.getMessage());
        throw new IllegalStateException(e);
      }
    }
  }

  private void save(List<RuntimeRecord> portion) throws SQLException {
    Connection to = connection;
    if (to == null || !Files.exists(path)) {
      abandon();
      to = open();
      connection = to;
    }
    for (RuntimeRecord record : portion) {
      save(to, record);
    }
    to.commit();
  }

  private void abandon() {
    Connection broken = connection;
    connection = null;
    if (broken != null) {
      try {
        broken.close();
      } catch (SQLException e) {
        // it was broken
      }
    }
  }

  private void save(Connection to, RuntimeRecord record) throws SQLException {
    if (record instanceof RuntimeRecord.NewWrapper made) {
      insert(
          to,
          """
          INSERT INTO oai_wrappers (wrapper_id, session_id, init_args, timestamp) VALUES (?, ?, ?, ?)
          ON CONFLICT (wrapper_id, session_id) DO NOTHING
          """,
          made.wrapper().id(),
          made.session(),
          values.json(made.initArgs()),
          RuntimeTimes.text(made.at()));
    } else if (record instanceof RuntimeRecord.NewClient made) {
      insert(
          to,
          """
          INSERT INTO oai_clients (client_id, wrapper_id, session_id, class, init_args, timestamp)
          VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (client_id, session_id) DO NOTHING
          """,
          made.client().id(),
          made.client().wrapper().id(),
          made.session(),
          made.client().className(),
          values.json(made.initArgs()),
          RuntimeTimes.text(made.at()));
    } else if (record instanceof RuntimeRecord.NewAgent made) {
      insert(
          to,
          """
          INSERT INTO agents (agent_id, wrapper_id, session_id, name, class, init_args, timestamp)
          VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (agent_id, session_id) DO UPDATE SET
            wrapper_id = excluded.wrapper_id, name = excluded.name, class = excluded.class,
            init_args = excluded.init_args, timestamp = excluded.timestamp
          """,
          made.agent().id(),
          made.wrapper() == null ? null : made.wrapper().id(),
          made.session(),
          masking.text(made.agent().name()),
          made.agent().className(),
          values.json(made.initArgs()),
          RuntimeTimes.text(made.at()));
    } else if (record instanceof RuntimeRecord.Completion call) {
      completion(to, call);
    } else if (record instanceof RuntimeRecord.Event event) {
      insert(
          to,
          """
          INSERT INTO events (source_id, source_name, event_name, agent_module, agent_class_name,
            json_state, timestamp) VALUES (?, ?, ?, ?, ?, ?, ?)
          """,
          event.source().id(),
          masking.text(event.source().name()),
          event.name(),
          event.source().module(),
          event.source().className(),
          values.json(event.state()),
          RuntimeTimes.text(event.at()));
    } else if (record instanceof RuntimeRecord.FunctionUse use) {
      insert(
          to,
          """
          INSERT INTO function_calls (source_id, source_name, function_name, args, returns, timestamp)
          VALUES (?, ?, ?, ?, ?, ?)
          """,
          use.source().id(),
          masking.text(use.source().name()),
          use.function(),
          values.json(use.arguments()),
          values.json(use.returned()),
          RuntimeTimes.text(use.at()));
    }
  }

  private void completion(Connection to, RuntimeRecord.Completion call) throws SQLException {
    insert(
        to,
        """
        INSERT INTO chat_completions (invocation_id, client_id, wrapper_id, session_id, source_name,
          request, response, is_cached, cost, start_time, end_time)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        call.invocation(),
        call.client().id(),
        call.client().wrapper().id(),
        call.session(),
        masking.text(call.sourceName()),
        values.json(call.request()),
        values.json(call.response().toMap()),
        call.cached() ? 1 : 0,
        call.costUsd(),
        RuntimeTimes.text(call.start()),
        RuntimeTimes.text(call.end()));
  }

  private static void insert(Connection to, String sql, @Nullable Object... values)
      throws SQLException {
    try (PreparedStatement statement = to.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        Object value = values[i];
        if (value == null) {
          statement.setNull(i + 1, Types.NULL);
        } else if (value instanceof Long number) {
          statement.setLong(i + 1, number);
        } else if (value instanceof Integer number) {
          statement.setInt(i + 1, number);
        } else if (value instanceof BigDecimal dollars) {
          statement.setDouble(i + 1, dollars.doubleValue());
        } else {
          statement.setString(i + 1, value.toString());
        }
      }
      statement.executeUpdate();
    }
  }

  @Override
  public void close() {
    abandon();
  }
}
