// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatState;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.ErrorLevel;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.storage.InMemoryStorage;
import ai.mozaiks.observability.storage.StorageException;
import ai.mozaiks.observability.storage.embedded.EmbeddedStorage;
import ai.mozaiks.observability.storage.embedded.EmbeddedStorageConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever happens to the same direct events on their way (order, cuts, repetitions, pauses,
/// restarts), each ends with the same workflow, user, cost and length, and so every total is the
/// same.
class DirectEventsPropertyTest {
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 100);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void endAtTheSameEvents_whateverHappensOnTheWay(long seed) {
    endAtTheSameEvents(seed, new FoldRig());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void endAtTheSameEvents_withTheEmbeddedStore(long seed, @TempDir Path folder) {
    try (EmbeddedStorage storage = EmbeddedStorage.open(EmbeddedStorageConfig.of(folder))) {
      endAtTheSameEvents(seed, new FoldRig(storage, FoldSettings.DEFAULT));
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void endAtTheSameEvents_whenThereIsHardlyAnyRoom(long seed) {
    FoldSettings narrow = FoldSettings.DEFAULT.withRecords(20, 200_000, 200_000).withLiveChats(1);
    endAtTheSameEvents(seed, new FoldRig(new InMemoryStorage(), narrow));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void endAtTheSameEvents_whenTheStoreCannotBeReadNowAndThen(long seed) {
    Random trouble = new Random(-seed);
    TroubledStorage storage = new TroubledStorage();
    FoldRig rig = new FoldRig(storage, FoldSettings.DEFAULT);
    Way way = new Way(seed, rig);
    while (way.goesOn()) {
      storage.readTrouble =
          _ -> trouble.nextInt(3) == 0 ? new StorageException("out of memory", true, null) : null;
      way.send();
      way.mayPause();
      storage.readTrouble = _ -> null;
      way.mayRestart();
    }
    way.endsAtTheSameEvents();
    assertThat(storage.failedReads).hasPositiveValue();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void endAtTheSameEvents_whenAMistakeInARuleIsMended(long seed) {
    FoldRig rig = new FoldRig();
    Random mistakes = new Random(-seed);
    Way way = new Way(seed, rig);
    long failures = 0;
    while (way.goesOn()) {
      rig.mistake = failures == 0 || mistakes.nextInt(3) == 0;
      way.send();
      way.mayPause();
      failures += rig.failedDerivations();
      way.mayRestart();
    }
    assertThat(failures).isPositive();
    rig.mistake = false;
    rig.crashAndRestart();
    way.endsAtTheSameEvents();
  }

  private static void endAtTheSameEvents(long seed, FoldRig rig) {
    Way way = new Way(seed, rig);
    while (way.goesOn()) {
      way.send();
      way.mayPause();
      way.mayRestart();
    }
    way.endsAtTheSameEvents();
  }

  /// Events of three chats on a random way into a rig.
  private static final class Way {
    private final Random random;
    private final FoldRig rig;
    private final CountersNeverFall counters;
    private final FoldRig straight = new FoldRig();
    private final List<ChatEvent> sent = new ArrayList<>();
    private int from;

    Way(long seed, FoldRig rig) {
      this.random = new Random(seed);
      this.rig = rig;
      this.counters = new CountersNeverFall(rig);
      List<ChatEvent> events = new ArrayList<>();
      for (int i = 0; i < 45; i++) {
        events.add(event(random, i));
      }
      straight.sendEvents(events);
      straight.settle();
      for (int times = 0; times < 3; times++) {
        sent.addAll(events);
      }
      Collections.shuffle(sent, random);
    }

    boolean goesOn() {
      return from < sent.size();
    }

    void send() {
      int to = Math.min(sent.size(), from + 1 + random.nextInt(6));
      rig.sendEvents(sent.subList(from, to));
      from = to;
      counters.look();
    }

    void mayPause() {
      switch (random.nextInt(6)) {
        case 0, 1 -> rig.store();
        case 2 -> rig.pass(Duration.ofSeconds(random.nextInt(5)));
        case 3 -> rig.settle();
        default -> {}
      }
      rig.evict();
      counters.look();
    }

    void mayRestart() {
      if (random.nextInt(8) == 0) {
        rig.crashAndRestart();
        counters.look();
      }
    }

    void endsAtTheSameEvents() {
      for (int i = 0; i < 5; i++) { // what had to leave early comes back a few at a time
        rig.settle();
      }
      counters.look();
      straight
          .storedChats()
          .forEach((chat, summary) -> {
            List<ChatEvent> events = straight.storage.reader().events(chat, 1_000);
            assertThat(rig.storage.reader().events(chat, 1_000)).isEqualTo(events);
            assertThat(ChatState.fold(chat, events).summary()).isEqualTo(summary);
          });
      assertThat(rig.storedChats()).isEqualTo(straight.storedChats());
      assertThat(rig.storage.reader().totals()).isEqualTo(straight.storage.reader().totals());
      assertThat(rig.totals.lifetime()).isEqualTo(straight.totals.lifetime());
      assertThat(rig.movingParts()).isZero();
      counters.areExplained();
      Balance.Reading balance = rig.balance.of(Signal.EVENTS).read();
      assertThat(balance.pending()).isZero();
      assertThat(balance.accepted()).isEqualTo(balance.stored() + balance.duplicates());

      rig.crashAndRestart();
      assertThat(rig.liveChats()).isEqualTo(straight.liveChats());
    }
  }

  private static ChatEvent event(Random random, int number) {
    ChatEvent.Context context =
        new ChatEvent.Context(
            "event-" + number,
            new ChatKey("shop", "chat-" + random.nextInt(3)),
            name(random, "workflow-"),
            name(random, "user-"),
            NOON.plusSeconds(random.nextInt(300)),
            null);
    String agent = name(random, "agent-");
    return switch (random.nextInt(6)) {
      case 0 -> new ChatEvent.WorkflowStarted(context);
      case 1 ->
          new ChatEvent.AgentTurn(context, agent, Duration.ofMillis(random.nextInt(9_000)), null);
      case 2 ->
          new ChatEvent.ToolCall(
              context, agent, "search", null, (long) random.nextInt(9), Duration.ZERO, null);
      case 3 -> new ChatEvent.ErrorOccurred(context, agent, ErrorLevel.LLM, Failure.of("E", null));
      case 4 -> new ChatEvent.WorkflowEnded(context, ChatStatus.COMPLETED, Duration.ofSeconds(7));
      default ->
          new ChatEvent.UsageDelta(
              context, agent, "m", TokenUsage.of(random.nextInt(99), 5), Cost.UNPRICED, false);
    };
  }

  private static @Nullable String name(Random random, String prefix) {
    return random.nextInt(10) < 6 ? null : prefix + random.nextInt(3);
  }
}
