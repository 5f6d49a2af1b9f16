// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.server.content.SpanContents;
import ai.mozaiks.observability.server.fold.FoldSettings;
import ai.mozaiks.observability.server.fold.FoldThread;
import ai.mozaiks.observability.server.fold.Outcome;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.storage.DeletionReceipt;
import ai.mozaiks.observability.storage.DeletionRequest;
import ai.mozaiks.observability.storage.InMemoryJournal;
import ai.mozaiks.observability.storage.InMemoryStorage;
import ai.mozaiks.observability.storage.LogPositions;
import ai.mozaiks.observability.storage.RedactionScan;
import ai.mozaiks.observability.storage.Storage;
import ai.mozaiks.observability.storage.StorageBatch;
import ai.mozaiks.observability.storage.StorageException;
import ai.mozaiks.observability.storage.StorageReader;
import ai.mozaiks.observability.storage.StoredMasking;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What the intake does where the fold's memory ends.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class IntakeBoundsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final int HOT_RECORDS = 10; // twice as many are never exceeded
  private static final int EVENTS_PER_CHAT = 5;
  private static final long PENDING_BYTES = 1 << 30;

  private final RefusingStorage storage = new RefusingStorage();
  private final InMemoryJournal journal = new InMemoryJournal();
  private final Balance balance = new Balance();
  private final FoldThread fold =
      new FoldThread(
          storage,
          journal,
          Dialects.standard(),
          (_, _, _, _) -> Cost.UNPRICED,
          balance,
          InstantSource.fixed(NOW),
          settings());

  private static FoldSettings settings() {
    FoldSettings usual = FoldSettings.DEFAULT;
    return new FoldSettings(
        usual.rootGrace(),
        usual.keepCompleted(),
        usual.retention(),
        usual.contentRetention(),
        usual.logRetention(),
        usual.pointRetention(),
        usual.abandonedAfter(),
        HOT_RECORDS,
        usual.maxLiveChats(),
        usual.spansPerTrace(),
        EVENTS_PER_CHAT,
        usual.maxStoredLogs(),
        usual.maxStoredPoints());
  }

  /// Takes no batch while it is told to.
  private static final class RefusingStorage implements Storage {
    private final InMemoryStorage store = new InMemoryStorage();
    private volatile boolean refuses;

    @Override
    public void write(StorageBatch batch) {
      if (refuses) {
        throw new StorageException("no space left", true, null);
      }
      store.write(batch);
    }

    @Override
    public long appliedSequence() {
      return store.appliedSequence();
    }

    @Override
    public StorageReader reader() {
      return store.reader();
    }

    @Override
    public Deleted deleteBefore(Cutoffs cutoffs) {
      return store.deleteBefore(cutoffs);
    }

    @Override
    public RedactionScan scan(RedactionScan scan, StoredMasking masking, int most, Instant now) {
      return store.scan(scan, masking, most, now);
    }

    @Override
    public DeletionReceipt delete(DeletionRequest request, Instant now) {
      return store.delete(request, now);
    }

    @Override
    public long deleteContentBefore(Instant cutoff) {
      return store.deleteContentBefore(cutoff);
    }

    @Override
    public Deleted keepNewest(long logs, long points) {
      return store.keepNewest(logs, points);
    }

    @Override
    public void writtenLater(Instant from, Instant to, Duration by) {
      store.writtenLater(from, to, by);
    }

    @Override
    public LogPositions logPositions() {
      return store.logPositions();
    }

    @Override
    public StorageStats stats() {
      return store.stats();
    }

    @Override
    public @Nullable StorageException failure() {
      return store.failure();
    }

    @Override
    public void check() {
      store.check();
    }

    @Override
    public void close() {
      store.close();
    }
  }

  private JournaledIntake intake(Portions portions) {
    JournaledIntake intake =
        new JournaledIntake(
            journal,
            fold,
            balance,
            Dialects.standard(),
            SpanContents.none(),
            _ -> List.of(),
            PENDING_BYTES,
            portions);
    intake.replay(0); // of nothing: it begins to accept
    return intake;
  }

  @AfterEach
  void stop() {
    fold.close();
  }

  private static ChatEvent event(String id, String chat) {
    return new ChatEvent.WorkflowStarted(
        new ChatEvent.Context(id, new ChatKey("shop", chat), null, null, NOW, null));
  }

  private static Submission events(int count, String chat) {
    return new Submission.Events(
        IntStream.range(0, count).mapToObj(i -> event("e" + i, chat)).toList());
  }

  @Test
  void crowdedMemory_sendsSendersAway_untilSomethingIsStored() throws Exception {
    JournaledIntake intake = intake(new Portions(Portions.USUAL_BYTES));
    storage.refuses = true;
    fold.start();
    intake.accept(
        new Submission.Events(
            IntStream.rangeClosed(1, 2 * HOT_RECORDS + 1)
                .mapToObj(i -> event("e", "chat-" + i))
                .toList()));
    Instant deadline = Instant.now().plusSeconds(30);
    while (fold.awaitRoom(PENDING_BYTES, Duration.ZERO)) {
      assertThat(Instant.now()).as("deadline").isBefore(deadline);
      Thread.sleep(10);
    }

    assertThat(fold.pendingBytes()).isLessThan(PENDING_BYTES / 2);
    assertThatExceptionOfType(OverloadedException.class)
        .isThrownBy(() -> intake.accept(events(1, "late")))
        .satisfies(e -> assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(2)));
    assertThat(journal.lastSequence()).as("nothing was kept").isEqualTo(1);
    assertThat(balance.of(Signal.EVENTS).read().accepted()).isEqualTo(2 * HOT_RECORDS + 1);

    storage.refuses = false;
    assertThat(fold.awaitRoom(PENDING_BYTES, Duration.ofSeconds(30))).isTrue();
    assertThat(outcome(intake, events(1, "late"))).isEqualTo(new Outcome(1, 0, 0));
  }

  @Test
  void whatAChatHasNoRoomFor_isToldAsDropped() throws Exception {
    fold.start();
    JournaledIntake whole = intake(new Portions(Portions.USUAL_BYTES));
    assertThat(outcome(whole, events(EVENTS_PER_CHAT + 2, "whole")))
        .isEqualTo(new Outcome(EVENTS_PER_CHAT, 0, 2));
    JournaledIntake cut = intake(new Portions(1));
    assertThat(outcome(cut, events(EVENTS_PER_CHAT + 2, "cut")))
        .isEqualTo(new Outcome(EVENTS_PER_CHAT, 0, 2));
  }

  private static Outcome outcome(JournaledIntake intake, Submission submission) throws Exception {
    return intake.accept(submission).outcome().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
