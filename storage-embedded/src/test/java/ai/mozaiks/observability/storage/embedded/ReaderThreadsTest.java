// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.storage.QueryLimitException;
import ai.mozaiks.observability.storage.QueryLimitException.Limit;
import ai.mozaiks.observability.storage.StorageException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Queries that would take hours, on a real database.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class ReaderThreadsTest {
  private static final Duration LIMIT = Duration.ofMillis(300);

  @TempDir Path folder;

  private DuckDBConnection database;
  private ReaderThreads queries;
  private final CountDownLatch asked = new CountDownLatch(1);

  @BeforeEach
  void open() throws SQLException {
    database = Database.open(EmbeddedStorageConfig.of(folder));
    queries = ReaderThreads.limited(database, "query", 1, 1, LIMIT);
  }

  @AfterEach
  void close() throws SQLException {
    queries.close();
    database.close();
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private long endless(Connection connection) throws SQLException {
    asked.countDown();
    return number(connection, "SELECT count(*) FROM range(1000000000000) WHERE hash(range) = 1");
  }

  private static long quick(Connection connection) throws SQLException {
    return number(connection, "SELECT 7");
  }

  private static void assertLimit(Throwable thrown, Limit limit) {
    assertThat(thrown).isInstanceOf(QueryLimitException.class);
    assertThat(((QueryLimitException) thrown).limit()).isEqualTo(limit);
  }

  @Test
  void slowQuery_isStopped_andItsThreadIsFreeAgain() {
    assertThatThrownBy(() -> queries.ask("asking", this::endless))
        .satisfies(thrown -> assertLimit(thrown, Limit.TIME))
        .hasMessageContaining("stopped after 300 ms")
        .hasMessageContaining("Ask for less");
    assertThat(queries.ask("asking", ReaderThreadsTest::quick)).isEqualTo(7);
  }

  @Test
  void questionOfManySlowStatements_isStoppedToo() {
    assertThatThrownBy(() ->
            queries.ask(
                "asking",
                connection -> {
                  for (int i = 0; i < 1_000_000_000; i++) {
                    number(connection, "SELECT " + i);
                  }
                  return 0L;
                }))
        .satisfies(thrown -> assertLimit(thrown, Limit.TIME));
    assertThat(queries.ask("asking", ReaderThreadsTest::quick)).isEqualTo(7);
  }

  @Test
  void interruptedAsker_stopsTheQuery() throws Exception {
    try (ReaderThreads patient = ReaderThreads.unlimited(database, "lookup", 1)) {
      CompletableFuture<Throwable> thrown = new CompletableFuture<>();
      Thread asker =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  patient.ask("asking", this::endless);
                } catch (RuntimeException e) {
                  thrown.complete(e);
                }
              });
      asked.await();
      asker.interrupt();
      assertThat(thrown.get())
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("asking was interrupted");
      assertThat(patient.ask("asking", ReaderThreadsTest::quick)).isEqualTo(7);
    }
  }

  @Test
  void moreWaitingThanAllowed_areTurnedAway_andOthersGoOn() throws Exception {
    CountDownLatch free = new CountDownLatch(1);
    try (ReaderThreads busy =
            ReaderThreads.limited(database, "query", 1, 1, Duration.ofSeconds(50));
        ReaderThreads lookups = ReaderThreads.unlimited(database, "lookup", 1)) {
      CompletableFuture<Boolean> running =
          CompletableFuture.supplyAsync(
              () -> busy.ask("asking", _ -> waited(free)), Thread::startVirtualThread);
      asked.await();
      CompletableFuture<Long> waiting = new CompletableFuture<>();
      // whichever of these two comes first waits, the other is turned away
      CompletableFuture<Throwable> refused = new CompletableFuture<>();
      for (int i = 0; i < 2; i++) {
        Thread.startVirtualThread(() -> {
          try {
            waiting.complete(busy.ask("asking", ReaderThreadsTest::quick));
          } catch (RuntimeException e) {
            refused.complete(e);
          }
        });
      }
      assertLimit(refused.get(), Limit.WAITING);
      assertThat(refused.get()).hasMessageContaining("1 others wait");
      assertThat(lookups.ask("looking up", ReaderThreadsTest::quick)).isEqualTo(7);
      assertThat(waiting).isNotDone();
      free.countDown();
      assertThat(waiting.get()).isEqualTo(7);
      assertThat(running.get()).isTrue();
    }
  }

  private boolean waited(CountDownLatch free) {
    asked.countDown();
    try {
      free.await();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void lookups_goOnWhileSlowQueriesRun() throws Exception {
    try (ReaderThreads slow =
            ReaderThreads.limited(database, "query", 4, 4, Duration.ofSeconds(3));
        ReaderThreads lookups = ReaderThreads.unlimited(database, "lookup", 1)) {
      CountDownLatch all = new CountDownLatch(4);
      for (int i = 0; i < 4; i++) {
        Thread.startVirtualThread(() -> {
          try {
            slow.ask("asking", this::endless);
          } catch (QueryLimitException e) {
            all.countDown();
          }
        });
      }
      asked.await();
      for (int i = 0; i < 20; i++) {
        long parts = lookups.ask("looking up", c -> number(c, "SELECT count(*) FROM parts"));
        assertThat(parts).isZero();
      }
      assertThat(all.getCount()).as("slow ones still running").isPositive();
      all.await();
    }
  }
}
