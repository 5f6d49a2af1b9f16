// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.uptime;

import ai.mozaiks.observability.server.alerts.book.AlertDatabase;
import ai.mozaiks.observability.server.config.UptimeConfig;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// The configured uptime checks, each with a virtual thread of its own from [#start] to [#close].
/// Any thread may read.
public final class UptimeChecks implements AutoCloseable {
  private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

  private final UptimeBook book;
  private final List<UptimeCheck> checks;
  private final List<Thread> threads = new ArrayList<>();

  /// Takes up the checks where they were left; nothing is looked at before [#start].
  ///
  /// @param random spreads them over time
  /// @throws ai.mozaiks.observability.storage.StorageException if the database cannot be used
  public UptimeChecks(
      UptimeConfig config, AlertDatabase database, SplittableRandom random, InstantSource clock) {
    this.book = new UptimeBook(database);
    book.forget(clock.instant());
    Trust trust = new Trust();
    List<UptimeCheck> all = new ArrayList<>();
    for (UptimeConfig.Check each : config.checks()) {
      all.add(
          new UptimeCheck(
              each,
              book.state(each.name()),
              new HttpProbe(each, InetAddress::getAllByName, trust, clock, System::nanoTime),
              book,
              random.split(),
              Thread::sleep,
              clock,
              System::nanoTime));
    }
    this.checks = List.copyOf(all);
  }

  /// Begins to look.
  public void start() {
    for (UptimeCheck check : checks) {
      threads.add(Thread.ofVirtual().name("uptime-" + check.config().name()).start(check::run));
    }
  }

  /// How they are doing, in the order of the configuration.
  public List<CheckReading> read() {
    return checks.stream().map(UptimeCheck::read).toList();
  }

  List<UptimeCheck> checks() {
    return checks;
  }

  UptimeBook book() {
    return book;
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    try {
      for (Thread thread : threads) {
        thread.join(LONGEST_STOP);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
