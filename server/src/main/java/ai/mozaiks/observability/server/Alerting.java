// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import ai.mozaiks.observability.recorder.ChatTimeouts;
import ai.mozaiks.observability.recorder.redaction.Redactor;
import ai.mozaiks.observability.server.alerts.AlertFeedApi;
import ai.mozaiks.observability.server.alerts.AlertService;
import ai.mozaiks.observability.server.alerts.AlertsApi;
import ai.mozaiks.observability.server.alerts.backtest.Backtest;
import ai.mozaiks.observability.server.alerts.backtest.BacktestApi;
import ai.mozaiks.observability.server.alerts.backtest.StoredHistory;
import ai.mozaiks.observability.server.alerts.book.AlertDatabase;
import ai.mozaiks.observability.server.alerts.engine.Surroundings;
import ai.mozaiks.observability.server.alerts.notify.LinkedAlerts;
import ai.mozaiks.observability.server.alerts.notify.Notifications;
import ai.mozaiks.observability.server.alerts.notify.NotificationsApi;
import ai.mozaiks.observability.server.alerts.notify.SilencesApi;
import ai.mozaiks.observability.server.alerts.report.ReportApi;
import ai.mozaiks.observability.server.alerts.report.ReportPost;
import ai.mozaiks.observability.server.alerts.report.WeeklyReports;
import ai.mozaiks.observability.server.alerts.slo.SloApi;
import ai.mozaiks.observability.server.config.ConfigurationException;
import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.config.StorageConfig;
import ai.mozaiks.observability.server.flags.ChatFlags;
import ai.mozaiks.observability.server.fold.FoldThread;
import ai.mozaiks.observability.server.http.Router;
import ai.mozaiks.observability.server.uptime.UptimeApi;
import ai.mozaiks.observability.server.uptime.UptimeChecks;
import ai.mozaiks.observability.storage.Storage;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The alerts with their database, the uptime checks, the ways to see them, and those who are told.
final class Alerting implements AutoCloseable {
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);
  private static final int MOST_BACKTEST_GROUPS = 1_000;
  private static final String FILE_NAME = "alerts.db";

  private final OpenParts parts = new OpenParts();
  private final AlertService service;
  private final AlertFeedApi feed;
  private final BacktestApi backtests;
  private final Notifications notifications;
  private final UptimeChecks uptime;
  private final WeeklyReports reports;
  private final ReportPost reportPost;
  private final ZoneId reportZone;
  private final Surroundings surroundings;
  private final InstantSource clock;
  private final Redactor redactor;

  /// Starts nothing yet.
  ///
  /// @param startStage what the server's start is doing; gives null when it is done
  /// @param surroundings what rules look at besides events, made from how long somebody could not
  ///   be told, and the checked addresses
  /// @param link where people reach this server
  /// @throws IOException if the rules have mistakes; the message lists them
  Alerting(
      ServerConfig config,
      FoldThread fold,
      Storage storage,
      Supplier<@Nullable String> startStage,
      BiFunction<DoubleSupplier, UptimeChecks, Surroundings> surroundings,
      Supplier<URI> link,
      InstantSource clock)
      throws IOException {
    this.clock = clock;
    this.redactor = config.redaction().redactor();
    AlertDatabase database = parts.opened(open(config));
    try {
      notifications =
          parts.opened(
              new Notifications(
                  config.notifications(), link, database, redactor, clock, new SplittableRandom()));
      uptime =
          parts.opened(new UptimeChecks(config.uptime(), database, new SplittableRandom(), clock));
      this.surroundings = surroundings.apply(notifications::lagSeconds, uptime);
      service =
          parts.opened(
              new AlertService(
                  config.alerts(),
                  fold,
                  storage.reader(),
                  startStage,
                  database,
                  this.surroundings,
                  clock));
      feed = new AlertFeedApi(service.book(), HEARTBEAT);
      reports =
          new WeeklyReports(
              storage.queries(),
              service.book(),
              notifications,
              service.slos(),
              config.storage().retention(),
              link);
      reportZone = config.alerts().review().zone();
      reportPost =
          parts.opened(new ReportPost(reports, notifications, config.alerts().review(), clock));
      backtests = backtests(config, storage);
    } catch (ConfigurationException e) {
      parts.close();
      throw new IOException(e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      parts.close();
      throw e;
    }
  }

  private static AlertDatabase open(ServerConfig config) {
    return switch (config.storage()) {
      case StorageConfig.Embedded _ -> AlertDatabase.open(config.data().resolve(FILE_NAME));
      case StorageConfig.Memory _ -> AlertDatabase.inMemory();
    };
  }

  private BacktestApi backtests(ServerConfig config, Storage storage) {
    ChatTimeouts timeouts = config.chats().timeouts();
    ChatFlags flags = new ChatFlags(config.chats().flags(), timeouts);
    int groups = Math.min(config.alerts().maxGroups(), MOST_BACKTEST_GROUPS);
    return new BacktestApi(
        service::rules,
        new StoredHistory(storage.queries()),
        service.book(),
        rules -> new Backtest(rules, flags, timeouts, groups),
        clock);
  }

  void addTo(Router.Builder routes) {
    AlertsApi alerts = new AlertsApi(service, notifications::mutedBy, clock);
    alerts.addTo(routes);
    feed.addTo(routes);
    backtests.addTo(routes);
    new SloApi(service.slos()).addTo(routes);
    new NotificationsApi(notifications).addTo(routes);
    new LinkedAlerts(service::alerts, service.book(), alerts::json).addTo(routes);
    new SilencesApi(
            notifications, service.book(), clock, () -> UUID.randomUUID().toString(), redactor)
        .addTo(routes);
    new UptimeApi(uptime, clock).addTo(routes);
    new ReportApi(reports, reportPost, notifications, reportZone, clock).addTo(routes);
  }

  AlertService service() {
    return service;
  }

  UptimeChecks uptime() {
    return uptime;
  }

  Notifications notifications() {
    return notifications;
  }

  /// What rules look at besides events.
  Surroundings surroundings() {
    return surroundings;
  }

  /// What sends away those who follow alerts, when closed.
  AlertFeedApi feed() {
    return feed;
  }

  /// What stops a backtest that runs, when closed.
  BacktestApi backtests() {
    return backtests;
  }

  /// Begins to evaluate and to tell, once people can follow the link; the rest of the server may
  /// still start.
  void start() {
    notifications.restore(service.book().alerts(), clock.instant());
    service.tell(notifications);
    notifications.start();
    service.start();
  }

  /// Begins to check addresses and to mail reviews, once the server has started.
  void startTheRest() {
    reportPost.start();
    uptime.start();
  }

  @Override
  public void close() {
    parts.close();
  }
}
