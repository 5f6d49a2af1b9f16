// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.channel;

import ai.mozaiks.observability.recorder.redaction.Redactor;
import ai.mozaiks.observability.server.alerts.notify.TestAlerts;
import ai.mozaiks.observability.server.alerts.rules.Severity;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Notifications for the tests of channels.
final class NotificationSamples {
  static final Instant NOW = Instant.parse("2026-03-01T12:30:00Z");
  static final Instant SINCE = NOW.minus(Duration.ofMinutes(25));
  static final URI LINK = URI.create("https://mozaiks.example");

  private NotificationSamples() {}

  static NoticedAlert alert(
      String name,
      Severity severity,
      boolean over,
      Map<String, String> annotations,
      String... labels) {
    return NoticedAlert.of(
        TestAlerts.alert(
            name, severity, SINCE, over ? NOW.minusSeconds(300) : null, annotations, labels),
        Redactor.standard());
  }

  static Map<String, String> texts(String summary, String description) {
    return Map.of("summary", summary, "description", description);
  }

  static NoticedAlert slow(boolean over) {
    return alert(
        "SlowTurns",
        Severity.CRITICAL,
        over,
        texts("Turns of planner are slow", "p95 12.4 s, above 10 s"),
        "app",
        "shop",
        "workflow",
        "order",
        "chat_id",
        "chat 1/2");
  }

  private static SortedMap<String, String> group() {
    return new TreeMap<>(Map.of("alertname", "SlowTurns", "app", "shop", "workflow", "order"));
  }

  static Notification of(
      List<NoticedAlert> firing, List<NoticedAlert> resolved, List<Notification.Missed> missed) {
    return new Notification(
        17, "{}:{app=\"shop\"}", group(), 1, firing, resolved, missed, 0, false, NOW, LINK);
  }

  static Notification firing() {
    return of(List.of(slow(false)), List.of(), List.of());
  }

  static Notification resolved() {
    return of(List.of(), List.of(slow(true)), List.of());
  }

  static Notification missed() {
    return of(List.of(), List.of(), List.of(new Notification.Missed(slow(true), 3)));
  }

  /// Everything at once, in numbers and lengths beyond all limits, with characters that mean
  /// something somewhere.
  static Notification huge() {
    List<NoticedAlert> firing = new ArrayList<>();
    List<NoticedAlert> resolved = new ArrayList<>();
    String text = "a<b> & *c* _d_ [e](f) \"g\" \\ \u00e9\ud83d\ude00 {{x}} | ";
    for (int i = 0; i < 400; i++) {
      firing.add(
          alert(
              "Alert" + i,
              Severity.WARNING,
              false,
              texts(text + i, text.repeat(80)),
              "app",
              "app" + "x".repeat(300) + i));
      resolved.add(alert("Over" + i, Severity.INFO, true, texts(text, text), "app", "b"));
    }
    SortedMap<String, String> labels = new TreeMap<>(Map.of("app", "y".repeat(2_000)));
    return new Notification(
        18,
        "k".repeat(3_000),
        labels,
        400,
        firing,
        resolved,
        List.of(new Notification.Missed(slow(true), 2)),
        0,
        false,
        NOW,
        LINK);
  }

  static Notification test() {
    return new Notification(
        19, "test", group(), 1, List.of(slow(false)), List.of(), List.of(), 0, true, NOW, LINK);
  }

  static List<Notification> all() {
    return List.of(firing(), resolved(), missed(), huge(), test());
  }
}
