// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.shipping;

import ai.mozaiks.observability.storage.LogPositions;
import ai.mozaiks.observability.storage.LogReader;
import ai.mozaiks.observability.storage.StorageException;
import ai.mozaiks.observability.storage.WrittenLog;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves one destination: takes the records in the order of writing, delivers them, however long
/// that takes, keeps those that are refused for good, and only then remembers that it is further.
///
/// [#run] is for one thread, [#read] and [#deadLetters] for any.
final class Shipper {
  private static final Logger LOG = LoggerFactory.getLogger(Shipper.class);
  private static final int MOST_RECORDS = 1_000;
  private static final long MOST_BYTES = 4L << 20;
  private static final Duration IDLE = Duration.ofMillis(500);

  /// Waits.
  @FunctionalInterface
  interface Pause {
    void take(Duration time) throws InterruptedException;
  }

  /// Who and where it is, for those who ask.
  record Label(String name, String type, String place) {}

  private final Label label;
  private final Destination destination;
  private final LogReader store;
  private final Supplier<LogPositions> written;
  private final @Nullable PositionFile file;
  private final DeadLetters deadLetters;
  private final Backoff backoff;
  private final Pause pause;
  private final InstantSource clock;
  private final AtomicLong shipped = new AtomicLong();
  private final AtomicLong known = new AtomicLong();
  private final AtomicLong retried = new AtomicLong();
  private final AtomicLong dead = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private volatile LogPositions position;
  private volatile Instant oldestWaiting;
  private volatile @Nullable Instant lastShippedAt;
  private volatile String trouble = "";

  /// @param written how far the store has numbered its records
  /// @param file where the progress is kept; null to forget it
  /// @param start up to where everything is delivered, or was never to be
  Shipper(
      Label label,
      Destination destination,
      LogReader store,
      Supplier<LogPositions> written,
      @Nullable PositionFile file,
      LogPositions start,
      DeadLetters deadLetters,
      Backoff backoff,
      Pause pause,
      InstantSource clock) {
    this.label = label;
    this.destination = destination;
    this.store = store;
    this.written = written;
    this.file = file;
    this.deadLetters = deadLetters;
    this.backoff = backoff;
    this.pause = pause;
    this.clock = clock;
    position = start;
    oldestWaiting = clock.instant();
  }

  /// Ships until it is interrupted.
  void run() throws InterruptedException {
    while (true) {
      if (!shipSome()) {
        pause.take(IDLE);
      }
    }
  }

  /// Ships the next records.
  ///
  /// @return false if there are none
  boolean shipSome() throws InterruptedException {
    long last = written.get().last();
    List<WrittenLog> logs = last > position.last() ? next() : List.of();
    if (logs.isEmpty()) {
      if (last > position.last()) {
        lose(last - position.last());
        moveTo(last);
      }
      return false;
    }
    oldestWaiting = logs.getFirst().writtenAt();
    countGaps(logs);
    deliver(logs);
    oldestWaiting = logs.getLast().writtenAt();
    moveTo(logs.getLast().position());
    return true;
  }

  private List<WrittenLog> next() throws InterruptedException {
    Backoff ofStore = new Backoff(new SplittableRandom());
    while (true) {
      try {
        return store.logsAfter(position.last(), MOST_RECORDS, MOST_BYTES);
      } catch (StorageException e) {
        if (Thread.interrupted()) {
          throw new InterruptedException("stopped while the store was asked");
        }
        trouble("the store cannot be read, " + e.getMessage());
        pause.take(ofStore.next(null));
      }
    }
  }

  private void countGaps(List<WrittenLog> logs) {
    long span = logs.getLast().position() - position.last();
    if (span > logs.size()) {
      lose(span - logs.size());
    }
  }

  private void lose(long count) {
    lost.addAndGet(count);
    LOG.warn(
        "Shipping to {}: {} log records were deleted from the store before they were delivered;"
            + " lengthen storage.retention or raise limits.max_stored_logs, or see why {} is behind",
        label.name(),
        count,
        label.place());
  }

