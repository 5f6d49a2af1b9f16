// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.config.ChatsConfig;
import ai.mozaiks.observability.server.config.LimitsConfig;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.server.otlp.Spans;
import ai.mozaiks.observability.storage.ContentKind;
import ai.mozaiks.observability.storage.ContentQuery;
import ai.mozaiks.observability.storage.InMemoryJournal;
import ai.mozaiks.observability.storage.StorageException;
import ai.mozaiks.observability.storage.StoredContent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 50, unit = TimeUnit.SECONDS) // below what a close that waits in vain would take
class FoldThreadTest {
  private static final ChatKey CHAT = new ChatKey("shop", "chat-1");

  private static final Duration HOUSEKEEPING = Duration.ofMillis(100);

  private final AtomicReference<Instant> time =
      new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
  private final AtomicLong nanoTime = new AtomicLong();
  private final TroubledStorage storage = new TroubledStorage();
  private final FoldThread fold =
      new FoldThread(
          storage,
          new InMemoryJournal(),
          Dialects.standard(),
          FoldRig.PRICING,
          new Balance(),
          new RetentionClock(time::get, nanoTime::get),
          FoldSettings.DEFAULT,
          HOUSEKEEPING);

  private void offerOldChat(long sequence) {
    Instant at = Instant.parse("2025-02-03T04:05:06Z");
    offer(
        sequence,
        new ChatEvent.WorkflowEnded(
            new ChatEvent.Context("end-" + sequence, CHAT, null, null, at, null),
            ChatStatus.COMPLETED,
            null));
  }

