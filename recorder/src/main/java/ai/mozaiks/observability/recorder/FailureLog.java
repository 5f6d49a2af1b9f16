// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Failures of one kind: all are counted, the first one is logged, since a library must not fill
/// the host's log.
///
/// Thread-safe; never throws, whatever the host's logger does.
final class FailureLog {
  private final System.Logger log;
  private final Level level;
  private final String what;
  private final AtomicBoolean said = new AtomicBoolean();
  private final LongAdder count = new LongAdder();

  /// None yet.
  ///
  /// @param what a sentence about such a failure, without its end
  FailureLog(Class<?> where, Level level, String what) {
    this.log = System.getLogger(where.getName());
    this.level = level;
    this.what = what;
  }

  void add(@Nullable Throwable failure) {
    count.increment();
    if (said.compareAndSet(false, true)) {
      try {
        log.log(level, what + "; further ones are only counted", failure);
      } catch (RuntimeException | Error broken) {
        // a logger that fails has no one to tell
      }
    }
  }

  long count() {
    return count.sum();
  }
}
