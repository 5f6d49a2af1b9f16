// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify;

import ai.mozaiks.observability.server.alerts.book.AlertDatabase;
import ai.mozaiks.observability.server.alerts.engine.Fingerprint;
import ai.mozaiks.observability.server.alerts.notify.Delivery.Kind;
import ai.mozaiks.observability.server.alerts.notify.Delivery.Status;
import ai.mozaiks.observability.server.alerts.notify.channel.Channel;
import ai.mozaiks.observability.server.alerts.notify.channel.ChannelFailure;
import ai.mozaiks.observability.server.alerts.notify.channel.NoticedAlert;
import ai.mozaiks.observability.server.alerts.notify.channel.Notification;
import ai.mozaiks.observability.server.alerts.notify.channel.Notification.Missed;
import ai.mozaiks.observability.server.alerts.notify.muting.Muting;
import ai.mozaiks.observability.server.config.ChannelConfig;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Tells one channel what waits for it. A channel that nothing gets through to is tried with one
/// message at a time; what waits for many groups then comes in one message where that is possible.
/// [#deliver] is for one thread at a time, the rest for any.
final class Courier {
  private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// More groups that are due together come in one message.
  static final int MOST_MESSAGES = 10;

  private static final int MOST_GROUPS = 500;
  private static final Duration IDLE = Duration.ofHours(1);
  private static final String TEST_ALERT = "MozaiksTest";

  private final ChannelConfig config;
  private final Channel channel;
  private final AlertDatabase database;
  private final NotificationQueue queue;
  private final DeliveryLog log;
  private final RetryPause pause;
  private final Supplier<Muting> muting;
  private final Supplier<URI> link;
  private volatile ChannelHealth health;

  Courier(
      ChannelConfig config,
      Channel channel,
      AlertDatabase database,
      NotificationQueue queue,
      DeliveryLog log,
      RetryPause pause,
      Supplier<Muting> muting,
      Supplier<URI> link) {
    this.config = config;
    this.channel = channel;
    this.database = database;
    this.queue = queue;
    this.log = log;
    this.pause = pause;
    this.muting = muting;
    this.link = link;
    this.health = ChannelHealth.read(database, config.name());
  }

  ChannelConfig config() {
    return config;
  }

  Channel channel() {
    return channel;
  }

  ChannelHealth health() {
    return health;
  }

  /// Tells what is due.
  ///
  /// @return when to look again, if nothing new comes before
  Instant deliver(Instant now) throws InterruptedException {
    Instant retryAt = health.retryAt();
    if (retryAt != null && now.isBefore(retryAt)) {
      return retryAt;
    }
    List<Plan> plans = new ArrayList<>();
    for (WaitingGroup group : queue.due(config.name(), now, MOST_GROUPS)) {
      Plan plan = Plan.of(group, muting.get(), config.sendResolved(), now);
      if (plan.isDue()) {
        plans.add(plan);
      } else if (queue.passOver(plan, now)) {
        log.withdraw(config.name(), group.key(), now);
      }
    }
    if (channel.takesDigests() && plans.size() > MOST_MESSAGES) {
      deliver(plans, now);
    } else {
      for (Plan plan : plans) {
        if (!deliver(List.of(plan), now)) {
          break;
        }
      }
    }
    Instant paused = health.retryAt();
    return paused != null && paused.isAfter(now)
        ? paused
        : queue.next(config.name()).orElse(now.plus(IDLE));
  }

  /// @return whether more can be tried
  private boolean deliver(List<Plan> plans, Instant now) throws InterruptedException {
    Notification draft = notification(plans, 0, now);
    boolean logged = isLogged(plans);
    List<String> keys = plans.stream().map(plan -> plan.group().key()).toList();
    long id =
        logged ? log.begin(config.name(), Kind.ALERT, keys, title(draft), alerts(draft), now) : 0;
    try {
      channel.send(notification(plans, id, now));
    } catch (ChannelFailure e) {
      failed(plans, e, id, now);
      return e.isOfMessage();
    }
    queue.told(plans, now);
    if (logged) {
      log.end(id, Status.DELIVERED, null, now);
    }
    delivered(now);
    return true;
  }

  /// That what fires still fires is sent to an Alertmanager each minute, and is no news to anybody.
  private boolean isLogged(List<Plan> plans) {
    return config.target().resend() == null || plans.stream().anyMatch(Plan::isNews);
  }

