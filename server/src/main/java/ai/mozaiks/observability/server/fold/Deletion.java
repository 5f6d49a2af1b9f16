// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.storage.DeletionReceipt;
import ai.mozaiks.observability.storage.DeletionRequest;
import ai.mozaiks.observability.storage.Storage;
import ai.mozaiks.observability.storage.StorageException;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// An order to delete, tried once. The fold's thread waits for it, the writer's thread ends it.
abstract sealed class Deletion {
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean done;

  /// What was last written before a time.
  static final class ByAge extends Deletion {
    final Storage.Cutoffs cutoffs;
    final Instant contentCutoff;
    final Instant archiveCutoff;
    final Instant time;
    final RetentionClock.@Nullable Leap leap;
    private volatile boolean deleted;
    private volatile boolean told;
    private volatile Instant chatsCutoff;

    /// @param contentCutoff the same for content alone
    /// @param archiveCutoff the same for what is in the archive
    /// @param time now, by the clock that retention goes by
    /// @param leap what to tell the store first; null for nothing
    ByAge(
        Storage.Cutoffs cutoffs,
        Instant contentCutoff,
        Instant archiveCutoff,
        Instant time,
        RetentionClock.@Nullable Leap leap) {
      this.cutoffs = cutoffs;
      this.contentCutoff = contentCutoff;
      this.archiveCutoff = archiveCutoff;
      this.time = time;
      this.leap = leap;
      this.chatsCutoff = cutoffs.chats();
    }

    /// Says before when chats go, if more has to go than what is too old; before [#end].
    void chatsBefore(Instant time) {
      chatsCutoff = time;
    }

    /// Before when the chats were written that went.
    Instant chatsCutoff() {
      return chatsCutoff;
    }

    /// Says that the store knows of the leap; before [#end].
    void leapIsTold() {
      told = true;
    }

    /// The leap if the store was told of it; null if not, or if there was none.
    RetentionClock.@Nullable Leap leapTold() {
      return told ? leap : null;
    }

    /// Says that something was there to delete; before [#end].
    void somethingDeleted() {
      deleted = true;
    }

    boolean hasDeleted() {
      return deleted;
    }
  }

  /// What somebody asked for.
  static final class OnRequest extends Deletion {
    final DeletionRequest request;
    final Instant time;
    private volatile @Nullable DeletionReceipt receipt;
    private volatile @Nullable StorageException failure;

    /// @param time now, by the clock that retention goes by
    OnRequest(DeletionRequest request, Instant time) {
      this.request = request;
      this.time = time;
    }

    /// Says that it was done.
    void end(DeletionReceipt of) {
      receipt = of;
      end(true);
    }

    /// Says that it can never be done.
    void fail(StorageException reason) {
      failure = reason;
      end(true);
    }

    /// Null if it was not done.
    @Nullable DeletionReceipt receipt() {
      return receipt;
    }

    /// Why it can never be done; null if it was, or can be tried again.
    @Nullable StorageException failure() {
      return failure;
    }
  }

  /// Says how it went; only the first call counts.
  final void end(boolean wasDone) {
    if (!hasEnded()) {
      done = wasDone;
      ended.countDown();
    }
  }

  final boolean hasEnded() {
    return ended.getCount() == 0;
  }

  /// Waits for its end.
  ///
  /// @return false if nothing was deleted, since the store did not work
  final boolean await() throws InterruptedException {
    ended.await();
    return done;
  }
}
