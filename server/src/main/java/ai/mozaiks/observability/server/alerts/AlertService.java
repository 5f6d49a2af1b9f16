// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts;

import ai.mozaiks.observability.server.alerts.book.AlertBook;
import ai.mozaiks.observability.server.alerts.book.AlertDatabase;
import ai.mozaiks.observability.server.alerts.engine.Alert;
import ai.mozaiks.observability.server.alerts.engine.AlertChange;
import ai.mozaiks.observability.server.alerts.engine.AlertEngine;
import ai.mozaiks.observability.server.alerts.engine.Surroundings;
import ai.mozaiks.observability.server.alerts.measure.Measures;
import ai.mozaiks.observability.server.alerts.rules.Rule;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Evaluates the rules every so often, in the thread named `alerts`: what the fold says goes into
/// the measures, the engine judges, the book remembers, and whoever has to be told is told.
///
/// A rule is evaluated as soon as what it looks at is known: those about this server from the
/// beginning, also while the server starts; those about chats when that is done; those about events
/// when the events of their windows are read. Until then its alerts stay as they were left.
///
/// What it shows is for any thread.
public final class AlertService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertService.class);
  private static final long WAIT_MILLIS = 200;
  private static final long SHORT_WAIT_MILLIS = 20;
  private static final Duration LOOK_AT_FILES = Duration.ofSeconds(5);
  private static final Duration FORGET = Duration.ofHours(1);

  /// So often at most rules are evaluated that have become known between two evaluations.
  private static final Duration BETWEEN = Duration.ofSeconds(1);

  private final AlertsConfig config;
  private final KnownEvents events;
  private final Supplier<@Nullable String> startStage;
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
  private volatile Status status = new Status(Map.of(), null, null, Duration.ZERO, 0, null);

  /// What could not be remembered yet.
  private final List<AlertChange> unpublished = new ArrayList<>();

  private boolean begun;
  private Instant latest = Instant.EPOCH;
  private Instant nextTick = Instant.MIN;
  private Instant lastTick = Instant.MIN;
  private Instant nextLook = Instant.MIN;
  private Instant nextForgetting = Instant.MIN;

  /// How it goes.
  ///
  /// @param waiting the rules that could not be evaluated the last time, since what they look at is
  ///   not known yet, by name; in words what they wait for
  /// @param evaluatedAt when they were last; null for never
  /// @param rulesMistake why changed rule files are not in force; null when they are
  /// @param took how long the last evaluation took
  /// @param crowdedOut how much was counted in a group for all others, for want of room
  /// @param failure why evaluations or what follows from them fail; null when they do not
  public record Status(
      Map<String, String> waiting,
      @Nullable Instant evaluatedAt,
      @Nullable String rulesMistake,
      Duration took,
      long crowdedOut,
      @Nullable String failure) {
    public Status {
      waiting = Map.copyOf(waiting);
    }

    /// Whether all rules are evaluated.
    public boolean ready() {
      return evaluatedAt != null && waiting.isEmpty();
    }

    private Status withMistake(@Nullable String mistake) {
      return new Status(waiting, evaluatedAt, mistake, took, crowdedOut, failure);
    }

    private Status withFailure(String why) {
      return new Status(waiting, evaluatedAt, rulesMistake, took, crowdedOut, why);
    }
  }

  /// Starts nothing yet.
  ///
  /// @param startStage what the server's start is doing; gives null when it is done. Until then the
  ///   fold is not asked for anything
  /// @param database stays open; closed by whoever opened it
  /// @throws ConfigurationException if the rules have mistakes
  public AlertService(
      AlertsConfig config,
      FoldThread fold,
      StorageReader store,
      Supplier<@Nullable String> startStage,
      AlertDatabase database,
      Surroundings surroundings,
      InstantSource clock)
      throws ConfigurationException {
    this.config = config;
    this.events = new KnownEvents(EventSource.of(fold, store), config.maxGroups(), clock.instant());
    this.startStage = startStage;
    this.database = database;
    this.book = new AlertBook(database);
    this.surroundings = surroundings;
    this.clock = clock;
    this.loader = new RuleLoader(config);
    this.rules = loader.load();
  }

  /// Has somebody told of alerts that changed, before [#start].
  public void tell(AlertListener listener) {
    listeners.add(listener);
  }

  /// Begins to evaluate. A start of the server that takes less than the time between two
  /// evaluations is not judged: every restart would be an alert.
  public void start() {
    if (config.enabled()) {
      Instant now = clock.instant();
      nextTick = now.plus(config.interval());
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
    status = status.withFailure(e.toString());
    nextTick = clock.instant().plus(config.interval());
  }

  private void step() throws InterruptedException {
    Instant now = clock.instant();
    if (now.isBefore(latest.minus(config.interval()))) {
      LOG.warn("Alerts: the clock was set back from {} to {}; beginning anew", latest, now);
      nextTick = now;
      nextLook = now;
      nextForgetting = now;
      lastTick = now;
      readAnew(now); // what is measured has gone ahead, and would not take in what comes
    }
    latest = now;
    if (!now.isBefore(nextLook)) {
      nextLook = now.plus(LOOK_AT_FILES);
      lookAtFiles(now);
    }
    if (startStage.get() != null) {
      Thread.sleep(WAIT_MILLIS);
    } else {
      if (!begun) {
        begun = true;
        events.begin(rules, now);
      }
      events.drain(now, events.isComplete() ? WAIT_MILLIS : SHORT_WAIT_MILLIS);
    }
    if (!now.isBefore(nextTick) || hasBecomeKnown(now)) {
      nextTick = now.plus(config.interval());
      lastTick = now;
      evaluate(now);
    }
  }

  /// Whether a rule can be evaluated that could not be the last time, or there was none.
  private boolean hasBecomeKnown(Instant now) {
    boolean first = status.evaluatedAt() == null;
    if (startStage.get() != null || (!first && now.isBefore(lastTick.plus(BETWEEN)))) {
      return false;
    }
    Set<String> waiting = status.waiting().keySet();
    return rules.rules().stream()
        .anyMatch(
            rule -> (first || waiting.contains(rule.head().name())) && waitsFor(rule, now) == null);
  }

  /// What of what a rule looks at is not known yet, in words; null when it is.
  private @Nullable String waitsFor(Rule rule, Instant now) {
    String stage = startStage.get();
    if (stage != null) {
      return isOfServer(rule) ? null : "the start of the server: " + stage;
    }
    return events.isKnown(rule, now) ? null : events.missing(rule, now);
  }

  private static boolean isOfServer(Rule rule) {
    return rule instanceof Rule.Level level && !level.figure().ofChats();
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
    status = status.withMistake(mistake);
  }

  private void use(RuleSet loaded, Instant now) {
    rules = loaded;
    List<AlertChange> changes = engine.use(loaded, now);
    readAnew(now); // first: what cannot be remembered now is tried again, what is measured is not
    publish(changes, now);
  }

  private void readAnew(Instant now) {
    if (begun) {
      events.begin(rules, now);
    }
  }

  private void evaluate(Instant now) {
    long begin = System.nanoTime();
    Measures measures = events.measures();
    measures.advance(now);
    Map<String, String> waiting = new HashMap<>();
    for (Rule rule : rules.rules()) {
      String what = waitsFor(rule, now);
      if (what != null) {
        waiting.put(rule.head().name(), what);
      }
    }
    List<AlertChange> changes =
        engine.evaluate(
            measures, surroundings, now, rule -> !waiting.containsKey(rule.head().name()));
    if (events.isComplete()) {
      slos.update(rules.slos(), measures, now); // they look back a month
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    publish(changes, now);
    if (!now.isBefore(nextForgetting)) {
      nextForgetting = now.plus(FORGET);
      measures.forgetEmpty();
      book.forget(now.minus(FORGET), now);
    }
    status = new Status(waiting, now, status.rulesMistake(), took, measures.crowdedOut(), null);
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
    try {
      if (thread.getState() != Thread.State.NEW && !thread.join(Duration.ofSeconds(10))) {
        thread.interrupt();
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    events.close();
  }
}
