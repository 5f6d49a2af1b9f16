// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify;

import ai.mozaiks.observability.recorder.redaction.Redactor;
import ai.mozaiks.observability.server.alerts.AlertListener;
import ai.mozaiks.observability.server.alerts.book.AlertDatabase;
import ai.mozaiks.observability.server.alerts.engine.Alert;
import ai.mozaiks.observability.server.alerts.engine.AlertChange;
import ai.mozaiks.observability.server.alerts.engine.AlertState;
import ai.mozaiks.observability.server.alerts.notify.channel.Channel;
import ai.mozaiks.observability.server.alerts.notify.channel.Channels;
import ai.mozaiks.observability.server.alerts.notify.channel.NoticedAlert;
import ai.mozaiks.observability.server.alerts.notify.muting.Inhibitions;
import ai.mozaiks.observability.server.alerts.notify.muting.MaintenanceWindows;
import ai.mozaiks.observability.server.alerts.notify.muting.Muting;
import ai.mozaiks.observability.server.alerts.notify.muting.Silences;
import ai.mozaiks.observability.server.config.ChannelConfig;
import ai.mozaiks.observability.server.config.NotificationConfig;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tells people of alerts: takes what changed, keeps it on disk, and has each channel served by a
/// virtual thread of its own from [#start] to [#close]. Nobody who hands something over waits for a
/// channel. Without [#start], [#deliver] does the same at any time that a caller says.
public final class Notifications implements AlertListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);
  private static final Duration LONGEST_PAUSE = Duration.ofDays(1);

  private final NotificationConfig config;
  private final Routes routes;
  private final Redactor redactor;
  private final InstantSource clock;
  private final AlertDatabase database;
  private final NotificationQueue queue;
  private final DeliveryLog log;
  private final Silences silences;
  private final MaintenanceWindows maintenance;
  private final Map<String, Courier> couriers = new LinkedHashMap<>();
  private final Letters letters;
  private final CourierThreads threads;
  private volatile Inhibitions inhibitions = new Inhibitions(List.of(), List.of());

  /// @param link where people reach this server; asked whenever something is sent
  /// @param database stays the caller's
  /// @param redactor masks secrets in what is told
  /// @param clock the time of the threads
  public Notifications(
      NotificationConfig config,
      Supplier<URI> link,
      AlertDatabase database,
      Redactor redactor,
      InstantSource clock,
      RandomGenerator random) {
    this(config, link, database, redactor, clock, random, each -> Channels.of(each, clock));
  }

  /// @param channels makes the channels
  Notifications(
      NotificationConfig config,
      Supplier<URI> link,
      AlertDatabase database,
      Redactor redactor,
      InstantSource clock,
      RandomGenerator random,
      Function<ChannelConfig, Channel> channels) {
    this.config = config;
    this.routes = new Routes(config);
    this.redactor = redactor;
    this.clock = clock;
    this.database = database;
    this.queue = new NotificationQueue(database);
    this.log = new DeliveryLog(database);
    this.silences = new Silences(database);
    this.maintenance = new MaintenanceWindows(config.maintenance());
    RetryPause pause = new RetryPause(random);
    for (ChannelConfig each : config.channels()) {
      couriers.put(
          each.name(),
          new Courier(
              each, channels.apply(each), database, queue, log, pause, () -> this::mutedBy, link));
    }
    this.letters = new Letters(couriers.values(), log, clock);
    this.threads = new CourierThreads(couriers.values(), log, clock);
  }

  /// Takes up where it was left, before the first [#changed]: what was not handed over before a
  /// crash, what fires and a new channel or route does not know yet, and what ended without being
  /// told.
  ///
  /// @param current the alerts as they are, those that were over lately included
  public void restore(Collection<Alert> current, Instant now) {
    inhibitions = inhibitions(current);
    log.endReports(now);
    int forgotten = queue.keepOnly(couriers.keySet());
    if (forgotten > 0) {
      LOG.warn(
          "Notifications: {} groups of alerts waited for channels that are not configured any more,"
              + " and are forgotten",
          forgotten);
    }
    List<News> news = new ArrayList<>();
    Set<NotificationQueue.Place> wanted = new HashSet<>();
    Map<String, Instant> ends = new HashMap<>();
    for (Alert alert : current) {
      if (alert.state() == AlertState.FIRING) {
        for (News each : news(alert, false)) {
          news.add(each);
          wanted.add(
              new NotificationQueue.Place(
                  each.to().channel(), each.to().key(), each.alert().fingerprint()));
        }
      } else if (alert.resolvedAt() != null) {
        ends.put(alert.fingerprint(), alert.resolvedAt());
      }
    }
    database.in(connection -> {
      NotificationQueue.take(connection, news, now);
      return news.size();
    });
    for (NotificationQueue.Place place : queue.firing()) {
      if (!wanted.contains(place)) {
        queue.end(place, ends.getOrDefault(place.fingerprint(), now), now);
      }
    }
    threads.ring();
  }

  /// Takes what changed: it is on disk with the alerts themselves, or not at all. For one thread.
  @Override
  public void changed(
      Connection connection, List<AlertChange> changes, List<Alert> alerts, Instant now)
      throws SQLException {
    Inhibitions before = inhibitions;
    inhibitions = inhibitions(alerts);
    List<News> news = new ArrayList<>();
    for (AlertChange change : changes) {
      Alert alert = change.after();
      if (alert != null && alert.state() != AlertState.PENDING) {
        // What ends together with what inhibited it was held back to its end.
        boolean muted =
            before.reason(alert.labels(), now).isPresent()
                || mutedBy(alert.labels(), now).isPresent();
        news.addAll(news(alert, muted));
      }
    }
    NotificationQueue.take(connection, news, now);
    if (!news.isEmpty()) {
      threads.ring(); // who wakes up waits for the end of this transaction
    }
  }

  private Inhibitions inhibitions(Collection<Alert> current) {
    return new Inhibitions(
        config.inhibitions(),
        config.inhibitions().isEmpty()
            ? List.of()
            : current.stream()
                .filter(alert -> alert.state() == AlertState.FIRING)
                .map(Alert::labels)
                .toList());
  }

  private List<News> news(Alert alert, boolean muted) {
    List<Destination> destinations = routes.of(alert.labels());
    if (destinations.isEmpty()) {
      return List.of();
    }
    NoticedAlert noticed = NoticedAlert.of(alert, redactor);
    return destinations.stream().map(each -> new News(each, noticed, muted)).toList();
  }

  /// Why nobody is told of an alert that fires, in words; empty if somebody is. Thread-safe.
  public Optional<String> mutedBy(Map<String, String> labels, Instant now) {
    for (Muting each : List.of(silences, maintenance, inhibitions)) {
      Optional<String> reason = each.reason(labels, now);
      if (reason.isPresent()) {
        return reason;
      }
    }
    return Optional.empty();
  }

  /// The silences. Thread-safe.
  public Silences silences() {
    return silences;
  }

  /// The windows of maintenance, as configured.
  List<NotificationConfig.Maintenance> maintenance() {
    return config.maintenance();
  }

  /// Tells all channels what is due at a time. Not after [#start].
  ///
  /// @return when to do so again, if nothing new comes before
  public Instant deliver(Instant now) throws InterruptedException {
    Instant next = now.plus(LONGEST_PAUSE);
    for (Courier courier : couriers.values()) {
      Instant own = courier.deliver(now);
      next = own.isBefore(next) ? own : next;
    }
    return next;
  }

  /// Begins to tell.
  public void start() {
    threads.start();
  }

  /// Sends a marked test through channels, all at the same time, and records it. Thread-safe.
  ///
  /// @param channel its name; null for all
  /// @return what became of each, in the order of the configuration; empty if there is no such
  ///   channel
  List<Delivery> test(@Nullable String channel) throws InterruptedException {
    List<Courier> chosen =
        couriers.values().stream()
            .filter(each -> channel == null || each.config().name().equals(channel))
            .toList();
    List<Delivery> results = new ArrayList<>();
    try (ExecutorService threadPerTest = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Delivery>> tests =
          chosen.stream()
              .map(each -> threadPerTest.submit(() -> each.test(clock.instant())))
              .toList();
      for (Future<Delivery> test : tests) {
        results.add(test.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a test could not be made", e.getCause());
    }
    threads.ring();
    return results;
  }

  /// For how long the channel has been unreachable that has been so for the longest time; seconds,
  /// 0 when all get through. Thread-safe.
  public double lagSeconds() {
    Instant now = clock.instant();
    return couriers.values().stream()
        .map(each -> each.health().failingSince())
        .filter(Objects::nonNull)
        .mapToDouble(since -> Math.max(0, Duration.between(since, now).toMillis() / 1e3))
        .max()
        .orElse(0);
  }

  /// How the channels are doing, in the order of the configuration. Thread-safe.
  public List<ChannelReading> read() {
    return couriers.values().stream()
        .map(courier -> {
          String name = courier.config().name();
          ChannelHealth health = courier.health();
          return new ChannelReading(
              name,
              queue.waiting(name).alerts(),
              health.deliveredAt(),
              health.failingSince(),
              log.lastTest(name)
                  .map(test ->
                      new ChannelReading.Test(
                          test.lastAt(), test.status() == Delivery.Status.DELIVERED, test.error()))
                  .orElse(null));
        })
        .toList();
  }

  /// A message about alerts, whether it got through or not.
  ///
  /// @param delivered whether whoever stands there has it
  /// @param rules of which it told
  public record Told(String channel, boolean delivered, Set<String> rules) {
    public Told {
      rules = Set.copyOf(rules);
    }
  }

  /// Who was told of alerts, or could not be, in the order of time. What went on with a later
  /// message is not among them.
  ///
  /// @param from inclusive
  /// @param to exclusive
  public List<Told> told(Instant from, Instant to) {
    List<Told> all = new ArrayList<>();
    for (Delivery each : log.ofAlerts(from, to)) {
      switch (each.status()) {
        case DELIVERED -> all.add(new Told(each.channel(), true, rulesOf(each)));
        case UNDER_WAY, WITHDRAWN, FAILED ->
            all.add(new Told(each.channel(), false, rulesOf(each)));
        case FOLDED -> {}
      }
    }
    return all;
  }

  private static Set<String> rulesOf(Delivery delivery) {
    Set<String> rules = new HashSet<>();
    for (JsonNode alert : JsonMapper.shared().readTree(delivery.alerts())) {
      rules.add(alert.path("alertname").asString(""));
    }
    return rules;
  }

  /// The letters that go through its channels.
  public Letters letters() {
    return letters;
  }

  /// Those who tell, in the order of the configuration.
  List<Courier> couriers() {
    return List.copyOf(couriers.values());
  }

  NotificationQueue queue() {
    return queue;
  }

  DeliveryLog log() {
    return log;
  }

  /// Stops telling. What was not delivered waits on disk for the next start.
  @Override
  public void close() {
    threads.close();
    couriers.values().forEach(each -> each.channel().close());
  }
}
