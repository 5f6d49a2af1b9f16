// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.server.fold.Arrival.ArrivedLog;
import ai.mozaiks.observability.storage.LogQuery;
import ai.mozaiks.observability.storage.LogSubject;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.StorageException;
import ai.mozaiks.observability.storage.StoredLog;
import ai.mozaiks.observability.storage.StoredOrigin;
import ai.mozaiks.observability.storage.embedded.EmbeddedStorage;
import ai.mozaiks.observability.storage.embedded.EmbeddedStorageConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Log records on their way through the fold: each is stored once, however often, in which order
/// and in which company it comes.
class FoldLogsTest {
  private static final StoredOrigin ORIGIN = new StoredOrigin(7, new byte[] {1});

  private static ArrivedLog log(long number) {
    StoredLog stored =
        new StoredLog(
            new RecordId(number, number * 0x9E3779B97F4A7C15L),
            1_000 + number,
            0,
            9,
            null,
            null,
            null,
            "line " + number,
            false,
            null,
            0,
            new LogSubject("shop", null, null, null, null),
            "{}",
            false,
            7);
    return new ArrivedLog(stored, ORIGIN, null, List.of());
  }

  private static List<ArrivedLog> logs(int count) {
    List<ArrivedLog> logs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      logs.add(log(i));
    }
    return logs;
  }

  private static int stored(FoldRig rig) {
    return rig.storage.reader().logs(LogQuery.newest(1_000)).size();
  }

  @Test
  void knownRecord_changesNothing_inTheBatchUnderWayAndInTheStore() {
    FoldRig rig = new FoldRig();
    assertThat(rig.sendLogs(List.of(log(1), log(2), log(1)))).isEqualTo(new Outcome(2, 1, 0));
    assertThat(rig.sendLogs(List.of(log(2)))).isEqualTo(new Outcome(0, 1, 0));
    rig.store();
    assertThat(rig.sendLogs(List.of(log(2), log(3)))).isEqualTo(new Outcome(1, 1, 0));
    rig.store();
    assertThat(stored(rig)).isEqualTo(3);
    assertThat(rig.storage.reader().origins(List.of(7L))).containsKey(7L);
    assertThat(rig.balance.of(Signal.LOGS).read())
        .isEqualTo(new Balance.Reading(6, 6, 0, 3, 3, 0, 0, 0));
  }

  @Test
  void knownRecord_isKnownAfterACrash_whetherStoredOrReplayed() {
    FoldRig rig = new FoldRig();
    rig.sendLogs(List.of(log(1)));
    rig.store();
    rig.sendLogs(List.of(log(2)));
    rig.crashAndRestart();
    assertThat(rig.sendLogs(List.of(log(1), log(2)))).isEqualTo(new Outcome(0, 2, 0));
    rig.store();
    assertThat(stored(rig)).isEqualTo(2);
  }

  @Test
  void deletedRecord_isTakenAgain() {
    FoldRig rig = new FoldRig();
    rig.sendLogs(List.of(log(1)));
    rig.store();
    rig.pass(Duration.ofDays(2));
    assertThat(rig.delete(Duration.ofDays(1)).logs()).isEqualTo(1);
    assertThat(rig.sendLogs(List.of(log(1)))).isEqualTo(new Outcome(1, 0, 0));
    rig.store();
    assertThat(stored(rig)).isEqualTo(1);
  }

  @Test
  void recordsWait_whileTheStoreCannotTellWhetherItHasThem() {
    TroubledStorage storage = new TroubledStorage();
    FoldRig rig = new FoldRig(storage, FoldSettings.DEFAULT);
    rig.sendLogs(logs(10));
    rig.store();
    storage.readTrouble =
        question ->
            question.equals("knownLogs") && storage.failedReads.get() < 2
                ? new StorageException("busy", true, null)
                : null;
    assertThat(rig.sendLogs(logs(11))).isEqualTo(new Outcome(1, 10, 0));
    assertThat(storage.failedReads.get()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void anyCutOrderRepetitionAndCrash_endAtTheSameRecords(long seed) {
    check(new FoldRig(), seed);
  }

  @ParameterizedTest
  @ValueSource(longs = 6)
  void anyCutOrderRepetitionAndCrash_endAtTheSameRecords_onDisk(long seed, @TempDir Path folder) {
    try (EmbeddedStorage storage = EmbeddedStorage.open(EmbeddedStorageConfig.of(folder))) {
      check(new FoldRig(storage, FoldSettings.DEFAULT), seed);
    }
  }

  private static void check(FoldRig rig, long seed) {
    Random random = new Random(seed);
    List<ArrivedLog> all = logs(300);
    List<ArrivedLog> sent = new ArrayList<>(all);
    for (int i = 0; i < 300; i++) {
      sent.add(all.get(random.nextInt(all.size())));
    }
    Collections.shuffle(sent, random);
    for (int from = 0; from < sent.size(); ) {
      int to = Math.min(sent.size(), from + 1 + random.nextInt(40));
      rig.sendLogs(sent.subList(from, to));
      from = to;
      switch (random.nextInt(5)) {
        case 0 -> rig.store();
        case 1 -> rig.crashAndRestart();
        default -> {}
      }
    }
    rig.store();
    List<StoredLog> stored = rig.storage.reader().logs(LogQuery.newest(1_000));
    assertThat(stored)
        .containsExactlyInAnyOrderElementsOf(all.stream().map(ArrivedLog::stored).toList());
  }
}
