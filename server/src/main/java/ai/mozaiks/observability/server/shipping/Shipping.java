// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.shipping;

import ai.mozaiks.observability.server.config.ShippingConfig;
import ai.mozaiks.observability.storage.LogPositions;
import ai.mozaiks.observability.storage.Storage;
import ai.mozaiks.observability.storage.StorageException;
import ai.mozaiks.observability.storage.WrittenLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The configured destinations, each served by a virtual thread of its own from [#start] to
/// [#close]. The store is asked like by anybody from outside, so nothing that comes in ever waits
/// for it.
public final class Shipping implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Shipping.class);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

  private final List<Shipper> shippers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  /// Finds out where each destination is to go on. To be called before anything is written to the
  /// store, since a store that was put back from an older copy gives positions a second time.
  ///
  /// @param folder where the progress and the dead letters of each are kept, in a folder of its
  ///   name; null to keep neither, as is right when the store keeps nothing either
  /// @param ownLog whether lines of the server's own log are shipped, too
  /// @throws StorageException if what is kept there cannot be read
  public Shipping(
      List<ShippingConfig> configs,
      @Nullable Path folder,
      Storage store,
      boolean ownLog,
      InstantSource clock) {
    for (ShippingConfig config : configs) {
      try {
        Path own = folder == null ? null : folder.resolve(config.name());
        shippers.add(shipper(config, own, store, ownLog, clock));
      } catch (IOException e) {
        throw new StorageException(
            "shipping to " + config.name() + ": " + e.getMessage(), false, e);
      }
    }
  }

  private static Shipper shipper(
      ShippingConfig config,
      @Nullable Path folder,
      Storage store,
      boolean ownLog,
      InstantSource clock)
      throws IOException {
    PositionFile file = folder == null ? null : new PositionFile(folder.resolve("position.json"));
    Optional<LogPositions> kept = file == null ? Optional.empty() : file.read();
    LogPositions start = kept.isEmpty() ? first(config, store) : goOn(config, kept.get(), store);
    if (file != null && !kept.equals(Optional.of(start))) {
      file.write(start);
    }
    Destination destination = destination(config.target(), clock);
    return new Shipper(
        new Shipper.Label(config.name(), config.target().type(), config.target().place()),
        ownLog ? destination : new WithoutOwnLog(destination),
        store.queries(),
        store::logPositions,
        file,
        start,
        new DeadLetters(folder == null ? null : folder.resolve("dead-letters.ndjson"), start),
        new Backoff(new SplittableRandom()),
        Thread::sleep,
        clock);
  }

  private static LogPositions first(ShippingConfig config, Storage store) {
    return switch (config.start()) {
      case BEGINNING -> beforeTheOldest(store);
      case NOW -> store.logPositions();
    };
  }

  /// What was deleted before is nothing that was lost on the way.
  private static LogPositions beforeTheOldest(Storage store) {
    LogPositions written = store.logPositions();
    List<WrittenLog> oldest = store.reader().logsAfter(0, 1, 1);
    return oldest.isEmpty()
        ? written
        : new LogPositions(written.store(), oldest.getFirst().position() - 1);
  }

  private static LogPositions goOn(ShippingConfig config, LogPositions kept, Storage store) {
    LogPositions written = store.logPositions();
    if (!kept.store().equals(written.store())) {
      LOG.warn(
          "Shipping to {}: the store is another one than before; it begins with its oldest log"
              + " record",
          config.name());
      return beforeTheOldest(store);
    }
    if (kept.last() > written.last()) {
      LOG.warn(
          "Shipping to {}: the store has {} log records fewer than were shipped, so it was put back"
              + " from an older copy; it goes on with the next record",
          config.name(),
          kept.last() - written.last());
      return written;
    }
    return kept;
  }

  private static Destination destination(ShippingConfig.Target target, InstantSource clock) {
    return switch (target) {
      case ShippingConfig.Elasticsearch elasticsearch ->
          new ElasticsearchDestination(elasticsearch, clock);
      case ShippingConfig.Fluentd fluentd -> new FluentdDestination(fluentd);
    };
  }

  /// Starts to ship.
  public void start() {
    for (Shipper shipper : shippers) {
      threads.add(Thread.ofVirtual().name("shipper-" + shipper.name()).start(() -> run(shipper)));
    }
  }

  private static void run(Shipper shipper) {
    try {
      shipper.run();
    } catch (InterruptedException e) {
      LOG.debug("Nothing is shipped to {} any longer", shipper.name());
    } catch (RuntimeException e) {
      shipper.trouble("ended by a mistake of this server, a restart begins again: " + e);
      LOG.error("Nothing is shipped to {} any longer", shipper.name(), e);
    } finally {
      shipper.close();
    }
  }

  /// How the destinations are doing, in the order of the configuration. Thread-safe.
  public List<ShippingReading> read() {
    return shippers.stream().map(Shipper::read).toList();
  }

  /// The latest records that a destination refused for good, newest first; empty if there is no
  /// such destination. Thread-safe.
  Optional<List<DeadLetter>> deadLetters(String name) {
    return shippers.stream()
        .filter(shipper -> shipper.name().equals(name))
        .findFirst()
        .map(Shipper::deadLetters);
  }

  /// Stops shipping. What was not acknowledged yet is sent again after the next start.
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
        return;
      }
    }
    threads.clear();
  }
}
