// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.storage.ArchiveSignal;
import ai.mozaiks.observability.storage.LogQuery;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.StorageException;
import ai.mozaiks.observability.storage.contract.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Breaks deletions off before each of their operations on files: nothing is lost, and nothing is
/// there twice.
final class ArchiveCrashTest {
  private static final int MORE_THAN_ALL = 200;
  private static final List<String> ALL =
      List.of("line 10", "line 11", "line 12", "line 20", "line 21", "line 22");

  @TempDir Path folder;

  /// Breaks down with every operation from some point on, those that tidy up included.
  private static BreakingAccess failingAfter(int operations) {
    return new BreakingAccess(operations) {
      @Override
      void broken() throws IOException {
        throw new IOException("No space left on device");
      }
    };
  }

  /// What is stored and what is archived, by the store and by whoever reads the folder.
  private static void verify(Path data, ArchiveVictim.Deed deed) throws Exception {
    try (EmbeddedStorage storage = ArchiveVictim.open(data, ArchiveAccess.REAL)) {
      verify(data, storage, deed);
      deed.run(storage);
      assertThat(storage.archive().failure()).isNull();
      verify(data, storage, deed);
      assertThat(isDone(storage, deed)).isTrue();
    }
  }

  private static boolean isDone(EmbeddedStorage storage, ArchiveVictim.Deed deed) {
    return switch (deed) {
      case BY_AGE, BY_NUMBER -> storage.stats().logs() == 0;
      case ON_REQUEST -> storage.reader().deletion("request").isPresent();
      case OF_OLD_FILES -> storage.archive().files().isEmpty();
    };
  }

  private static void verify(Path data, EmbeddedStorage storage, ArchiveVictim.Deed deed)
      throws Exception {
    List<String> found = new ArrayList<>();
    storage.reader().logs(LogQuery.newest(100)).forEach(each -> found.add(each.body()));
    storage.archive().logs(LogQuery.newest(100)).forEach(each -> found.add(each.body()));
    ForeignReader foreign = new ForeignReader(data.resolve("archive"));
    List<String> foreignlyFound = new ArrayList<>(foreign.column(ArchiveSignal.LOGS, "body"));
    storage.reader().logs(LogQuery.newest(100)).forEach(each -> foreignlyFound.add(each.body()));
    List<String> expected =
        !isDone(storage, deed)
            ? ALL
            : switch (deed) {
              case BY_AGE, BY_NUMBER -> ALL;
              case ON_REQUEST -> List.of("line 12", "line 22");
              case OF_OLD_FILES -> ALL.subList(3, 6);
            };
    assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(foreignlyFound).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(foreign.allFiles())
        .allSatisfy(file -> assertThat(file.toString()).endsWith(".parquet"))
        .hasSameSizeAs(storage.archive().files());
    verifySpans(storage, foreign, deed);
  }

  private static void verifySpans(
      EmbeddedStorage storage, ForeignReader foreign, ArchiveVictim.Deed deed) throws Exception {
    List<String> spans = new ArrayList<>(foreign.column(ArchiveSignal.SPANS, "span_id"));
    Set<PartId> traces = Set.of(Samples.trace(1), Samples.trace(2));
    storage
        .reader()
        .spans(traces)
        .values()
        .forEach(of -> of.forEach(span -> spans.add(Long.toString(span.spanId()))));
    List<String> expected =
        !isDone(storage, deed)
            ? List.of("1", "2")
            : switch (deed) {
              case BY_AGE, BY_NUMBER -> List.of("1", "2");
              case ON_REQUEST -> List.of();
              case OF_OLD_FILES -> List.of("2");
            };
    assertThat(spans).containsExactlyInAnyOrderElementsOf(expected);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) { // a folder comes before what is in it
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }

