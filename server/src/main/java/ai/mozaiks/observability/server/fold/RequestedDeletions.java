// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.storage.DeletionReceipt;
import ai.mozaiks.observability.storage.DeletionRequest;
import ai.mozaiks.observability.storage.DeletionSubject;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.StorageException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes what was asked for, as [DueDeletion] deletes by age: everything that came before is
/// stored first, and nothing is taken in until store and memory have both forgotten. For the fold's
/// thread, but for [#close].
final class RequestedDeletions {
  private static final Logger LOG = LoggerFactory.getLogger(RequestedDeletions.class);
  private static final Duration READ_PAUSE = Duration.ofMillis(200);
  private static final long RETRY_NANOS = 1_000_000_000L;

  /// A deleted chat of which new traces come is deleted again, but not more often.
  private static final Duration AGAIN = Duration.ofSeconds(30);

  private static final int AGAIN_AT_ONCE = 20;

  private final Fold fold;
  private final Deliveries deliveries;
  private final Recount recount;
  private final RetentionClock clock;
  private final FoldSettings settings;
  private @Nullable Long failedAt;
  private Instant lastAgain = Instant.EPOCH;
  private volatile boolean closing;

  RequestedDeletions(
      Fold fold,
      Deliveries deliveries,
      Recount recount,
      RetentionClock clock,
      FoldSettings settings) {
    this.fold = fold;
    this.deliveries = deliveries;
    this.recount = recount;
    this.clock = clock;
    this.settings = settings;
  }

  /// Whether to try now: not right after the store could not do it.
  boolean mayTry(long now) {
    return failedAt == null || now - failedAt >= RETRY_NANOS;
  }

  /// Whether the latest try failed.
  boolean hasFailed() {
    return failedAt != null;
  }

  /// Does what an order says, if the store works. The writer must be free.
  ///
  /// @param now [System#nanoTime]
  /// @return whether it is over with the order; else it has to be tried again
  boolean perform(DeletionOrder order, long now) throws InterruptedException {
    Deletion.OnRequest deletion = delete(order.request(), now);
    if (deletion == null) {
      failedAt = now;
      return false;
    }
    failedAt = null;
    StorageException failure = deletion.failure();
    DeletionReceipt receipt = deletion.receipt();
    if (receipt != null) {
      order.receipt().complete(receipt);
    } else if (failure != null) {
      LOG.error("Deletion {} cannot be done; ask for it again", order.request().id(), failure);
      order.receipt().completeExceptionally(failure);
    }
    return true;
  }

  /// Whether traces came of a chat after it was deleted, and it is time to delete it once more.
  boolean isDueAgain() {
    return fold.hasReturnedChats()
        && Duration.between(lastAgain, clock.instant()).compareTo(AGAIN) >= 0;
  }

  /// Deletes such chats once more. The writer must be free.
  void deleteAgain(long now) throws InterruptedException {
    Instant time = clock.instant();
    lastAgain = time;
    for (int i = 0; i < AGAIN_AT_ONCE && fold.hasReturnedChats(); i++) {
      ChatKey chat = fold.takeReturnedChat();
      if (delete(again(chat, time), now) == null) {
        fold.giveBack(chat);
        return;
      }
      deliveries.settle();
    }
  }

  private static DeletionRequest again(ChatKey chat, Instant time) {
    String id = "late-" + PartId.ofDirectEvents(chat).hex() + "-" + Nanos.saturated(time);
    return new DeletionRequest(
        id,
        time,
        "server",
        "came after the chat was deleted",
        new DeletionSubject.OfChat(chat.chatId(), chat.app()));
  }

  /// @return null if the store does not work now
  private Deletion.@Nullable OnRequest delete(DeletionRequest request, long now)
      throws InterruptedException {
    if (!fold.deriveAll(now)) {
      return null;
    }
    Instant time = clock.instant();
    Deletion.OnRequest deletion = new Deletion.OnRequest(request, time);
    deliveries.send(fold.handOver(time), deletion);
    if (!deletion.await()) {
      return null;
    }
    DeletionReceipt receipt = deletion.receipt();
    if (receipt != null) {
      forget(since(time));
      if (!receipt.removed().isEmpty()) {
        recount.begin();
      }
    }
    return deletion;
  }

  /// How far back deletions are remembered.
  Instant since(Instant now) {
    return settings.cutoffs(now).chats();
  }

  private void forget(Instant since) throws InterruptedException {
    while (true) {
      try {
        fold.forgetDeleted(since);
        return;
      } catch (StoreQuestions.UnavailableException e) {
        // It is deleted already, so memory must follow before anything else is done.
        if (closing) {
          throw new InterruptedException("closed while the store could not be read");
        }
        Thread.sleep(READ_PAUSE);
      }
    }
  }

  /// Waits no longer for a store that cannot be read. For any thread.
  void close() {
    closing = true;
  }
}
