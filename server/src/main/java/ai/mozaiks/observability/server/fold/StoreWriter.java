// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.storage.Storage;
import ai.mozaiks.observability.storage.StorageBatch;
import ai.mozaiks.observability.storage.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that writes to the store, one batch at a time, so that the fold goes on while a
/// transaction runs. A batch that fails for a passing reason is tried again for ever; the journal
/// holds its data meanwhile.
final class StoreWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoreWriter.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /// What the thread has to do: a batch, or a deletion.
  sealed interface Work {
    record Write(long number, StorageBatch batch) implements Work {}

    record Delete(Instant cutoff) implements Work {}
  }

  private final Storage storage;
  private final LongConsumer onStored;
  private final SynchronousQueue<Work> handOver = new SynchronousQueue<>();
  private final AtomicReference<@Nullable StorageException> failure = new AtomicReference<>();
  private final AtomicLong storedBatch = new AtomicLong();
  private final AtomicReference<@Nullable Instant> deletedBefore = new AtomicReference<>();
  private final Thread thread;
  private volatile boolean idle = true;
  private volatile boolean closing;

  /// @param onStored told the journal sequence of each stored batch, in the writer's thread
  StoreWriter(Storage storage, LongConsumer onStored) {
    this.storage = storage;
    this.onStored = onStored;
    this.thread = Thread.ofPlatform().name("store-writer").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// Gives the thread something to do if it is free.
  ///
  /// @return false if it is busy; then nothing was taken
  boolean offer(Work work) {
    if (!idle) {
      return false;
    }
    try {
      return handOver.offer(work, 5, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  boolean isIdle() {
    return idle;
  }

  /// The number of the latest batch that is stored.
  long storedBatch() {
    return storedBatch.get();
  }

  /// The latest cutoff before which chats were deleted; null if none were.
  @Nullable Instant deletedBefore() {
    return deletedBefore.get();
  }

  /// Why writing does not work at the moment; null when it does.
  @Nullable StorageException failure() {
    return failure.get();
  }

  private void run() {
    while (!closing || !idle) {
      try {
        Work work = handOver.poll(50, TimeUnit.MILLISECONDS);
        if (work != null) {
          idle = false;
          perform(work);
          idle = true;
        }
      } catch (InterruptedException e) {
        return; // close() waited long enough
      }
    }
  }

  private void perform(Work work) throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        switch (work) {
          case Work.Write write -> {
            storage.write(write.batch());
            storedBatch.set(write.number());
            onStored.accept(write.batch().journalSequence());
          }
          case Work.Delete delete -> {
            Storage.Deleted deleted = storage.deleteBefore(delete.cutoff());
            deletedBefore.set(delete.cutoff());
            LOG.info(
                "Retention deleted {} chats, {} events, {} spans from before {}",
                deleted.chats(),
                deleted.events(),
                deleted.spans(),
                delete.cutoff());
          }
        }
        if (failure.getAndSet(null) != null) {
          LOG.info("The store takes data again");
        }
        return;
      } catch (StorageException e) {
        if (failure.getAndSet(e) == null) {
          LOG.error("The store refuses data; the journal keeps it, trying again", e);
        }
        Thread.sleep(pause);
        pause =
            pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
                ? LONGEST_PAUSE
                : pause.multipliedBy(2);
      }
    }
  }

  /// Waits for the batch under way, at most half a minute.
  @Override
  public void close() {
    closing = true;
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
