// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.storage.InMemoryStorage;
import ai.mozaiks.observability.storage.LogFilter;
import ai.mozaiks.observability.storage.LogHistogramQuery;
import ai.mozaiks.observability.storage.LogQuery;
import ai.mozaiks.observability.storage.LogText;
import ai.mozaiks.observability.storage.RedactionScan;
import ai.mozaiks.observability.storage.ScannedSignal;
import ai.mozaiks.observability.storage.Storage;
import ai.mozaiks.observability.storage.StorageBatch;
import ai.mozaiks.observability.storage.StoredLog;
import ai.mozaiks.observability.storage.contract.Samples;
import ai.mozaiks.observability.storage.contract.Scenario;
import ai.mozaiks.observability.storage.contract.WordMasking;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Searching over many blocks finds what the in-memory store finds, however the records were cut
/// into batches and whatever stopped in between.
class LogBlocksTest {
  private static final int RECORDS = 3 * LogBlocks.MAX_RECORDS + 100;

  @TempDir Path folder;

  private EmbeddedStorage open() {
    return EmbeddedStorage.open(EmbeddedStorageConfig.of(folder));
  }

  /// In the order of their times but for a few, with a frequent, a middling and a rare word.
  private static StoredLog record(int number) {
    Instant time = Samples.NOON.plusSeconds(number % 97 == 0 ? 7L * RECORDS - number : number);
    StoredLog log = Samples.log(number, time, null);
    String body =
        "agent answered"
            + (number % 500 == 3 ? " slowly" : "")
            + (number == 42 || number == 9_000 ? " with a needle-7f" : "")
            + " request r"
            + number;
    return new StoredLog(
        log.id(),
        log.timeNanos(),
        0,
        log.severity(),
        null,
        null,
        null,
        body,
        false,
        null,
        0,
        log.subject(),
        number == RECORDS - 1 ? "{\"at\":\"\\nLast\"}" : "{}",
        false,
        7);
  }

  private static List<StorageBatch> batches() {
    Random random = new Random(5);
    List<StorageBatch> batches = new ArrayList<>();
    for (int from = 0; from < RECORDS; ) {
      int to = Math.min(RECORDS, from + 1 + random.nextInt(4_000));
      Scenario scenario = new Scenario().writtenAt(Samples.NOON.plusSeconds(from));
      for (int i = from; i < to; i++) {
        scenario.logs(record(i));
      }
      batches.add(scenario.batch(batches.size() + 1));
      from = to;
    }
    return batches;
  }

  private static void assertSameAnswers(EmbeddedStorage store, InMemoryStorage reference) {
    for (LogText text :
        List.of(
            LogText.parse("answered", List.of()),
            LogText.parse("slowly", List.of()),
            LogText.parse("needle-7f agent", List.of()),
            LogText.parse("needle", List.of("ith a need")),
            LogText.parse("\"request r8000\"", List.of()),
            LogText.parse("r8000 slowly", List.of()),
            LogText.parse("", List.of(" r12000")),
            LogText.parse("", List.of("eedl")),
            LogText.parse("last", List.of()),
            LogText.parse("nlast", List.of()),
            LogText.parse("nowhere", List.of()))) {
      LogFilter filter = LogFilter.builder().text(text).build();
      for (int limit : List.of(1, 300)) {
        LogQuery query = LogQuery.newest(filter, limit);
        for (int page = 0; page < 2; page++) {
          List<StoredLog> expected = reference.reader().logs(query);
          assertThat(store.reader().logs(query)).as(query.toString()).isEqualTo(expected);
          if (expected.isEmpty()) {
            break;
          }
          query = query.after(expected.getLast());
        }
      }
      LogQuery within =
          new LogQuery(
              Samples.NOON.plusSeconds(5_000), Samples.NOON.plusSeconds(9_001), filter, null, 50);
      assertThat(store.reader().logs(within)).isEqualTo(reference.reader().logs(within));
      LogHistogramQuery counts =
          new LogHistogramQuery(Instant.MIN, Instant.MAX, Duration.ofHours(1), filter);
      assertThat(store.reader().countLogs(counts)).isEqualTo(reference.reader().countLogs(counts));
    }
  }

  @Test
  void searchesFindTheSame_alsoAfterStoppingInTheMiddleOfABlock_andAfterDeletions()
      throws SQLException {
    try (InMemoryStorage reference = new InMemoryStorage()) {
      for (StorageBatch batch : batches()) {
        reference.write(batch);
        try (EmbeddedStorage store = open()) {
          store.write(batch);
          store.write(batch);
        }
      }
      assertThat(blocks()).isEqualTo(3);
      try (EmbeddedStorage store = open()) {
        assertSameAnswers(store, reference);
        Instant cutoff = Samples.NOON.plusSeconds(6_000);
        assertThat(store.deleteBefore(cutoff)).isEqualTo(reference.deleteBefore(cutoff));
        assertSameAnswers(store, reference);
      }
      assertThat(blocks()).isEqualTo(2);
    }
  }

  @Test
  void maskedWord_isInNoBlockAnyMore_andTheOthersStillAre() {
    try (InMemoryStorage reference = new InMemoryStorage();
        EmbeddedStorage store = open()) {
      for (StorageBatch batch : batches()) {
        reference.write(batch);
        store.write(batch);
      }
      for (Storage each : List.of(reference, store)) {
        RedactionScan scan = RedactionScan.of("scan", "rules", Samples.NOON, "", "", false);
        while (!scan.isDone()) {
          scan = each.scan(scan, new WordMasking("needle-7f"), 1_000, Samples.NOON);
        }
        assertThat(scan.rows(ScannedSignal.LOGS)).isEqualTo(new RedactionScan.Rows(RECORDS, 2, 0));
      }
      assertSameAnswers(store, reference);
      LogFilter masked =
          LogFilter.builder().text(LogText.parse(WordMasking.MASK, List.of())).build();
      assertThat(store.reader().logs(LogQuery.newest(masked, 10))).hasSize(2);
    }
    assertThat(mayHaveWord("7f")).as("blocks that may have the word").isZero();
    assertThat(mayHaveWord("r9000")).isPositive();
  }

  /// How many blocks may have a word, by their filters alone.
  private long mayHaveWord(String word) {
    try (var connection =
        DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("store.duckdb"))) {
      return LogPlaces.of(
              connection, LogText.parse(word, List.of()), Long.MIN_VALUE, Long.MAX_VALUE)
          .stream()
          .filter(place -> place.newest() != Long.MAX_VALUE)
          .count();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /// How many are told of.
  private long blocks() throws SQLException {
    try (var connection =
            DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("store.duckdb"));
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM log_blocks")) {
      row.next();
      return row.getLong(1);
    }
  }
}
