// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify;

import ai.mozaiks.observability.recorder.redaction.Redactor;
import ai.mozaiks.observability.server.alerts.book.AlertDatabase;
import ai.mozaiks.observability.server.alerts.engine.Alert;
import ai.mozaiks.observability.server.alerts.notify.channel.NoticedAlert;
import ai.mozaiks.observability.server.alerts.notify.channel.Notification;
import ai.mozaiks.observability.server.alerts.rules.Severity;
import ai.mozaiks.observability.server.config.ChannelConfig;
import ai.mozaiks.observability.server.config.NotificationConfig;
import ai.mozaiks.observability.server.config.NotificationConfig.Inhibition;
import ai.mozaiks.observability.server.config.NotificationConfig.Maintenance;
import ai.mozaiks.observability.server.config.NotificationConfig.Pace;
import ai.mozaiks.observability.server.config.NotificationConfig.Route;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/// Notifications with channels that remember, driven by the test's time.
final class NotificationRig implements AutoCloseable {
  static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final URI LINK = URI.create("https://mozaiks.example");

  final TestAlerts alerts = new TestAlerts();
  final AlertDatabase database;
  final Notifications notifications;
  private final Map<String, RecordingChannel> channels = new LinkedHashMap<>();
  private Instant now = START;
  private Instant next = START;

  NotificationRig(NotificationConfig config) {
    this(config, AlertDatabase.inMemory());
  }

  NotificationRig(NotificationConfig config, AlertDatabase database) {
    this.database = database;
    config
        .channels()
        .forEach(each ->
            channels.put(
                each.name(),
                new RecordingChannel(!(each.target() instanceof ChannelConfig.PagerDuty))));
    Function<ChannelConfig, RecordingChannel> byName =
        each -> channels.getOrDefault(each.name(), new RecordingChannel(true));
    notifications =
        new Notifications(
            config,
            () -> LINK,
            database,
            Redactor.standard(),
            () -> now,
            new SplittableRandom(1),
            byName::apply);
  }

  static ChannelConfig channel(String name, ChannelConfig.Target target) {
    return new ChannelConfig(name, true, ChannelConfig.Templates.BUILT_IN, target);
  }

  static ChannelConfig webhook(String name) {
    return channel(
        name,
        new ChannelConfig.Webhook(
            new ChannelConfig.Address.Open(URI.create("http://localhost:1")), null, null, null));
  }

  static NotificationConfig config(
      List<ChannelConfig> channels,
      List<Route> routes,
      List<Maintenance> maintenance,
      List<Inhibition> inhibitions) {
    return new NotificationConfig(null, channels, routes, Pace.USUAL, maintenance, inhibitions);
  }

  static NotificationConfig config(ChannelConfig... channels) {
    return config(List.of(channels), List.of(), List.of(), List.of());
  }

  Instant now() {
    return now;
  }

  RecordingChannel channel(String name) {
    RecordingChannel channel = channels.get(name);
    if (channel == null) {
      throw new IllegalArgumentException("no channel " + name);
    }
    return channel;
  }

  Alert fires(String name, String... labels) {
    return fires(name, Severity.WARNING, labels);
  }

  Alert fires(String name, Severity severity, String... labels) {
    Alert alert = alerts.fires(name, severity, now, labels);
    hand();
    return alert;
  }

  void ends(Alert alert) {
    alerts.ends(alert, now);
    hand();
  }

  /// Hands over what changed.
  void handOver() {
    database.in(connection -> {
      notifications.changed(connection, alerts.changes(), alerts.current(), now);
      return true;
    });
  }

  private void hand() {
    handOver();
    next = now;
  }

  /// Lets time pass, and tells whenever something is due.
  void pass(Duration time) {
    Instant end = now.plus(time);
    tell();
    while (next.isBefore(end)) {
      now = next.isAfter(now) ? next : now.plusMillis(1);
      tell();
    }
    now = end;
    tell();
  }

  private void tell() {
    try {
      next = notifications.deliver(now);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What a channel was told since the last call, a line each: `firing A B / resolved C`.
  List<String> told(String channel) {
    List<String> lines = new ArrayList<>();
    channel(channel).told().forEach(each -> lines.add(line(each)));
    return lines;
  }

  private static String line(Notification notification) {
    List<String> parts = new ArrayList<>();
    if (!notification.firing().isEmpty()) {
      parts.add("firing " + names(notification.firing()));
    }
    if (!notification.resolved().isEmpty()) {
      parts.add("resolved " + names(notification.resolved()));
    }
    notification
        .missed()
        .forEach(each -> parts.add("missed " + each.alert().name() + " x" + each.times()));
    if (notification.held() > 0) {
      parts.add("held " + notification.held());
    }
    return String.join(" / ", parts);
  }

  private static String names(List<NoticedAlert> alerts) {
    return String.join(
        " ",
        alerts.stream()
            .map(each -> each.name() + each.labels().getOrDefault("agent", ""))
            .sorted()
            .toList());
  }

  @Override
  public void close() {
    notifications.close();
    database.close();
  }
}
