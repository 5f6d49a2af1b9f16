// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts;

import ai.mozaiks.observability.server.alerts.book.AlertBook;
import ai.mozaiks.observability.server.alerts.book.AlertDatabase;
import ai.mozaiks.observability.server.alerts.engine.Alert;
import ai.mozaiks.observability.server.alerts.engine.AlertChange;
import ai.mozaiks.observability.server.alerts.engine.AlertEngine;
import ai.mozaiks.observability.server.alerts.engine.Surroundings;
import ai.mozaiks.observability.server.alerts.measure.Measurement;
import ai.mozaiks.observability.server.alerts.measure.Measures;
import ai.mozaiks.observability.server.alerts.rules.RuleSet;
import ai.mozaiks.observability.server.alerts.slo.SloBoard;
import ai.mozaiks.observability.server.config.AlertsConfig;
import ai.mozaiks.observability.server.config.ConfigurationException;
import ai.mozaiks.observability.server.fold.FoldThread;
import ai.mozaiks.observability.storage.StorageReader;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Evaluates the rules every so often, in the thread named `alerts`: what the fold says goes into
/// the measures, the engine judges, the book remembers, and whoever has to be told is told.
///
/// What it shows is for any thread.
public final class AlertService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertService.class);
  private static final long WAIT_MILLIS = 200;
  private static final long PAUSE_MILLIS = 1_000;
  private static final Duration LOOK_AT_FILES = Duration.ofSeconds(5);
  private static final Duration FORGET = Duration.ofHours(1);

  /// What is older than this cannot have ended in a window: turns that take longer are not seen by
  /// the windows that are filled from the store.
  private static final Duration LONGEST_TURN = Duration.ofHours(6);

  private final AlertsConfig config;
  private final FoldThread fold;
  private final StorageReader store;
  private final AlertDatabase database;
  private final AlertBook book;
  private final Surroundings surroundings;
  private final InstantSource clock;
  private final AlertEngine engine = new AlertEngine();
  private final SloBoard slos = new SloBoard();
  private final RuleLoader loader;
  private final List<AlertListener> listeners = new CopyOnWriteArrayList<>();
  private final Thread thread = Thread.ofPlatform().name("alerts").unstarted(this::run);
  private volatile RuleSet rules;
  private volatile boolean closing;
  private volatile Status status = new Status(false, null, null, Duration.ZERO, 0, null);

  /// What could not be remembered yet.
  private final List<AlertChange> unpublished = new ArrayList<>();

  private Measures measures;
  private @Nullable EventFeed feed;
  private Instant latest = Instant.EPOCH;
  private Instant nextTick = Instant.MIN;
  private Instant nextLook = Instant.MIN;
  private Instant nextForgetting = Instant.MIN;

  /// How it goes.
  ///
  /// @param ready whether rules are evaluated: the events of the past have been read
  /// @param evaluatedAt when they were last; null for never
  /// @param rulesMistake why changed rule files are not in force; null when they are
  /// @param took how long the last evaluation took
  /// @param crowdedOut how much was counted in a group for all others, for want of room
  /// @param failure why evaluations or what follows from them fail; null when they do not
  public record Status(
      boolean ready,
      @Nullable Instant evaluatedAt,
      @Nullable String rulesMistake,
      Duration took,
      long crowdedOut,
      @Nullable String failure) {}

  /// Starts nothing yet.
  ///
  /// @param database stays open; closed by whoever opened it
  /// @throws ConfigurationException if the rules have mistakes
  public AlertService(
      AlertsConfig config,
      FoldThread fold,
      StorageReader store,
      AlertDatabase database,
      Surroundings surroundings,
      InstantSource clock)
      throws ConfigurationException {
    this.config = config;
    this.fold = fold;
    this.store = store;
    this.database = database;
    this.book = new AlertBook(database);
    this.surroundings = surroundings;
    this.clock = clock;
    this.loader = new RuleLoader(config);
    this.rules = loader.load();
    this.measures = measuresOf(rules, clock.instant());
  }

  private Measures measuresOf(RuleSet rules, Instant now) {
    return new Measures(rules.measurements(), config.maxGroups(), now);
  }

  /// Has somebody told of alerts that changed, before [#start].
  public void tell(AlertListener listener) {
    listeners.add(listener);
  }

  /// Begins to evaluate.
  public void start() {
    if (config.enabled()) {
      Instant now = clock.instant();
      engine.restore(book.alerts());
      use(rules, now);
      thread.start();
    }
  }

  private void run() {
    while (!closing) {
      try {
        step();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        fail(e); // whatever it was, nobody else would tell that nothing is evaluated any longer
      }
    }
  }

  private void fail(Throwable e) {
    LOG.error("Alerts: an evaluation failed; the next one is in {}", config.interval(), e);
    Status was = status;
    status =
        new Status(
            was.ready(),
            was.evaluatedAt(),
            was.rulesMistake(),
            was.took(),
            was.crowdedOut(),
            e.toString());
    nextTick = clock.instant().plus(config.interval());
  }

  private void step() throws InterruptedException {
    Instant now = clock.instant();
    if (now.isBefore(latest.minus(config.interval()))) {
      LOG.warn("Alerts: the clock was set back from {} to {}; beginning anew", latest, now);
      nextTick = now;
      nextLook = now;
      nextForgetting = now;
      feedAnew(now); // what is measured has gone ahead, and would not take in what comes
    }
    latest = now;
    if (!now.isBefore(nextLook)) {
      nextLook = now.plus(LOOK_AT_FILES);
      lookAtFiles(now);
    }
    EventFeed current = feed;
    if (current == null || current.isLost()) {
      LOG.warn("Alerts: some events were missed; reading them anew from the store");
      Thread.sleep(PAUSE_MILLIS); // a store that cannot be read now is not to be asked all the time
      feedAnew(now);
      return;
    }
    current.drainTo(measures, WAIT_MILLIS);
    if (current.isComplete() && !now.isBefore(nextTick)) {
      nextTick = now.plus(config.interval());
      evaluate(now);
    }
  }

  private void lookAtFiles(Instant now) {
    if (!loader.hasChanged()) {
      return;
    }
    String mistake = null;
    try {
      RuleSet loaded = loader.load();
      use(loaded, now);
      book.audit(now, "server", "rules loaded", "{\"rules\":" + loaded.rules().size() + "}");
      LOG.info("Alerts: {} rules loaded anew", loaded.rules().size());
    } catch (ConfigurationException e) {
      mistake = e.getMessage();
      LOG.error("Alerts: the rules stay as they were. {}", mistake);
    }
    Status was = status;
    status =
        new Status(
            was.ready(), was.evaluatedAt(), mistake, was.took(), was.crowdedOut(), was.failure());
  }

  private void use(RuleSet loaded, Instant now) {
    rules = loaded;
    List<AlertChange> changes = engine.use(loaded, now);
    feedAnew(now); // first: what cannot be remembered now is tried again, what is measured is not
    publish(changes, now);
  }

  private void feedAnew(Instant now) {
    EventFeed old = feed;
    if (old != null) {
      old.close();
      fold.forgetWatcher(old);
    }
    measures = measuresOf(rules, now);
    Duration longest =
        rules.measurements().stream()
            .map(Measurement::window)
            .map(window -> window.longest())
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    EventFeed next = new EventFeed(store, now.minus(longest).minus(LONGEST_TURN));
    feed = next;
    fold.watchEvents(next);
  }

  private void evaluate(Instant now) {
    long begin = System.nanoTime();
    measures.advance(now);
    List<AlertChange> changes = engine.evaluate(measures, surroundings, now);
    slos.update(rules.slos(), measures, now);
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    publish(changes, now);
    if (!now.isBefore(nextForgetting)) {
      nextForgetting = now.plus(FORGET);
      measures.forgetEmpty();
      book.forget(now.minus(FORGET), now);
    }
    status = new Status(true, now, status.rulesMistake(), took, measures.crowdedOut(), null);
  }

  /// Remembers and tells in one transaction: what was told is remembered, and the other way round.
  private void publish(List<AlertChange> changes, Instant now) {
    List<Alert> alerts = engine.alerts();
    unpublished.addAll(changes);
    List<AlertChange> news = List.copyOf(unpublished);
    database.in(connection -> {
      book.record(connection, news);
      for (AlertListener listener : listeners) {
        listener.changed(connection, news, alerts, now);
      }
      return true;
    });
    unpublished.clear();
  }

  /// The rules in force.
  public RuleSet rules() {
    return rules;
  }

  /// The alerts: pending, firing, or over for less than an hour.
  public List<Alert> alerts() {
    return engine.alerts();
  }

  /// How the service levels stand.
  public SloBoard slos() {
    return slos;
  }

  /// How the evaluation of each rule goes, by its name.
  public Map<String, AlertEngine.RuleHealth> health() {
    return engine.health();
  }

  public Status status() {
    return status;
  }

  /// What is remembered.
  public AlertBook book() {
    return book;
  }

  @Override
  public void close() {
    closing = true;
    EventFeed current = feed;
    if (current != null) {
      current.close();
    }
    try {
      if (thread.getState() != Thread.State.NEW && !thread.join(Duration.ofSeconds(10))) {
        thread.interrupt();
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