  /// Returns when each of them is there, or kept as refused.
  private void deliver(List<WrittenLog> logs) throws InterruptedException {
    List<WrittenLog> left = logs;
    while (!left.isEmpty()) {
      try {
        Destination.Outcome outcome = destination.deliver(left);
        shipped.addAndGet(outcome.added());
        known.addAndGet(outcome.known());
        keep(outcome.refused());
        if (outcome.added() > 0) {
          lastShippedAt = clock.instant();
        }
        boolean progress = outcome.again().size() < left.size();
        left = outcome.again();
        if (progress) {
          backoff.reset();
        }
        if (!left.isEmpty()) {
          waitFor(left.size(), outcome.reason(), backoff.next(null));
        }
      } catch (DeliveryException e) {
        if (e.tooLarge() && left.size() > 1) {
          deliver(left.subList(0, left.size() / 2));
          left = left.subList(left.size() / 2, left.size());
        } else if (e.tooLarge()) {
          keep(List.of(new Destination.Refused(left.getFirst(), e.reason())));
          left = List.of();
        } else {
          waitFor(left.size(), e.reason(), backoff.next(e.retryAfter()));
        }
      }
    }
    backoff.reset();
    trouble("");
  }

  private void waitFor(int count, String reason, Duration time) throws InterruptedException {
    trouble(reason);
    pause.take(time);
    retried.addAndGet(count);
  }

  private void keep(List<Destination.Refused> refused) throws InterruptedException {
    if (refused.isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    List<DeadLetter> letters =
        refused.stream()
            .map(each ->
                new DeadLetter(
                    now,
                    new LogPositions(position.store(), each.log().position()),
                    LogDocument.idOf(each.log().log()),
                    each.reason(),
                    LogDocument.line(each.log().log())))
            .toList();
    onDisk("dead letters", () -> deadLetters.add(letters));
    if (dead.getAndAdd(letters.size()) == 0) {
      LOG.warn(
          "Shipping to {}: a log record was refused for good, {}. Said once; GET"
              + " /api/shipping/{}/dead-letters tells the latest",
          label.name(),
          letters.getFirst().reason(),
          label.name());
    }
  }

  private void moveTo(long last) throws InterruptedException {
    LogPositions next = new LogPositions(position.store(), last);
    PositionFile target = file;
    if (target != null) {
      onDisk("the position", () -> target.write(next));
    }
    position = next;
    deadLetters.settled();
  }

  /// Something that must be on disk before anything else happens.
  @FunctionalInterface
  private interface Saving {
    void run() throws IOException;
  }

  private void onDisk(String what, Saving saving) throws InterruptedException {
    Backoff ofDisk = new Backoff(new SplittableRandom());
    while (true) {
      try {
        saving.run();
        return;
      } catch (IOException e) {
        if (Thread.interrupted()) {
          throw new InterruptedException("stopped while " + what + " was written");
        }
        trouble(what + " cannot be written, " + e);
        pause.take(ofDisk.next(null));
      }
    }
  }

  /// Takes what keeps it from going on; empty for nothing.
  void trouble(String message) {
    if (!message.equals(trouble)) {
      if (message.isEmpty()) {
        LOG.info("Shipping to {}: goes on", label.name());
      } else {
        LOG.warn("Shipping to {}: {}", label.name(), message);
      }
      trouble = message;
    }
  }

  String name() {
    return label.name();
  }

  void close() {
    destination.close();
  }

  List<DeadLetter> deadLetters() {
    return deadLetters.latest();
  }

  ShippingReading read() {
    long delivered = position.last();
    long behind = Math.max(0, written.get().last() - delivered);
    double lag =
        behind == 0
            ? 0
            : Math.max(0, Duration.between(oldestWaiting, clock.instant()).toMillis() / 1e3);
    return new ShippingReading(
        label.name(),
        label.type(),
        label.place(),
        delivered,
        behind,
        lag,
        shipped.get(),
        known.get(),
        retried.get(),
        dead.get(),
        lost.get(),
        lastShippedAt,
        trouble);
  }
}
