// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import java.time.Instant;
import java.util.concurrent.CountDownLatch;

/// An order to delete what was last written before a time, tried once. The fold's thread waits for
/// it, the writer's thread ends it.
final class Deletion {
  final Instant cutoff;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean done;
  private volatile boolean deleted;

  Deletion(Instant cutoff) {
    this.cutoff = cutoff;
  }

  /// Says how it went; only the first call counts.
  void end(boolean wasDone) {
    if (!hasEnded()) {
      done = wasDone;
      ended.countDown();
    }
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
