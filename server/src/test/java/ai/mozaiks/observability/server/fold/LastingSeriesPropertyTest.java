// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.storage.InMemoryStorage;
import ai.mozaiks.observability.storage.Storage;
import ai.mozaiks.observability.storage.TotalsKey;
import ai.mozaiks.observability.storage.embedded.EmbeddedStorage;
import ai.mozaiks.observability.storage.embedded.EmbeddedStorageConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// With far more names than room, whatever happens on the way: a series that was shown keeps its
/// name and never falls, also over a crash, and nothing is missing in the sum of all.
class LastingSeriesPropertyTest {
  private static final int MAX_SERIES = 3;
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 60);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void shownSeriesNeverFall_norChangeTheirName(long seed) {
    shownSeriesNeverFall(seed, new InMemoryStorage());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shownSeriesNeverFall_withTheEmbeddedStore(long seed, @TempDir Path folder) {
    try (EmbeddedStorage storage = EmbeddedStorage.open(EmbeddedStorageConfig.of(folder))) {
      shownSeriesNeverFall(seed, storage);
    }
  }

  private static void shownSeriesNeverFall(long seed, Storage storage) {
    Random random = new Random(seed);
    FoldRig rig = new FoldRig(storage, FoldSettings.DEFAULT, MAX_SERIES);
    Map<TotalsKey, Long> shown = new HashMap<>();
    int sent = 0;
    for (int step = 0; step < 120; step++) {
      boolean crash = false;
      switch (random.nextInt(9)) {
        case 0 -> crash = true;
        case 1 -> rig.store();
        case 2 -> rig.pass(Duration.ofMillis(random.nextInt(4_000)));
        case 3 -> rig.settle();
        case 4 -> {
          rig.storeInVain(Duration.ofMillis(random.nextInt(40_000)));
          crash = true;
        }
        default -> {
          List<ChatEvent> events = new ArrayList<>();
          for (int i = random.nextInt(3); i >= 0; i--) {
            events.add(turn("turn-" + sent++, random));
          }
          rig.sendEvents(events);
        }
      }
      hasNotFallen(rig, shown);
      if (crash) {
        rig.crashAndRestart();
        hasNotFallen(rig, shown);
      }
    }

    rig.settle();
    Map<TotalsKey, Long> before = turns(rig);
    assertThat(before).containsKey(TotalsKey.OTHER).hasSize(MAX_SERIES + 1);
    Tally sum = rig.publishedTotals();
    assertThat(sum).isEqualTo(rig.totals.lifetime()).isEqualTo(rig.storedTotals());
    assertThat(sum.agentTurns()).isEqualTo(sent);
    rig.crashAndRestart();
    assertThat(turns(rig)).isEqualTo(before);
    assertThat(rig.totals.published()).isEqualTo(storage.reader().totals());
  }

  /// Looks at the series, and remembers what they show.
  private static void hasNotFallen(FoldRig rig, Map<TotalsKey, Long> shown) {
    Map<TotalsKey, Long> now = turns(rig);
    assertThat(now).hasSizeLessThanOrEqualTo(MAX_SERIES + 1);
    shown.forEach((key, turns) ->
        assertThat(now.getOrDefault(key, 0L)).as("%s", key).isGreaterThanOrEqualTo(turns));
    shown.putAll(now);
  }

  private static Map<TotalsKey, Long> turns(FoldRig rig) {
    Map<TotalsKey, Long> turns = new HashMap<>();
    rig.totals.published().forEach((key, totals) -> turns.put(key, totals.tally().agentTurns()));
    return turns;
  }

  private static ChatEvent turn(String id, Random random) {
    return new ChatEvent.AgentTurn(
        new ChatEvent.Context(
            id, new ChatKey("shop", "chat-" + random.nextInt(9)), "order", null, NOON, null),
        "agent-" + random.nextInt(8),
        Duration.ofSeconds(1),
        null);
  }
}