  private void failed(List<Plan> plans, ChannelFailure failure, long id, Instant now) {
    if (id != 0) {
      log.end(id, Status.UNDER_WAY, failure.reason(), now);
    }
    if (failure.isOfMessage()) {
      int attempts = plans.stream().mapToInt(plan -> plan.group().attempts()).max().orElse(0);
      queue.failed(plans, now.plus(pause.after(attempts, failure.retryAfter())));
      LOG.warn("Notifications to {}: one is refused, {}", config.name(), failure.reason());
      return;
    }
    queue.failed(plans, null);
    failedChannel(failure, now);
  }

  private synchronized void failedChannel(ChannelFailure failure, Instant now) {
    if (!failure.reason().equals(health.error())) {
      LOG.warn("Notifications to {}: {}", config.name(), failure.reason());
    }
    Instant next = now.plus(pause.after(health.attempts(), failure.retryAfter()));
    health = health.failed(now, next, failure.reason());
    health.write(database, config.name());
  }

  private synchronized void delivered(Instant now) {
    if (health.failingSince() != null) {
      LOG.info("Notifications to {}: get through again", config.name());
    }
    health = health.delivered(now);
    health.write(database, config.name());
  }

  private Notification notification(List<Plan> plans, long id, Instant now) {
    List<NoticedAlert> firing = new ArrayList<>();
    List<NoticedAlert> resolved = new ArrayList<>();
    List<Missed> missed = new ArrayList<>();
    int held = 0;
    for (Plan plan : plans) {
      firing.addAll(plan.firing());
      resolved.addAll(plan.resolved(config.sendResolved()));
      missed.addAll(plan.missed(config.sendResolved()));
      held += plan.held();
    }
    WaitingGroup first = plans.getFirst().group();
    boolean one = plans.size() == 1;
    return new Notification(
        id,
        one ? first.key() : "several groups",
        one ? first.labels() : new TreeMap<>(),
        plans.size(),
        firing,
        resolved,
        missed,
        held,
        false,
        now,
        link.get());
  }

  private static String title(Notification notification) {
    return "%s: %d firing, %d resolved, %d missed"
        .formatted(
            notification.groups() == 1
                ? notification.alerts().getFirst().name()
                : notification.groups() + " groups",
            notification.firing().size(),
            notification.resolved().size(),
            notification.missed().size());
  }

  private static String alerts(Notification notification) {
    ArrayNode list = JSON.createArrayNode();
    notification.firing().forEach(each -> put(list, each, "firing"));
    notification.resolved().forEach(each -> put(list, each, "resolved"));
    notification
        .missed()
        .forEach(each -> put(list, each.alert(), "missed").put("times", each.times()));
    return JSON.writeValueAsString(list);
  }

  private static ObjectNode put(ArrayNode list, NoticedAlert alert, String status) {
    ObjectNode node = list.addObject();
    node.put("fingerprint", alert.fingerprint());
    node.put("alertname", alert.name());
    node.put("status", status);
    node.put("starts_at", alert.startsAt().toString());
    node.put("ends_at", alert.endsAt() == null ? null : alert.endsAt().toString());
    return node;
  }

  /// Sends a marked test, past the queue and whatever holds notifications back.
  ///
  /// @return what became of it
  Delivery test(Instant now) throws InterruptedException {
    SortedMap<String, String> labels = new TreeMap<>();
    labels.put("alertname", TEST_ALERT);
    labels.put("severity", "info");
    labels.put("test", "true");
    SortedMap<String, String> annotations = new TreeMap<>();
    annotations.put("summary", "Test of the delivery to " + config.name());
    annotations.put("description", "sent by hand, nothing is wrong");
    NoticedAlert alert = new NoticedAlert(Fingerprint.of(labels), labels, annotations, now, null);
    SortedMap<String, String> common = new TreeMap<>();
    common.put("alertname", TEST_ALERT);
    long id = log.begin(config.name(), Kind.TEST, List.of("test"), "test", "[]", now);
    Notification notification =
        new Notification(
            id,
            "test " + config.name(),
            common,
            1,
            List.of(alert),
            List.of(),
            List.of(),
            0,
            true,
            now,
            link.get());
    try {
      channel.send(notification);
      log.end(id, Status.DELIVERED, null, now);
      gotThrough();
    } catch (ChannelFailure e) {
      log.end(id, Status.FAILED, e.reason(), now);
    }
    return log.lastTest(config.name()).orElseThrow();
  }

  /// Whatever waits need not wait any longer.
  private synchronized void gotThrough() {
    health = health.atOnce();
  }
}
