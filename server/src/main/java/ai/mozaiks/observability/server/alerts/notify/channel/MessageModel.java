// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.channel;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What templates can show of a notification; docs/notifications.md lists the names.
final class MessageModel {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final List<String> SEVERITIES = List.of("critical", "warning", "info");

  /// More are counted, not listed: nobody reads them on a phone.
  static final int MOST_LISTED = 20;

  private static final int LONGEST_SUMMARY = 300;
  private static final int LONGEST_DESCRIPTION = 1_000;
  private static final int LONGEST_WHERE = 500;

  private MessageModel() {}

  static Map<String, Object> of(Notification notification) {
    Map<String, Object> model = new HashMap<>();
    List<NoticedAlert> all = notification.alerts();
    model.put("test", notification.test());
    model.put("status", status(notification));
    model.put("severity", severity(notification.firing().isEmpty() ? all : notification.firing()));
    model.put("what", what(all));
    model.put("where", where(all.size() == 1 ? all.getFirst().labels() : notification.labels()));
    model.put("digest", notification.groups() > 1);
    model.put("groups", notification.groups());
    model.put("count", all.size());
    model.put("link", Links.of(notification));
    model.put("time", TIME.format(notification.at()));
    int room = MOST_LISTED;
    room -= list(model, "firing", notification.firing(), room, each -> firing(notification, each));
    room -=
        list(model, "resolved", notification.resolved(), room, each -> over(notification, each, 1));
    list(
        model,
        "missed",
        notification.missed(),
        room,
        each -> over(notification, each.alert(), each.times()));
    model.put("more", Math.max(0, all.size() - MOST_LISTED));
    model.put("has_more", all.size() > MOST_LISTED);
    return model;
  }

  private interface Shown<T> {
    Map<String, Object> of(T each);
  }

  private static <T> int list(
      Map<String, Object> model, String name, List<T> alerts, int room, Shown<T> shown) {
    List<Map<String, Object>> list = new ArrayList<>();
    alerts.stream().limit(Math.max(0, room)).forEach(each -> list.add(shown.of(each)));
    model.put(name, list);
    model.put(name + "_count", alerts.size());
    return list.size();
  }

  private static String status(Notification notification) {
    if (notification.test()) {
      return "test";
    }
    if (notification.isFiring()) {
      return severity(
          notification.firing().isEmpty() ? notification.alerts() : notification.firing());
    }
    return notification.resolved().isEmpty() ? "over" : "resolved";
  }

  /// The worst of them.
  static String severity(List<NoticedAlert> alerts) {
    for (String severity : SEVERITIES) {
      if (alerts.stream().anyMatch(each -> each.severity().equals(severity))) {
        return severity;
      }
    }
    return "warning";
  }

  private static String what(List<NoticedAlert> all) {
    List<String> names = all.stream().map(NoticedAlert::name).distinct().toList();
    String shown = names.size() <= 3 ? String.join(", ", names) : names.size() + " alerts";
    return all.size() == names.size() ? shown : shown + " (" + all.size() + ")";
  }

  /// Where something is, by its labels.
  static String where(SortedMap<String, String> labels) {
    return labels.entrySet().stream()
        .filter(each -> !each.getKey().equals("alertname") && !each.getKey().equals("severity"))
        .filter(each -> !each.getValue().isEmpty())
        .map(each -> each.getKey().replace('_', ' ') + " " + each.getValue())
        .collect(Collectors.joining(", "));
  }

  private static Map<String, Object> firing(Notification notification, NoticedAlert alert) {
    Map<String, Object> model = common(notification.link(), alert);
    model.put("lasts", lasts(Duration.between(alert.startsAt(), notification.at())));
    return model;
  }

  private static Map<String, Object> over(
      Notification notification, NoticedAlert alert, int times) {
    Map<String, Object> model = common(notification.link(), alert);
    Instant end = alert.endsAt() == null ? notification.at() : alert.endsAt();
    model.put("until", TIME.format(end));
    model.put("lasts", lasts(Duration.between(alert.startsAt(), end)));
    model.put("times", times);
    model.put("several", times > 1);
    return model;
  }

  private static Map<String, Object> common(URI link, NoticedAlert alert) {
    Map<String, Object> model = new HashMap<>();
    model.put("name", alert.name());
    model.put("severity", alert.severity());
    model.put("where", Cut.to(where(alert.labels()), LONGEST_WHERE));
    model.put("summary", Cut.to(summary(alert), LONGEST_SUMMARY));
    model.put(
        "description",
        Cut.to(alert.annotations().getOrDefault("description", ""), LONGEST_DESCRIPTION));
    model.put("labels", alert.labels());
    model.put("annotations", alert.annotations());
    model.put("since", TIME.format(alert.startsAt()));
    model.put("link", Links.of(link, alert));
    @Nullable String chat = alert.labels().get("chat_id");
    if (chat != null) {
      model.put("chat_link", Links.ofChat(link, chat));
    }
    return model;
  }

  private static String summary(NoticedAlert alert) {
    String summary = alert.annotations().getOrDefault("summary", "");
    return summary.isEmpty() ? alert.name() : summary;
  }

  /// `3 d 4 h`, `2 h 5 min`, `4 min`, `30 s`.
  static String lasts(Duration duration) {
    Duration shown = duration.isNegative() ? Duration.ZERO : duration;
    if (shown.toDays() > 0) {
      return shown.toDays() + " d " + shown.toHoursPart() + " h";
    }
    if (shown.toHours() > 0) {
      return shown.toHours() + " h " + shown.toMinutesPart() + " min";
    }
    return shown.toMinutes() > 0 ? shown.toMinutes() + " min" : shown.toSeconds() + " s";
  }
}
