// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/// Says how long something took: `Starting X`, then `Completed X` or `Failed X: …` with
/// `operation`, `duration_seconds`, `status` and `error_type`, under [LogTopic#PERFORMANCE].
///
/// ```java
/// List<Hit> hits = Timed.call(log, "vector search", () -> index.search(question));
/// ```
///
/// Thread-safe; the first end counts.
public final class Timed implements AutoCloseable {
  private final Logger log;
  private final String operation;
  private final LongSupplier nanos;
  private final long began;
  private final AtomicBoolean ended = new AtomicBoolean();

  private Timed(Logger log, String operation, LongSupplier nanos) {
    this.log = log;
    this.operation = operation;
    this.nanos = nanos;
    this.began = nanos.getAsLong();
  }

  /// Begins to measure. Say [#completed] or [#failed]; what is closed without either has failed.
  ///
  /// @param operation what is done, a few words
  public static Timed start(Logger log, String operation) {
    return start(log, operation, System::nanoTime);
  }

  static Timed start(Logger log, String operation, LongSupplier nanos) {
    Timed timed = new Timed(log, operation, nanos);
    timed.line(Level.INFO, "started").log("Starting {}", operation);
    return timed;
  }

  /// Runs something and says how long it took.
  public static void run(Logger log, String operation, Runnable work) {
    Timed timed = start(log, operation);
    try {
      work.run();
      timed.completed();
    } catch (RuntimeException | Error e) {
      timed.failed(e);
      throw e;
    }
  }

  /// Calls something and says how long it took.
  public static <T extends @Nullable Object> T call(Logger log, String operation, Callable<T> work)
      throws Exception {
    Timed timed = start(log, operation);
    try {
      T result = work.call();
      timed.completed();
      return result;
    } catch (Exception | Error e) {
      timed.failed(e);
      throw e;
    }
  }

  /// How long it has been going on.
  public Duration elapsed() {
    return Duration.ofNanos(nanos.getAsLong() - began);
  }

  /// It went well.
  public void completed() {
    if (ended.compareAndSet(false, true)) {
      end(Level.INFO, "success").log("Completed {}", operation);
    }
  }

  /// It failed.
  public void failed(Throwable cause) {
    if (ended.compareAndSet(false, true)) {
      end(Level.ERROR, "error")
          .addKeyValue("error_type", cause.getClass().getSimpleName())
          .setCause(cause)
          .log("Failed {}: {}", operation, cause.getMessage());
    }
  }

  /// Ends what nobody has ended: it left by a way that nobody saw.
  @Override
  public void close() {
    if (ended.compareAndSet(false, true)) {
      end(Level.ERROR, "error").log("Failed {}: not completed", operation);
    }
  }

  private LoggingEventBuilder end(Level level, String status) {
    double seconds = elapsed().toNanos() / 1e9;
    return line(level, status).addKeyValue("duration_seconds", seconds);
  }

  private LoggingEventBuilder line(Level level, String status) {
    return log.atLevel(level)
        .addMarker(LogTopic.PERFORMANCE.marker())
        .addKeyValue("operation", operation)
        .addKeyValue("status", status);
  }
}
