// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify;

import ai.mozaiks.observability.storage.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has each courier at work in a virtual thread of its own, from [#start] to [#close]: when
/// something is due, or the bell rings.
final class CourierThreads implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CourierThreads.class);
  private static final Duration LONGEST_SLEEP = Duration.ofSeconds(30);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(10);
  private static final Duration BETWEEN_CLEANINGS = Duration.ofDays(1);

  private final List<Courier> couriers;
  private final List<Semaphore> bells;
  private final DeliveryLog log;
  private final InstantSource clock;
  private final List<Thread> threads = new ArrayList<>();
  private Instant nextCleaning = Instant.MIN; // guarded by this

  /// @param log cleaned once a day
  CourierThreads(Collection<Courier> couriers, DeliveryLog log, InstantSource clock) {
    this.couriers = List.copyOf(couriers);
    this.bells = this.couriers.stream().map(_ -> new Semaphore(0)).toList();
    this.log = log;
    this.clock = clock;
  }

  void start() {
    for (int i = 0; i < couriers.size(); i++) {
      Courier courier = couriers.get(i);
      Semaphore bell = bells.get(i);
      threads.add(
          Thread.ofVirtual()
              .name("notifier-" + courier.config().name())
              .start(() -> run(courier, bell)));
    }
  }

  /// There may be news: all look at once. Thread-safe.
  void ring() {
    bells.forEach(Semaphore::release);
  }

  private void run(Courier courier, Semaphore bell) {
    String name = courier.config().name();
    try {
      while (true) {
        Duration sleep = LONGEST_SLEEP;
        try {
          Instant now = clock.instant();
          clean(now);
          Duration until = Duration.between(now, courier.deliver(now));
          sleep = until.compareTo(LONGEST_SLEEP) < 0 ? until : LONGEST_SLEEP;
        } catch (StorageException e) {
          LOG.warn("Notifications to {}: {}", name, e.getMessage());
        } catch (RuntimeException e) {
          LOG.error("Notifications to {}: a mistake of this server; it goes on", name, e);
        }
        // At least a little, so that a mistake in times does not keep a processor busy.
        bell.tryAcquire(Math.max(50, sleep.toMillis()), TimeUnit.MILLISECONDS);
        bell.drainPermits();
      }
    } catch (InterruptedException e) {
      LOG.debug("Nobody is told through {} any longer", name);
    }
  }

  private synchronized void clean(Instant now) {
    if (!now.isBefore(nextCleaning)) {
      log.forgetOld(now);
      nextCleaning = now.plus(BETWEEN_CLEANINGS);
    }
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      try {
        if (!thread.join(LONGEST_STOP)) {
          LOG.warn("{} did not stop in {} s", thread.getName(), LONGEST_STOP.toSeconds());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    threads.clear();
  }
}
