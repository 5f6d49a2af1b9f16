// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.server.text.ShownText;
import ai.mozaiks.observability.storage.DeletionReceipt;
import ai.mozaiks.observability.storage.FailureMessage;
import ai.mozaiks.observability.storage.PartChange;
import ai.mozaiks.observability.storage.SizeLimits;
import ai.mozaiks.observability.storage.Storage;
import ai.mozaiks.observability.storage.StorageBatch;
import ai.mozaiks.observability.storage.StorageException;
import ai.mozaiks.observability.storage.StoredLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that writes to the store, one batch at a time, so that the fold goes on while a
/// transaction runs. A batch that the store refuses for the moment (a retryable [StorageException])
/// is tried again for ever; the journal holds its data meanwhile. Whatever else goes wrong, a
/// repetition would only repeat: the thread ends, and [#failure] says why from then on.
final class StoreWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoreWriter.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final long LONGEST_WAIT_MILLIS = 50;

  /// What the thread has to do.
  ///
  /// @param deletion what to delete once the batch is stored; null for nothing
  record Work(long number, StorageBatch batch, @Nullable Deletion deletion) {}

  private final Storage storage;
  private final LongConsumer onStored;
  private final long maxLogs;
  private final long maxPoints;
  private final SizeLimits sizes;
  private final SynchronousQueue<Work> handOver = new SynchronousQueue<>();
  private final AtomicReference<@Nullable StorageException> failure = new AtomicReference<>();
  private final AtomicLong storedBatch = new AtomicLong();
  private final Thread thread;
  private volatile Consumer<List<StoredLog>> onStoredLogs = _ -> {};
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile DeletedByAge deletedSoFar = DeletedByAge.NOTHING;
  private volatile Runnable onDeletedLogs = () -> {};
  private volatile IdleWork idleWork = IdleWork.NONE;
  private volatile UnaryOperator<String> messageMasking = UnaryOperator.identity();
  private long idleWorkFrom = System.nanoTime();
  private long lastPieceNanos = Long.MAX_VALUE;
  private volatile boolean idle = true;
  private volatile boolean broken;
  private boolean releaseFails;

  /// @param onStored told how far in the journal the stored batches get, in the writer's thread
  /// @param maxLogs how many log records a deletion leaves at most
  /// @param maxPoints how many points of metrics
  /// @param sizes how large the signals may be then
  StoreWriter(
      Storage storage, LongConsumer onStored, long maxLogs, long maxPoints, SizeLimits sizes) {
    this.storage = storage;
    this.onStored = onStored;
    this.maxLogs = maxLogs;
    this.maxPoints = maxPoints;
    this.sizes = sizes;
    this.thread = Thread.ofPlatform().name("store-writer").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// Has somebody told of the log records of each batch once they are stored, in the writer's
  /// thread.
  void tellStoredLogsTo(Consumer<List<StoredLog>> watcher) {
    onStoredLogs = watcher;
  }

  /// Has somebody told that log records were deleted on request, in the same thread.
  void tellDeletedLogsTo(Runnable watcher) {
    onDeletedLogs = watcher;
  }

  /// Has the thread do something while there is nothing to write.
  void whenIdle(IdleWork work) {
    idleWork = work;
  }

  /// Has the messages of failed events masked once more before they are written: memory may hold
  /// what was masked by other rules.
  void maskMessagesBy(UnaryOperator<String> masking) {
    messageMasking = masking;
  }

  /// Gives the thread something to do if it is free.
  ///
  /// @return false if it is busy; then nothing was taken
  boolean offer(Work work) throws InterruptedException {
    return idle && handOver.offer(work, 5, TimeUnit.MILLISECONDS);
  }

  boolean isIdle() {
    return idle;
  }

  /// Whether the thread has ended because of a failure that no repetition can heal.
  boolean isBroken() {
    return broken;
  }

  /// The number of the latest batch that is stored.
  long storedBatch() {
    return storedBatch.get();
  }

  /// Why writing does not work at the moment; null when it does.
  @Nullable StorageException failure() {
    return failure.get();
  }

  /// What was deleted by age since the start.
  DeletedByAge deleted() {
    return deletedSoFar;
  }

  private void run() {
    try {
      while (!isClosing()) {
        Work work = handOver.poll(patience(), TimeUnit.MILLISECONDS);
        if (work != null) {
          idle = false;
          perform(work);
          idle = true;
        } else {
          performIdleWork();
        }
      }
    } catch (InterruptedException e) {
      LOG.warn("The store's writer was interrupted; the journal holds what is not stored");
    } catch (RuntimeException | Error e) {
      failure.set(
          new StorageException(
              "the store's writer failed unexpectedly, restart the server: " + e, false, e));
      broken = true;
      LOG.error(
          "The store's writer failed; nothing more is accepted. The journal holds what is not"
              + " stored: restart",
          e);
    }
  }

  /// How long to wait for a batch; milliseconds. While there is something else to do, as long as
  /// the last piece of it took, so that it leaves half of the time to others.
  private long patience() {
    return Math.clamp(lastPieceNanos / 1_000_000, 1, LONGEST_WAIT_MILLIS);
  }

  private void performIdleWork() {
    long begin = System.nanoTime();
    if (begin - idleWorkFrom < 0) {
      lastPieceNanos = Long.MAX_VALUE;
      return;
    }
    boolean something = false;
    idle = false;
    try {
      something = idleWork.perform(storage);
    } catch (StorageException e) {
      LOG.warn("What is done while nothing is written could not be done, trying again", e);
      idleWorkFrom = System.nanoTime() + LONGEST_PAUSE.toNanos();
    } finally {
      idle = true;
    }
    lastPieceNanos = something ? System.nanoTime() - begin : Long.MAX_VALUE;
  }

  private void perform(Work work) throws InterruptedException {
    Deletion deletion = work.deletion();
    try {
      if (!write(masked(work.batch()), deletion)) {
        return;
      }
      onStoredLogs.accept(work.batch().records().logs());
      storedBatch.set(work.number());
      release(work.batch().journalSequence());
      if (deletion != null && !deletion.hasEnded()) {
        delete(deletion);
      }
    } finally {
      if (deletion != null) {
        deletion.end(false); // the fold must not wait for what never comes
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // the same instance says that nothing changed
  private StorageBatch masked(StorageBatch batch) {
    List<PartChange> parts = new ArrayList<>(batch.parts().size());
    boolean changed = false;
    for (PartChange part : batch.parts()) {
      List<ChatEvent> added = masked(part.added());
      changed |= added != part.added();
      parts.add(added == part.added() ? part : part.withAdded(added));
    }
    return changed ? batch.withParts(parts) : batch;
  }

  @SuppressWarnings("ReferenceEquality")
  private List<ChatEvent> masked(List<ChatEvent> events) {
    List<ChatEvent> changed = null;
    for (int i = 0; i < events.size(); i++) {
      ChatEvent masked = FailureMessage.masked(events.get(i), messageMasking);
      if (masked != events.get(i)) {
        changed = changed == null ? new ArrayList<>(events) : changed;
        changed.set(i, masked);
      }
    }
    return changed == null ? events : changed;
  }

  /// Tries until the batch is stored, or once more after the thread was told to end.
  ///
  /// @return whether it was stored
  private boolean write(StorageBatch batch, @Nullable Deletion deletion)
      throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    while (true) {
      boolean last = isClosing();
      try {
        storage.write(batch);
        if (failure.getAndSet(null) != null) {
          LOG.info("The store takes data again");
        }
        return true;
      } catch (StorageException e) {
        if (!e.retryable()) {
          throw e;
        }
        if (failure.getAndSet(e) == null) {
          LOG.error("The store refuses data; the journal keeps it, trying again", e);
        }
        if (deletion != null) {
          deletion.end(false); // it can wait, the fold cannot
        }
        if (last) {
          LOG.warn("The store still refuses data; the journal keeps it for the next start");
          return false;
        }
        pause(pause);
        Duration longer = pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
      }
    }
  }

  /// Waits, unless the thread is told to end meanwhile.
  private void pause(Duration pause) throws InterruptedException {
    var _ = closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  /// The batch is stored, so a journal that cannot let go of its records is no reason to write it
  /// once more: the next batch releases them too.
  private void release(long journalSequence) {
    if (journalSequence == 0) {
      return; // it does not get further in the journal
    }
    try {
      onStored.accept(journalSequence);
      releaseFails = false;
    } catch (StorageException e) {
      if (!releaseFails) {
        LOG.warn("The journal cannot delete what is stored; it grows until it can", e);
      }
      releaseFails = true;
    }
  }

  private void delete(Deletion deletion) {
    switch (deletion) {
      case Deletion.ByAge byAge -> delete(byAge);
      case Deletion.OnRequest onRequest -> delete(onRequest);
    }
  }

  private void delete(Deletion.OnRequest deletion) {
    try {
      DeletionReceipt receipt = storage.delete(deletion.request, deletion.time);
      LOG.info(
          "Deleted on request {}, asked by {}: {}",
          receipt.request().id(),
          ShownText.of(receipt.request().askedBy(), 100),
          receipt.removed());
      if (receipt.removed().logs() > 0) {
        onDeletedLogs.run();
      }
      deletion.end(receipt);
    } catch (StorageException e) {
      if (e.retryable()) {
        LOG.warn("What was asked for could not be deleted, trying again", e);
      } else {
        deletion.fail(e);
      }
    }
  }

  private void delete(Deletion.ByAge deletion) {
    try {
      if (deletion.leap != null) {
        storage.writtenLater(deletion.leap.from(), deletion.leap.to(), deletion.leap.by());
        deletion.leapIsTold();
      }
      deleteArchived(deletion.archiveCutoff); // first: it may make the room that archiving needs
      Storage.SizeCutoffs tooLarge = storage.cutoffsWithin(sizes);
      deleteBeyondNumber(deletion);
      deleteContent(deletion, tooLarge);
      // Last, since memory has to follow as soon as this is done.
      deleteRows(deletion, tooLarge);
      deletedSoFar = deletedSoFar.at(deletion.time);
      deletion.end(true);
    } catch (StorageException e) {
      LOG.warn("Retention could not delete, trying again later", e);
    }
  }

  private void deleteArchived(Instant cutoff) {
    try {
      int files = storage.deleteArchivedBefore(cutoff);
      if (files > 0) {
        deletedSoFar = deletedSoFar.plusArchiveFiles(files);
        LOG.info("{} files of the archive went; what is in them arrived before {}", files, cutoff);
      }
    } catch (StorageException e) {
      LOG.warn("Old files of the archive could not be deleted, trying again later", e);
    }
  }

  private void deleteBeyondNumber(Deletion.ByAge deletion) {
    Storage.Deleted beyond = storage.keepNewest(maxLogs, maxPoints);
    deletedSoFar = deletedSoFar.plus(beyond);
    if (!beyond.isEmpty()) {
      deletion.somethingDeleted();
      LOG.warn(
          "More was stored than limits.max_stored_logs or limits.max_stored_points: {}", beyond);
    }
  }

  private void deleteContent(Deletion.ByAge deletion, Storage.SizeCutoffs tooLarge) {
    boolean forSize = tooLarge.contents().isAfter(deletion.contentCutoff);
    Instant cutoff = forSize ? tooLarge.contents() : deletion.contentCutoff;
    long content = storage.deleteContentBefore(cutoff);
    deletedSoFar = deletedSoFar.plusContents(content);
    if (content > 0) {
      LOG.info("Retention deleted {} items of content, written before {}", content, cutoff);
    }
    if (forSize) {
      deletedSoFar = deletedSoFar.plusForSize(Storage.Deleted.NOTHING, content);
    }
  }

  private void deleteRows(Deletion.ByAge deletion, Storage.SizeCutoffs tooLarge) {
    Storage.Cutoffs tooOld = deletion.cutoffs;
    Storage.Cutoffs cutoffs = tooOld.orLater(tooLarge.cutoffs());
    Storage.Deleted deleted = storage.deleteBefore(cutoffs);
    deletion.chatsBefore(cutoffs.chats());
    deletedSoFar = deletedSoFar.plus(deleted);
    if (!deleted.isEmpty()) {
      deletion.somethingDeleted();
      LOG.info("Retention deleted what was last written before {}: {}", cutoffs, deleted);
    }
    boolean chats = cutoffs.chats().isAfter(tooOld.chats());
    Storage.Deleted forSize =
        new Storage.Deleted(
            chats ? deleted.chats() : 0,
            chats ? deleted.events() : 0,
            chats ? deleted.spans() : 0,
            cutoffs.logs().isAfter(tooOld.logs()) ? deleted.logs() : 0,
            cutoffs.points().isAfter(tooOld.points()) ? deleted.points() : 0);
    if (!forSize.isEmpty()) {
      deletedSoFar = deletedSoFar.plusForSize(forSize, 0);
      LOG.warn("Signals were larger than retention.max_..._size: {}", forSize);
    }
  }

  /// Waits for the batch under way, at most half a minute; tries it once more if it was refused.
  @Override
  public void close() {
    closing.countDown();
    if (thread.getState() == Thread.State.NEW) {
      return;
    }
    try {
      if (!thread.join(Duration.ofSeconds(30))) {
        thread.interrupt();
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
