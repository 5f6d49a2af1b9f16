// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// What the summing thread does when it looks, without the thread.
final class HourSummerTest {
  private static final long FIRST = 480_000;

  @TempDir Path folder;

  private DuckDBConnection connection;
  private HourSums hours;
  private HourSummer summer;
  private volatile boolean clockFails;
  private final AtomicLong nanos = new AtomicLong();
  private final Logger logger = (Logger) LoggerFactory.getLogger(HourSummer.class);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

  @BeforeEach
  void open() throws SQLException {
    connection = Database.open(EmbeddedStorageConfig.of(folder));
    hours = new HourSums(connection, this::nanoTime);
    summer = new HourSummer(hours, new ReentrantLock(), connection);
    logged.start();
    logger.addAppender(logged);
  }

  @AfterEach
  void close() throws SQLException {
    logger.detachAppender(logged);
    summer.close();
    connection.close();
  }

  private long nanoTime() {
    if (clockFails) {
      throw new IllegalStateException("no clock");
    }
    return nanos.get();
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// One event in each of so many hours, which become quiet a while later.
  private void events(int hoursWithEvents) throws SQLException {
    execute(
        """
        INSERT INTO events BY NAME
        SELECT FALSE AS direct, 0 AS part_high, 0 AS part_low, 'agent_turn' AS kind, 'a' AS id,
          'shop' AS app, 'c' AS chat_id, (range + %d) * %d AS at_nanos
        FROM range(%d)
        """
            .formatted(FIRST, HourSums.NANOS, hoursWithEvents));
    execute("INSERT INTO unsummed_hours SELECT range + " + FIRST + " FROM range(24)");
    assertThat(hours.unsummedHours()).isEqualTo(24);
  }

  private void becomeQuiet() {
    nanos.addAndGet(Duration.ofMinutes(11).toNanos());
  }

  private void refuseSumsOf(long hour) throws SQLException {
    String sql;
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT sql FROM duckdb_tables() WHERE table_name = 'hour_sums'")) {
      row.next();
      sql = row.getString(1);
    }
    String column = "\"hour\" BIGINT";
    assertThat(sql).contains(column);
    execute("DROP TABLE hour_sums");
    execute(sql.replace(column, column + " CHECK (\"hour\" <> " + hour + ")"));
  }

  private List<String> warnings() {
    return logged.list.stream()
        .filter(line -> line.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Test
  void looksWithNothingToDo_leaveTheStepShort() throws SQLException {
    events(24);
    for (int i = 0; i < 10; i++) {
      summer.look();
    }
    assertThat(hours.unsummedHours()).isEqualTo(24);
    becomeQuiet();

    summer.look();

    assertThat(hours.unsummedHours()).isEqualTo(23);
  }

  @Test
  void hourThatFails_isPutOffAndKeepsNoOtherWaiting() throws SQLException {
    refuseSumsOf(FIRST);
    events(24);
    becomeQuiet();

    for (int i = 0; i < 40; i++) {
      summer.look();
    }

    assertThat(hours.unsummedHours()).isEqualTo(1);
    assertThat(warnings()).hasSize(1);
    execute("DELETE FROM events");
    summer.look();
    assertThat(hours.unsummedHours()).isEqualTo(1);
    becomeQuiet();
    summer.look();
    assertThat(hours.unsummedHours()).isZero();
  }

  @Test
  void hourThatFailsAmongOthers_isFoundAndPutOff() throws SQLException {
    refuseSumsOf(FIRST + 20);
    events(24);
    becomeQuiet();

    for (int i = 0; i < 60; i++) {
      summer.look();
    }

    assertThat(hours.unsummedHours()).isEqualTo(1);
  }

  @Test
  void failureOfAnyKind_isSurvivedAndSaidOnce() throws SQLException {
    events(24);
    becomeQuiet();
    clockFails = true;

    assertThat(summer.look()).isGreaterThanOrEqualTo(Duration.ofSeconds(10));
    summer.look();

    assertThat(warnings()).hasSize(1);
    clockFails = false;
    summer.look();
    assertThat(hours.unsummedHours()).isEqualTo(23);
  }
}
