// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import ai.mozaiks.observability.recorder.ChatTimeouts;
import ai.mozaiks.observability.server.alerts.AlertService;
import ai.mozaiks.observability.server.alerts.engine.Surroundings;
import ai.mozaiks.observability.server.alerts.notify.Notifications;
import ai.mozaiks.observability.server.answers.ChatsView;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.flags.ChatFlags;
import ai.mozaiks.observability.server.fold.FoldThread;
import ai.mozaiks.observability.server.http.Router;
import ai.mozaiks.observability.server.metrics.AgentSeries;
import ai.mozaiks.observability.server.metrics.AlertSeries;
import ai.mozaiks.observability.server.metrics.ChatGauges;
import ai.mozaiks.observability.server.metrics.FigureSeries;
import ai.mozaiks.observability.server.metrics.LabelCap;
import ai.mozaiks.observability.server.metrics.NotificationSeries;
import ai.mozaiks.observability.server.metrics.OwnLogSeries;
import ai.mozaiks.observability.server.metrics.RescanSeries;
import ai.mozaiks.observability.server.metrics.ScrapeHandler;
import ai.mozaiks.observability.server.metrics.Scrapers;
import ai.mozaiks.observability.server.metrics.ServerSeries;
import ai.mozaiks.observability.server.metrics.ShippingSeries;
import ai.mozaiks.observability.server.metrics.SloSeries;
import ai.mozaiks.observability.server.metrics.SourceSeries;
import ai.mozaiks.observability.server.metrics.StoreProgress;
import ai.mozaiks.observability.server.metrics.UptimeSeries;
import ai.mozaiks.observability.server.ownlog.OwnLog;
import ai.mozaiks.observability.server.rescan.Rescan;
import ai.mozaiks.observability.server.shipping.Shipping;
import ai.mozaiks.observability.server.uptime.UptimeChecks;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.InstantSource;

/// What Prometheus scrapes.
final class Scraping {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final FoldThread fold;
  private final InstantSource clock;
  private final Scrapers scrapers;
  private final LabelCap labelCap;

  /// @param maxLabelValues how many values of a label are kept apart; count
  Scraping(FoldThread fold, InstantSource clock, int maxLabelValues) {
    this.fold = fold;
    this.clock = clock;
    this.scrapers = new Scrapers(clock);
    this.labelCap = new LabelCap(fold.totals().series(), maxLabelValues);
  }

  /// The chats as they are now.
  void addChats(ChatsView chats, ChatTimeouts timeouts, ChatFlags flags) {
    registry.register(
        new ChatGauges(fold.chats()::all, chats::trackedChats, timeouts, flags, clock, labelCap));
  }

  /// How the server is doing.
  void addServer(OpenStore store, Balance balance, Screening screening, WaysIn in) {
    registry.register(
        new ServerSeries(
            balance,
            store.journal(),
            store.gaps(),
            store.storage(),
            fold,
            new StoreProgress(System::nanoTime),
            screening::secretsByRule,
            screening::cutsByKind,
            screening.contentCounts(),
            in.intake()::flagCounts));
    JvmMetrics.builder().register(registry);
    registry.register(new SourceSeries(in.sources()));
  }

  /// How many lines of the server's own log are stored.
  void addOwnLog(OwnLog ownLog) {
    registry.register(new OwnLogSeries(ownLog));
  }

  /// How the destinations of log records are doing.
  void addShipping(Shipping shipping) {
    registry.register(new ShippingSeries(shipping));
  }

  /// The alerts.
  void addAlerts(AlertService alerts, Notifications notifications) {
    registry.register(new AlertSeries(alerts));
    registry.register(new SloSeries(alerts.slos()));
    registry.register(new NotificationSeries(notifications));
  }

  /// How the checked addresses are.
  void addUptime(UptimeChecks checks) {
    registry.register(new UptimeSeries(checks));
  }

  /// How scans of stored data are doing.
  void addRescan(Rescan rescan) {
    registry.register(new RescanSeries(rescan));
  }

  /// What alert rules look at besides events.
  void addFigures(Surroundings surroundings) {
    registry.register(new FigureSeries(surroundings));
  }

  /// What was counted since ever. Not before that is known: what was shown before a restart must
  /// not begin at 0 again.
  void addLastingSeries() {
    registry.register(new AgentSeries(fold.totals(), labelCap, scrapers, clock));
  }

  void addTo(Router.Builder routes) {
    routes.get("/metrics/prometheus", new ScrapeHandler(registry, scrapers));
  }
}
