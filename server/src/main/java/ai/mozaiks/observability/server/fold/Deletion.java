// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// An order to delete what was last written before a time, tried once. The fold's thread waits for
/// it, the writer's thread ends it.
final class Deletion {
  final Instant cutoff;
  final Instant contentCutoff;
  final RetentionClock.@Nullable Leap leap;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean done;
  private volatile boolean deleted;
  private volatile boolean told;

  /// @param contentCutoff the same for content alone
  /// @param leap what to tell the store first; null for nothing
  Deletion(Instant cutoff, Instant contentCutoff, RetentionClock.@Nullable Leap leap) {
    this.cutoff = cutoff;
    this.contentCutoff = contentCutoff;
    this.leap = leap;
  }

  /// Says how it went; only the first call counts.
  void end(boolean wasDone) {
    if (!hasEnded()) {
      done = wasDone;
      ended.countDown();
    }
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

  boolean hasEnded() {
    return ended.getCount() == 0;
  }

  /// Waits for its end.
  ///
  /// @return false if nothing was deleted, since the store did not work
  boolean await() throws InterruptedException {
    ended.await();
    return done;
  }
}
