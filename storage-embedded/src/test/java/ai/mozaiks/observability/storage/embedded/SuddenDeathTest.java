// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.storage.SeriesPoint;
import ai.mozaiks.observability.storage.SeriesQuery;
import ai.mozaiks.observability.storage.StoredSpan;
import ai.mozaiks.observability.storage.Totals;
import ai.mozaiks.observability.storage.contract.Samples;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Kills a writing process at random moments: what it acknowledged must be there, whole and once.
final class SuddenDeathTest {
  private static final int ROUNDS = 3;

  @TempDir Path folder;

  private final Map<Long, String> journalled = new HashMap<>();
  private long stored;

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void killedProcess_losesNothingItAcknowledged() throws Exception {
    Random random = new Random(20260301);
    for (int round = 0; round < ROUNDS; round++) {
      runAndKill(50 + random.nextInt(3000));
      verifyStore();
      verifyJournal();
    }
  }

  /// Reads acknowledgements until there are some, kills, and reads what was still in the pipe.
  private void runAndKill(int acknowledgements) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + folder, // a killed DuckDB leaves its unpacked library
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName(),
                folder.toString(),
                Long.toString(stored))
            .redirectError(ProcessBuilder.Redirect.to(new File(folder.toFile(), "stderr.txt")))
            .start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      int read = 0;
      boolean hasStored = false;
      String line = lines.readLine();
      while (line != null) {
        read++;
        hasStored |= note(line);
        if (read >= acknowledgements && hasStored) {
          process.toHandle().destroyForcibly(); // unlike the process's own, it keeps the pipe open
        }
        line = lines.readLine();
      }
      assertThat(read)
          .as("acknowledgements before its end")
          .isGreaterThanOrEqualTo(acknowledgements);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /// Notes an acknowledgement; answers whether it is that of a batch.
  private boolean note(String line) {
    String[] words = line.split(" ", -1);
    if (words.length == 2 && words[0].equals("stored")) {
      stored = Math.max(stored, Long.parseLong(words[1]));
      return true;
    }
    if (words.length == 3 && words[0].equals("journalled")) {
      journalled.put(Long.parseLong(words[1]), words[2]);
    }
    return false;
  }

  private void verifyStore() {
    try (EmbeddedStorage storage = EmbeddedStorage.open(EmbeddedStorageConfig.of(folder))) {
      long applied = storage.appliedSequence();
      assertThat(applied).isBetween(stored, stored + 1); // one may have been under way
      stored = applied;
      for (long batch = 1; batch <= applied; batch++) {
        assertThat(storage.reader().events(Victim.chat(batch), 10)).hasSize(1);
      }
      var traces = LongStream.rangeClosed(1, applied).mapToObj(Samples::trace).toList();
      Map<?, List<StoredSpan>> spans = storage.reader().spans(traces);
      assertThat(spans).hasSize(traces.size());
      assertThat(spans.values()).allSatisfy(ofTrace -> assertThat(ofTrace).hasSize(3));
      assertThat(storage.stats().spans()).isEqualTo(3 * applied);
      long turns = 0;
      for (Totals totals : storage.reader().totals().values()) {
        turns += totals.tally().agentTurns();
      }
      assertThat(turns).isEqualTo(applied);
      verifySeries(storage, applied);
    }
  }

  /// Half hours are added up from events, hours from sums as far as there are any.
  private static void verifySeries(EmbeddedStorage storage, long applied) {
    for (Duration step : List.of(Duration.ofMinutes(30), Duration.ofHours(1))) {
      SeriesQuery query =
          new SeriesQuery(
              Samples.NOON,
              Samples.NOON.plusSeconds(600 * (applied + 1)),
              step,
              List.of(),
              Map.of());
      long perStep = step.toSeconds() / 600;
      List<SeriesPoint> points = storage.reader().series(query);
      for (SeriesPoint point : points.subList(1, Math.max(1, points.size() - 1))) {
        assertThat(point.tally().agentTurns()).as("%s", point.bucket()).isEqualTo(perStep);
      }
      assertThat(points.stream().mapToLong(point -> point.tally().agentTurns()).sum())
          .isEqualTo(applied);
    }
  }

  private void verifyJournal() {
    Map<Long, String> replayed = new HashMap<>();
    FileJournalConfig config = new FileJournalConfig(folder.resolve("journal"), 20_000, 1 << 20);
    try (FileJournal journal = FileJournal.open(config, 0)) {
      journal.replay(
          0,
          (sequence, _, payload) ->
              replayed.put(sequence, new String(payload, StandardCharsets.UTF_8)));
      assertThat(replayed).hasSize((int) journal.lastSequence());
    }
    assertThat(replayed).containsAllEntriesOf(journalled);
    assertThat(replayed.values()).doesNotHaveDuplicates();
  }
}