  /// The first breakdown is before the first operation, the last one would be after the last.
  @ParameterizedTest
  @EnumSource(value = ArchiveVictim.Deed.class, names = "BY_NUMBER", mode = EnumSource.Mode.EXCLUDE)
  void brokenDiskAtAnyOperation_losesNothingAndDoublesNothing(ArchiveVictim.Deed deed)
      throws Exception {
    Path prepared = folder.resolve("prepared");
    ArchiveVictim.prepare(prepared);
    boolean brokeOff = true;
    int operations = 1; // the first one is of the opening
    for (; brokeOff && operations < MORE_THAN_ALL; operations++) {
      Path data = folder.resolve(deed + "-" + operations);
      copy(prepared, data);
      brokeOff = false;
      BreakingAccess access = failingAfter(operations);
      try (EmbeddedStorage storage = ArchiveVictim.open(data, access)) {
        try {
          deed.run(storage);
        } catch (StorageException e) {
          assertThat(e).hasMessageContaining("No space left");
          assertThat(storage.archive().failure()).contains("No space left");
          assertThat(isDone(storage, deed)).isFalse();
          brokeOff = true;
        }
        brokeOff |= access.isBroken();
        assertThat(storage.failure()).isNull();
      }
      verify(data, deed);
    }
    assertThat(operations).isBetween(5, MORE_THAN_ALL - 1);
  }

  @ParameterizedTest
  @CsvSource({
    "BY_AGE, 0",
    "BY_AGE, 6",
    "BY_AGE, 9",
    "BY_AGE, 15",
    "BY_AGE, 19",
    "ON_REQUEST, 4",
    "ON_REQUEST, 12",
    "ON_REQUEST, 17"
  })
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void processThatDies_losesNothingAndDoublesNothing(ArchiveVictim.Deed deed, int operations)
      throws Exception {
    ArchiveVictim.prepare(folder);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                ArchiveVictim.class.getName(),
                folder.toString(),
                deed.name(),
                Integer.toString(operations))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output.txt").toFile())
            .start();
    assertThat(process.waitFor()).as("died on the way").isEqualTo(7);
    verify(folder, deed);
  }

  /// Has one COMMIT fail, before or after it took place.
  private static final class UnsureAccess implements TransactionAccess {
    private final boolean takesPlace;
    private int unreadable;
    private boolean failed;

    UnsureAccess(boolean takesPlace, int unreadable) {
      this.takesPlace = takesPlace;
      this.unreadable = unreadable;
    }

    @Override
    public void commit(Connection connection) throws SQLException {
      if (failed || takesPlace) {
        TransactionAccess.REAL.commit(connection);
      }
      if (!failed) {
        failed = true;
        throw new SQLException("IO Error: No space left on device");
      }
    }

    @Override
    public long latest(Connection connection) throws SQLException {
      if (failed && unreadable > 0) {
        unreadable--;
        throw new SQLException("Out of Memory Error: nothing left");
      }
      return TransactionAccess.REAL.latest(connection);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "BY_AGE, true, 0",
    "BY_AGE, true, 1",
    "BY_AGE, false, 0",
    "BY_AGE, false, 1",
    "ON_REQUEST, true, 1",
    "ON_REQUEST, false, 1"
  })
  void doubtfulCommit_losesNothingAndDoublesNothing(
      ArchiveVictim.Deed deed, boolean takesPlace, int unreadable) throws Exception {
    ArchiveVictim.prepare(folder);
    try (EmbeddedStorage storage =
        EmbeddedStorage.open(
            EmbeddedStorageConfig.of(folder.resolve("store"))
                .withArchive(
                    new ArchiveConfig(folder.resolve("archive"), Set.of(ArchiveSignal.values()))),
            System::nanoTime,
            new UnsureAccess(takesPlace, unreadable),
            ArchiveAccess.REAL)) {
      try {
        deed.run(storage);
      } catch (StorageException e) {
        assertThat(e).hasMessageContaining("No space left");
      }
      verify(folder, storage, deed);
      deed.run(storage);
      verify(folder, storage, deed);
      assertThat(isDone(storage, deed)).isTrue();
    }
    verify(folder, deed);
  }

  @Test
  void storeThatWasLost_leavesTheArchive() throws Exception {
    ArchiveVictim.prepare(folder);
    Files.move(folder.resolve("store"), folder.resolve("lost"));
    try (EmbeddedStorage storage = ArchiveVictim.open(folder, ArchiveAccess.REAL)) {
      assertThat(storage.archive().logs(LogQuery.newest(10))).hasSize(3);
      assertThat(storage.archive().chats(Samples.CHAT.chatId(), null, 10)).hasSize(1);
    }
  }
}