  private void offer(long sequence, ChatEvent event) {
    fold.offer(
        new Arrival(sequence, new Arrival.Events(List.of(event)), 1, new CompletableFuture<>()));
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    Instant deadline = Instant.now().plusSeconds(30);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as("deadline").isBefore(deadline);
      Thread.sleep(10);
    }
  }

  @Test
  void aStoreThatCannotBeReadForAWhile_delaysTheStart_andIsSaid() throws InterruptedException {
    StorageException away = new StorageException("store: listing chats failed: away", true, null);
    storage.readTrouble = _ -> away;
    Thread starting = Thread.ofVirtual().start(fold::start);
    await(() -> storage.failedReads.get() >= 2);
    assertThat(fold.failure()).isSameAs(away);

    storage.readTrouble = _ -> null;
    assertThat(starting.join(Duration.ofSeconds(30))).isTrue();
    assertThat(fold.failure()).isNull();
    offerOldChat(1);
    await(() -> storage.appliedSequence() == 1);
    fold.close();
  }

  @Test
  void aStoreThatCanNeverBeRead_failsTheStart() {
    storage.readTrouble = _ -> new StorageException("store: invalidated", false, null);
    assertThatThrownBy(fold::start)
        .isInstanceOf(StorageException.class)
        .hasMessage("store: invalidated");
  }

  @Test
  void whoWatches_isToldOfWhatWasOfferedBefore_asStored_orAsAChange() throws InterruptedException {
    fold.start();
    for (int i = 1; i <= 50; i++) {
      offerOldChat(i);
    }
    AtomicLong seen = new AtomicLong();
    fold.watchEvents(
        new EventWatcher() {
          @Override
          public boolean begin() {
            storage.reader().forEachEvent(CHAT, List.of(), _ -> seen.incrementAndGet());
            seen.addAndGet(1_000);
            return true;
          }

          @Override
          public void replaced(List<ChatEvent> before, List<ChatEvent> after) {
            seen.addAndGet(after.size() - before.size());
          }
        });
    await(() -> seen.get() == 1_050);
    fold.close();
  }

  @Test
  void unexpectedException_failsForGood() throws InterruptedException {
    storage.trouble = new IllegalArgumentException("instant: 3000 (expected: less)");
    expectsToFailForGood("instant: 3000");
  }

  @Test
  void unexpectedError_failsForGood() throws InterruptedException {
    storage.trouble = new NoClassDefFoundError("org/duckdb/Gone");
    expectsToFailForGood("org/duckdb/Gone");
  }

  @Test
  void storeThatSaysNeverAgain_failsForGood() throws InterruptedException {
    storage.trouble = new StorageException("database has been invalidated", false, null);
    expectsToFailForGood("database has been invalidated");
  }

  private void expectsToFailForGood(String reason) throws InterruptedException {
    fold.start();
    offerOldChat(1);
    await(() -> fold.failure() != null);
    assertThatThrownBy(fold::check)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(reason)
        .hasMessageContaining("restart");
    assertThatThrownBy(fold::checkRunning).hasMessageContaining(reason);
    storage.trouble = null;
    offerOldChat(2);
    long closing = System.nanoTime();
    fold.close();
    assertThat(Duration.ofNanos(System.nanoTime() - closing)).isLessThan(Duration.ofSeconds(20));
    assertThat(fold.failure()).isNotNull();
    assertThat(storage.tries).hasValue(1);
    assertThat(storage.appliedSequence()).isZero();
  }

  @Test
  void refusedBatch_isTriedAgainUntilItIsTaken() throws InterruptedException {
    storage.trouble = new StorageException("no space left", true, null);
    fold.start();
    offerOldChat(1);
    await(() -> storage.tries.get() > 1);
    assertThatThrownBy(fold::check).hasMessageContaining("no space left");
    storage.trouble = null;
    await(() -> fold.failure() == null);
    fold.close();
    assertThat(storage.appliedSequence()).isEqualTo(1);
    assertThat(storage.stats().events()).isEqualTo(1);
  }

  @Test
  void closing_doesNotWaitForAStoreThatRefuses() throws InterruptedException {
    storage.trouble = new StorageException("no space left", true, null);
    fold.start();
    offerOldChat(1);
    await(() -> storage.tries.get() > 3); // the pauses between the tries grow
    long closing = System.nanoTime();
    fold.close();
    assertThat(Duration.ofNanos(System.nanoTime() - closing)).isLessThan(Duration.ofSeconds(20));
    assertThat(storage.appliedSequence()).isZero();
  }

  @Test
  void closing_storesWhatWasRefused_ifTheStoreTakesItByThen() throws InterruptedException {
    storage.trouble = new StorageException("no space left", true, null);
    fold.start();
    offerOldChat(1);
    await(() -> storage.tries.get() > 3);
    storage.trouble = null;
    fold.close();
    assertThat(storage.appliedSequence()).isEqualTo(1);
  }

  @Test
  void closing_doesNoHarm_whenTheStoreCouldNotBeRestored() {
    storage.readTrouble = _ -> new StorageException("the disk is gone", false, null);
    assertThatThrownBy(fold::start).hasMessageContaining("the disk is gone");
    assertThatCode(fold::close).doesNotThrowAnyException();
  }

  @Test
  void crowdedFold_makesSendersWait_andStoresUntilThereIsRoom() throws InterruptedException {
    storage.trouble = new StorageException("no space left", true, null);
    FoldThread small =
        new FoldThread(
            storage,
            new InMemoryJournal(),
            Dialects.standard(),
            FoldRig.PRICING,
            new Balance(),
            time::get,
            FoldSettings.DEFAULT.withRecords(10, 100, 100));
    small.start();
    for (int i = 1; i <= 100; i++) {
      ChatEvent turn =
          new ChatEvent.AgentTurn(
              new ChatEvent.Context(
                  "t" + i, new ChatKey("shop", "c" + i % 50), null, null, time.get(), null),
              "a",
              Duration.ofSeconds(1),
              null);
      small.offer(new Arrival(i, new Arrival.Events(List.of(turn)), 1, new CompletableFuture<>()));
    }
    await(() -> !hasRoom(small));
    assertThat(small.sizes().movingRecords()).isLessThanOrEqualTo(20);
    storage.trouble = null;
    await(() -> hasRoom(small) && storage.stats().events() == 100);
    small.close();
    assertThat(storage.appliedSequence()).isEqualTo(100);
    assertThat(small.totals().lifetime().agentTurns()).isEqualTo(100);
  }

  private static boolean hasRoom(FoldThread thread) {
    try {
      return thread.awaitRoom(Long.MAX_VALUE, Duration.ZERO);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void storeThatCannotBeRead_isAskedAgainUntilItCan() throws InterruptedException {
    fold.start();
    offerOldChat(1);
    await(() -> storage.stats().events() == 1);
    await(() -> fold.sizes().movingParts() == 0);
    storage.readTrouble = _ -> new StorageException("out of memory", true, null);
    offerOldChat(2);
    await(() -> storage.failedReads.get() > 1);
    assertThatThrownBy(fold::check).hasMessageContaining("out of memory");
    fold.checkRunning();
    storage.readTrouble = _ -> null;
    await(() -> fold.failure() == null);
    fold.close();
    assertThat(storage.appliedSequence()).isEqualTo(2);
    assertThat(storage.stats().events()).isEqualTo(2);
  }

  @Test
  void eventsThatCannotBePlaced_stayInTheJournal() throws InterruptedException {
    fold.start();
    offerOldChat(1);
    await(() -> storage.stats().events() == 1);
    pass(ChatsConfig.DEFAULT.keepCompleted().plusSeconds(1));
    await(() -> fold.chats().chat(CHAT).isEmpty());
    storage.readTrouble =
        method -> method.equals("chat") ? new StorageException("out of memory", true, null) : null;
    offerOldChat(2);
    await(() -> storage.failedReads.get() > 1);
    fold.close();
    assertThat(storage.appliedSequence()).isEqualTo(1);
  }

  private void pass(Duration duration) {
    nanoTime.addAndGet(duration.toNanos());
    time.updateAndGet(now -> now.plus(duration));
  }

  @Test
  void clockThatLeapsAhead_deletesNothing_untilItHasStayedThereForAnHour()
      throws InterruptedException {
    ChatKey during = new ChatKey("shop", "during");
    fold.start();
    offerOldChat(1);
    await(() -> storage.deletions.get() == 1);
    pass(Duration.ofHours(2));
    await(() -> storage.deletions.get() == 2);
    pass(Duration.ofMinutes(31));

    time.updateAndGet(now -> now.plus(Duration.ofDays(400)));
    offer(
        2,
        new ChatEvent.WorkflowStarted(
            new ChatEvent.Context("start", during, null, null, time.get(), null)));
    await(() -> storage.reader().chat(during).isPresent());
    pass(Duration.ofMinutes(30));
    await(() -> storage.deletions.get() == 3);
    fold.check();
    assertThat(storage.reader().chat(CHAT)).isPresent();

    pass(Duration.ofMinutes(31));
    await(() -> storage.deletions.get() == 4);
    await(() -> fold.chats().chat(CHAT).isEmpty());
    assertThat(storage.reader().chat(CHAT)).isEmpty();
    assertThat(storage.reader().chat(during)).as("came after the leap").isPresent();
    assertThat(fold.chats().chat(during)).isPresent();
    fold.close();
  }

  @Test
  void oldChat_isKeptForTheRetentionFromItsArrival() throws InterruptedException {
    fold.start();
    offerOldChat(1);
    await(() -> storage.deletions.get() == 1);
    assertThat(storage.reader().chat(CHAT)).isPresent();
    assertThat(fold.chats().chat(CHAT)).isPresent();

    pass(FoldSettings.DEFAULT.retention().plusSeconds(1));
    await(() -> storage.deletions.get() == 2);
    await(() -> fold.chats().chat(CHAT).isEmpty());
    assertThat(storage.reader().chat(CHAT)).isEmpty();
    fold.close();
  }

  @Test
  void oldContent_goesBeforeItsChat() throws InterruptedException {
    Duration age = Duration.ofDays(2);
    FoldThread withContent =
        new FoldThread(
            storage,
            new InMemoryJournal(),
            Dialects.standard(),
            FoldRig.PRICING,
            new Balance(),
            new RetentionClock(time::get, nanoTime::get),
            FoldSettings.of(ChatsConfig.DEFAULT, LimitsConfig.DEFAULT, Duration.ZERO, age),
            HOUSEKEEPING);
    ContentQuery question = new ContentQuery(CHAT, false, null, 10, 1_000);
    withContent.start();
    await(() -> storage.deletions.get() == 1);
    withContent.offer(
        new Arrival(
            1, new Arrival.Spans(List.of(spanWithContent())), 1, new CompletableFuture<>()));
    await(() -> !storage.reader().content(question).isEmpty());

    pass(age.minusHours(2));
    await(() -> storage.deletions.get() == 2);
    assertThat(storage.reader().content(question)).hasSize(1);

    pass(Duration.ofHours(3));
    await(() -> storage.reader().content(question).isEmpty());
    assertThat(storage.reader().chat(CHAT)).as("kept for ever").isPresent();
    withContent.close();
  }

  private static Arrival.ArrivedSpan spanWithContent() {
    Arrival.ArrivedSpan arrived =
        FoldRig.spans(
                Spans.request(
                    Spans.span(1)
                        .addAttributes(Spans.attribute("mozaiks.app_id", CHAT.app()))
                        .addAttributes(Spans.attribute("mozaiks.chat_id", CHAT.chatId()))
                        .addAttributes(Spans.attribute("gen_ai.operation.name", "chat"))))
            .getFirst();
    StoredContent said =
        new StoredContent(
            arrived.facts().trace(),
            arrived.facts().spanId(),
            0,
            ContentKind.INPUT,
            CHAT.app(),
            arrived.stored().startNanos(),
            arrived.stored().startNanos(),
            "user",
            null,
            false,
            "Hi",
            2);
    return new Arrival.ArrivedSpan(arrived.facts(), arrived.stored(), List.of(said));
  }
}
