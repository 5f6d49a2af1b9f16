// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.report;

import ai.mozaiks.observability.server.alerts.notify.Letters;
import ai.mozaiks.observability.server.alerts.notify.Notifications;
import ai.mozaiks.observability.server.alerts.notify.channel.Letter;
import ai.mozaiks.observability.server.config.AlertsConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Mails reviews: when somebody asks for it, and each Monday if that is configured, in a virtual
/// thread named `weekly-report`. Who has got the review of a week, which the log of deliveries
/// knows over restarts, is not sent it again.
public final class ReportPost implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReportPost.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);
  private static final Duration BETWEEN_TRIES = Duration.ofMinutes(15);

  /// A review that is two days late is still read; on Thursday it is not news any more.
  static final Duration LATEST = Duration.ofDays(2);

  private final WeeklyReports reports;
  private final Notifications notifications;
  private final AlertsConfig.WeeklyReview config;
  private final InstantSource clock;
  private @Nullable Thread thread;
  private Instant nextTry = Instant.MIN;

  /// Starts nothing yet.
  public ReportPost(
      WeeklyReports reports,
      Notifications notifications,
      AlertsConfig.WeeklyReview config,
      InstantSource clock) {
    this.reports = reports;
    this.notifications = notifications;
    this.config = config;
    this.clock = clock;
  }

  /// Begins to send each Monday, if that is configured.
  public void start() {
    if (!config.sent()) {
      return;
    }
    if (notifications.letters().boxes().isEmpty()) {
      LOG.warn(
          "alerts.weekly_report: true, and nobody can be sent it (expected: a channel of type email"
              + " in alerts.channels)");
      return;
    }
    thread = Thread.ofVirtual().name("weekly-report").start(this::run);
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(BETWEEN_LOOKS);
        try {
          sendDue(clock.instant());
        } catch (RuntimeException e) {
          LOG.error("The weekly review could not be made; it is tried again", e);
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("No weekly review is sent any longer");
    }
  }

  /// The week whose review is to be sent at a time: the last one, from Monday's hour on for two
  /// days.
  Optional<Week> due(Instant now) {
    Week current = Week.of(now, config.zone());
    Instant from =
        current.monday().atTime(LocalTime.of(config.hour(), 0)).atZone(config.zone()).toInstant();
    return config.sent() && !now.isBefore(from) && now.isBefore(from.plus(LATEST))
        ? Optional.of(current.before())
        : Optional.empty();
  }

  /// Sends what is due to those who do not have it.
  ///
  /// @return what became of it; empty when nothing was to be sent
  synchronized List<Letters.Posted> sendDue(Instant now) {
    Week week = due(now).orElse(null);
    if (week == null
        || now.isBefore(nextTry)
        || notifications.letters().allHave(topic(week, now))) {
      return List.of();
    }
    nextTry = now.plus(BETWEEN_TRIES);
    List<Letters.Posted> results =
        notifications.letters().post(letter(week, now), topic(week, now), false);
    for (Letters.Posted each : results) {
      if (each.error() == null) {
        LOG.info("The review of {} is sent through {}", week.name(), each.channel());
      } else {
        LOG.warn("The review of {} to {}: {}", week.name(), each.channel(), each.error());
      }
    }
    return results;
  }

  /// Sends the review of a week to all, whether they have it already or not.
  ///
  /// @return what became of it, by channel
  synchronized List<Letters.Posted> send(Week week, Instant now) {
    return notifications.letters().post(letter(week, now), topic(week, now), true);
  }

  /// Of a week that goes on, there is more to tell later.
  private static String topic(Week week, Instant now) {
    return "week " + week.name() + (now.isBefore(week.to()) ? " so far" : "");
  }

  private Letter letter(Week week, Instant now) {
    WeeklyReport report = reports.of(week, now);
    ReportRows rows = new ReportRows(report);
    return new Letter(
        topic(week, now) + " " + week.zone() + " " + report.link(),
        rows.title() + ": " + rows.headline().getFirst(),
        ReportText.of(report),
        ReportPage.of(report),
        now);
  }

  @Override
  public void close() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
      try {
        running.join(Duration.ofSeconds(10));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
