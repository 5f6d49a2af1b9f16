// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.report;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.redaction.Redactor;
import ai.mozaiks.observability.server.alerts.SampleEvents;
import ai.mozaiks.observability.server.alerts.book.AlertBook;
import ai.mozaiks.observability.server.alerts.book.AlertDatabase;
import ai.mozaiks.observability.server.alerts.engine.Alert;
import ai.mozaiks.observability.server.alerts.engine.AlertChange;
import ai.mozaiks.observability.server.alerts.notify.Notifications;
import ai.mozaiks.observability.server.alerts.notify.TestAlerts;
import ai.mozaiks.observability.server.alerts.rules.Severity;
import ai.mozaiks.observability.server.alerts.slo.SloBoard;
import ai.mozaiks.observability.server.config.NotificationConfig;
import ai.mozaiks.observability.storage.InMemoryStorage;
import ai.mozaiks.observability.storage.PartChange;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.StorageBatch;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A store with two weeks to be reviewed, and what else a review looks at.
final class ReviewedWeeks implements AutoCloseable {
  static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  static final URI LINK = URI.create("https://mozaiks.example");

  /// The Monday after the second one, at seven.
  static final Instant MONDAY = Instant.parse("2026-03-09T06:00:00Z");

  final InMemoryStorage storage = new InMemoryStorage();
  final AlertDatabase database;
  final AlertBook book;
  final SloBoard slos = new SloBoard();
  final Notifications notifications;
  private final List<ChatEvent> events = new ArrayList<>();
  private Instant now = MONDAY;

  ReviewedWeeks(NotificationConfig config, AlertDatabase database) {
    this.database = database;
    this.book = new AlertBook(database);
    this.notifications =
        new Notifications(
            config, () -> LINK, database, Redactor.standard(), () -> now, new SplittableRandom(1));
  }

  void setTime(Instant time) {
    now = time;
  }

  static Week week10() {
    return Week.named("2026-W10", BERLIN).orElseThrow();
  }

  WeeklyReports reports() {
    return new WeeklyReports(
        storage.reader(), book, notifications, slos, Duration.ofDays(90), () -> LINK);
  }

  /// Calls of models and turns of agents in both weeks, one of them with a name that is markup.
  ReviewedWeeks fill() {
    SampleEvents shop = new SampleEvents("shop", "order");
    SampleEvents desk = new SampleEvents("desk", "answer");
    Instant first = Instant.parse("2026-02-23T09:00:00Z");
    Instant second = Instant.parse("2026-03-02T09:00:00Z");
    for (int day = 0; day < 7; day++) {
      Instant before = first.plus(Duration.ofDays(day));
      Instant at = second.plus(Duration.ofDays(day));
      add(shop.call(before, "gpt-4o", "1.25"), shop.call(at, "gpt-4o", "2.50"));
      add(desk.call(before, "gpt-4o-mini", "0.000123"), desk.call(at, "gpt-5", "0.75"));
      turns(shop, before, "planner", 20, Duration.ofMillis(1_500), 1);
      turns(shop, at, "planner", 22, Duration.ofMillis(2_400), day == 4 ? 9 : 1);
      turns(desk, before, "<b>writer</b>", 10, Duration.ofSeconds(4), 0);
      turns(desk, at, "<b>writer</b>", 8, Duration.ofSeconds(3), 0);
    }
    add(shop.call(second, "house-model", null));
    return this;
  }

  void turns(SampleEvents of, Instant from, String agent, int count, Duration took, int failed) {
    for (int i = 0; i < count; i++) {
      Duration own = took.plusMillis(10L * i);
      add(of.turn(from.plusSeconds(60L * i).plus(own), agent, own, i < failed));
    }
  }

  void add(ChatEvent... more) {
    events.addAll(List.of(more));
  }

  /// Has the store know all events.
  ReviewedWeeks written() {
    ChatKey chat = new ChatKey("shop", "chat");
    storage.write(
        new StorageBatch(
            1,
            Instant.EPOCH,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(
                new PartChange(
                    PartId.ofDirectEvents(chat), true, events.size(), 1, 2, List.of(), events)),
            List.of(),
            Map.of(),
            List.of(),
            List.of(),
            Instant.MAX,
            Instant.MAX));
    return this;
  }

  /// An alert that fired, and is over if it has an end.
  void fired(String rule, Severity severity, Instant since, @Nullable Instant until, String app) {
    Alert began = TestAlerts.alert(rule, severity, since, null, Map.of(), "app", app);
    List<AlertChange> changes = new ArrayList<>();
    changes.add(new AlertChange(since, null, began));
    if (until != null) {
      Alert over = TestAlerts.alert(rule, severity, since, until, Map.of(), "app", app);
      changes.add(new AlertChange(until, began, over));
    }
    database.in(connection -> {
      book.record(connection, changes);
      return true;
    });
  }

  @Override
  public void close() {
    notifications.close();
    database.close();
    storage.close();
  }
}
