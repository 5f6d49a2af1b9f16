// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.storage.InMemoryJournal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What the thread keeps in mind of the store: after a start, and after a deletion.
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class FoldThreadMemoryTest {
  private static final FoldSettings USUAL = FoldSettings.DEFAULT;

  private final FoldRig before = new FoldRig(new TroubledStorage(), USUAL);
  private final TroubledStorage storage = (TroubledStorage) before.storage;
  private final AtomicReference<Instant> time = new AtomicReference<>(before.instant());
  private final AtomicLong nanoTime = new AtomicLong();
  private long sequence;

  private FoldThread fold(FoldSettings settings) {
    return new FoldThread(
        storage,
        new InMemoryJournal(),
        Dialects.standard(),
        FoldRig.PRICING,
        new Balance(),
        new RetentionClock(time::get, nanoTime::get),
        settings,
        Duration.ofMillis(100));
  }

  private static FoldSettings withLiveChats(int most) {
    return new FoldSettings(
        USUAL.rootGrace(),
        USUAL.keepCompleted(),
        USUAL.retention(),
        USUAL.contentRetention(),
        USUAL.logRetention(),
        USUAL.pointRetention(),
        USUAL.abandonedAfter(),
        USUAL.maxMovingRecords(),
        most,
        USUAL.spansPerTrace(),
        USUAL.eventsPerChat(),
        USUAL.maxStoredLogs(),
        USUAL.maxStoredPoints());
  }

  private static ChatKey chat(String id) {
    return new ChatKey("shop", id);
  }

  private ChatEvent.Context context(String event, ChatKey chat) {
    return new ChatEvent.Context(event, chat, null, null, time.get(), null);
  }

  private ChatEvent start(ChatKey chat) {
    return new ChatEvent.WorkflowStarted(context("start", chat));
  }

  private ChatEvent end(ChatKey chat) {
    return new ChatEvent.WorkflowEnded(context("end", chat), ChatStatus.COMPLETED, null);
  }

  private ChatEvent turn(String id, ChatKey chat) {
    return new ChatEvent.AgentTurn(context(id, chat), "a", Duration.ofSeconds(1), null);
  }

  /// Waits until the fold has taken them.
  private void send(FoldThread fold, List<ChatEvent> events) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    fold.offer(new Arrival(++sequence, new Arrival.Events(events), 1, outcome));
    assertThat(outcome.orTimeout(30, TimeUnit.SECONDS).join().fresh()).isEqualTo(events.size());
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    Instant deadline = Instant.now().plusSeconds(30);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as("deadline").isBefore(deadline);
      Thread.sleep(10);
    }
  }

  @Test
  void start_bringsRunningChatsAndTheNewestBack_andKnowsTheOthers() throws InterruptedException {
    ChatKey running = chat("running");
    ChatKey older = chat("older");
    ChatKey newest = chat("newest");
    before.sendEvents(List.of(start(running)));
    before.settle();
    before.sendEvents(List.of(turn("before", older), end(older)));
    before.settle();
    before.sendEvents(List.of(end(newest)));
    before.settle();
    assertThat(before.movingParts()).isZero();
    sequence = 3;
    time.set(before.instant());

    FoldThread fold = fold(withLiveChats(2));
    fold.start();

    assertThat(fold.chats().all())
        .extracting(ChatSummary::key)
        .containsExactlyInAnyOrder(running, newest);
    send(fold, List.of(turn("after", older)));
    assertThat(fold.chats().chat(older).orElseThrow().tally().agentTurns()).isEqualTo(2);
    fold.close();
  }

  @Test
  void deletion_letsTheKnownIdsBeReadAnew() throws InterruptedException {
    int chats = 200;
    List<ChatEvent> ends = new ArrayList<>();
    for (int i = 0; i < chats; i++) {
      ends.add(end(chat("c" + i)));
    }
    Set<String> questions = ConcurrentHashMap.newKeySet();
    storage.readTrouble =
        method -> {
          questions.add(method);
          return null;
        };
    FoldThread fold = fold(USUAL);
    fold.start();
    send(fold, ends);
    await(() -> storage.stats().events() == chats);
    await(() -> fold.sizes().movingParts() == 0);
    assertThat(asksForItsPart(fold, questions, 0)).as("known").isTrue();
    await(() -> storage.stats().events() == chats + 1);

    Duration later = USUAL.retention().plusSeconds(1);
    nanoTime.addAndGet(later.toNanos());
    time.updateAndGet(now -> now.plus(later));
    await(() -> storage.stats().chats() == 0);

    int[] next = {1};
    await(() -> {
      assertThat(next[0]).as("chats that were not sent again").isLessThan(chats);
      return !asksForItsPart(fold, questions, next[0]++);
    });
    fold.close();
  }

  /// Sends something for a chat that is not in memory, and says whether the store was asked for it.
  private boolean asksForItsPart(FoldThread fold, Set<String> questions, int chat) {
    questions.clear();
    send(fold, List.of(turn("turn", chat("c" + chat))));
    return questions.contains("parts");
  }
}
