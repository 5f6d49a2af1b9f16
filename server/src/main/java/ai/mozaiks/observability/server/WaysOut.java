// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import ai.mozaiks.observability.dashboard.DashboardFiles;
import ai.mozaiks.observability.recorder.ChatTimeouts;
import ai.mozaiks.observability.server.about.AboutApi;
import ai.mozaiks.observability.server.alerts.AlertService;
import ai.mozaiks.observability.server.alerts.engine.Surroundings;
import ai.mozaiks.observability.server.alerts.notify.Notifications;
import ai.mozaiks.observability.server.answers.ChatSearchApi;
import ai.mozaiks.observability.server.answers.ChatsView;
import ai.mozaiks.observability.server.answers.HealthApi;
import ai.mozaiks.observability.server.answers.LiveApi;
import ai.mozaiks.observability.server.answers.PerformanceApi;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.checklist.Checklist;
import ai.mozaiks.observability.server.checklist.ChecklistApi;
import ai.mozaiks.observability.server.checklist.StoreGrowth;
import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.config.StorageConfig;
import ai.mozaiks.observability.server.deletions.DeletionApi;
import ai.mozaiks.observability.server.deletions.RetentionApi;
import ai.mozaiks.observability.server.deletions.RetentionRules;
import ai.mozaiks.observability.server.explain.ExplainApi;
import ai.mozaiks.observability.server.explain.StoredTraces;
import ai.mozaiks.observability.server.flags.ChatFlags;
import ai.mozaiks.observability.server.fold.DeletedByAge;
import ai.mozaiks.observability.server.fold.FoldThread;
import ai.mozaiks.observability.server.http.Router;
import ai.mozaiks.observability.server.live.Happenings;
import ai.mozaiks.observability.server.normalise.trace.TraceDerivation;
import ai.mozaiks.observability.server.openapi.ApiDescriptionRoutes;
import ai.mozaiks.observability.server.otlp.OtlpRequests;
import ai.mozaiks.observability.server.otlp.OtlpSignal;
import ai.mozaiks.observability.server.ownlog.OwnLog;
import ai.mozaiks.observability.server.pages.DashboardApi;
import ai.mozaiks.observability.server.query.ArchiveApi;
import ai.mozaiks.observability.server.query.ContentApi;
import ai.mozaiks.observability.server.query.CostSumsApi;
import ai.mozaiks.observability.server.query.LogTailApi;
import ai.mozaiks.observability.server.query.LogsApi;
import ai.mozaiks.observability.server.query.MetricsApi;
import ai.mozaiks.observability.server.query.PricesApi;
import ai.mozaiks.observability.server.query.QueryApi;
import ai.mozaiks.observability.server.query.chat.ChatDetailApi;
import ai.mozaiks.observability.server.rescan.Rescan;
import ai.mozaiks.observability.server.rescan.RescanApi;
import ai.mozaiks.observability.server.shipping.Shipping;
import ai.mozaiks.observability.server.shipping.ShippingApi;
import ai.mozaiks.observability.server.sources.SourcesApi;
import ai.mozaiks.observability.server.tail.LogTail;
import ai.mozaiks.observability.server.uptime.UptimeChecks;
import ai.mozaiks.observability.storage.StorageReader;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// All ways out: health, the guide's JSON, the query API, explanations, Prometheus. Holds nothing
/// that is open.
final class WaysOut {
  private static final int TAIL_RECORDS = 10_000;
  private static final long TAIL_CHARS = 16 << 20;
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private final ServerConfig config;
  private final OpenStore store;
  private final Balance balance;
  private final Counting counting;
  private final Screening screening;
  private final WaysIn in;
  private final Shipping shipping;
  private final Rescan rescan;
  private final InstantSource clock;
  private final ChatsView chats;
  private final ServerReadiness readiness;
  private final HealthApi health;
  private final Scraping scraping;
  private final Supplier<DeletedByAge> deletedByAge;
  private final LogTail tail = new LogTail(TAIL_RECORDS, TAIL_CHARS);
  private final Happenings happenings;

  WaysOut(
      ServerConfig config,
      OpenStore store,
      FoldThread fold,
      Balance balance,
      Counting counting,
      Screening screening,
      WaysIn in,
      Shipping shipping,
      Rescan rescan,
      InstantSource clock) {
    this.config = config;
    this.store = store;
    this.balance = balance;
    this.counting = counting;
    this.screening = screening;
    this.in = in;
    this.shipping = shipping;
    this.rescan = rescan;
    this.clock = clock;
    this.happenings = new Happenings(clock);
    fold.watchEvents(happenings);
    fold.tellStoredLogsTo(tail::publish);
    fold.tellDeletedLogsTo(tail::forget);
    this.deletedByAge = fold::deleted;
    ChatTimeouts timeouts = config.chats().timeouts();
    ChatFlags flags = new ChatFlags(config.chats().flags(), timeouts);
    this.chats =
        new ChatsView(fold.chats(), fold.totals(), store.storage(), timeouts, flags, clock);
    this.readiness =
        new ServerReadiness(in.intake()::startStage, store.journal(), fold, store.storage());
    this.health = new HealthApi(chats, readiness, clock, this::warnings);
    this.scraping = new Scraping(fold, clock, config.limits().maxLabelValues());
    scraping.addChats(chats, timeouts, flags);
    scraping.addServer(store, balance, screening, in);
    scraping.addShipping(shipping);
    scraping.addRescan(rescan);
  }

  /// What alert rules look at besides events.
  ///
  /// @param pendingBytes what is accepted and not stored yet
  /// @param data where the data is; null for a store that keeps nothing on disk
  /// @param notificationLag for how long somebody could not be told; seconds
  /// @param uptime the checked addresses
  Surroundings surroundings(
      LongSupplier pendingBytes,
      DoubleSupplier notificationLag,
      UptimeChecks uptime,
      @Nullable Path data) {
    Surroundings surroundings =
        new AlertSurroundings(
            chats,
            readiness,
            store,
            pendingBytes::getAsLong,
            shipping,
            notificationLag,
            uptime,
            data,
            clock);
    scraping.addFigures(surroundings);
    scraping.addUptime(uptime);
    return surroundings;
  }

  /// The checklist, with what it looks at.
  ///
  /// @param self where this server answers on this machine
  /// @param surroundings what alert rules look at besides events
  /// @param pendingBytes what is accepted and not stored yet
  /// @param data where the data is; null for a store that keeps nothing on disk
  ChecklistApi checklist(
      Supplier<URI> self,
      Surroundings surroundings,
      LongSupplier pendingBytes,
      AlertService alerts,
      Notifications notifications,
      UptimeChecks uptime,
      StoreGrowth growth,
      @Nullable Path data) {
    return new ChecklistApi(
        Checklist.of(
            new ServerFacts(
                config,
                self,
                store,
                chats,
                readiness,
                surroundings,
                pendingBytes,
                balance,
                in.intake()::flagCounts,
                deletedByAge,
                in.sources()::read,
                shipping::read,
                alerts,
                notifications::read,
                uptime::read,
                growth,
                data,
                clock),
            screening::masked,
            clock));
  }

  /// Has the alerts scraped, too.
  void addAlerts(AlertService alerts, Notifications notifications) {
    scraping.addAlerts(alerts, notifications);
  }

  /// What is answered from the beginning.
  void addProbesTo(Router.Builder routes) {
    health.addProbesTo(routes);
    new DashboardApi(new DashboardFiles()).addTo(routes);
  }

  void addTo(Router.Builder routes) {
    scraping.addTo(routes);
    health.addTo(routes);
    new PerformanceApi(chats).addTo(routes);
    new SourcesApi(in.sources()).addTo(routes);
    new ShippingApi(shipping).addTo(routes);
    StorageReader queries = store.storage().queries();
    new QueryApi(queries, balance, clock).addTo(routes);
    new CostSumsApi(queries, clock).addTo(routes);
    new PricesApi(counting.prices(), counting.ownPrices(), queries, clock).addTo(routes);
    new ChatSearchApi(queries, config.chats().timeouts(), config.chats().flags(), clock)
        .addTo(routes);
    new LiveApi(chats, queries, happenings, clock).addTo(routes);
    new MetricsApi(queries, clock).addTo(routes);
    new LogsApi(queries, chats::chatsById, clock).addTo(routes);
    new LogTailApi(tail, chats::chatsById, HexFormat.of().toHexDigits(clock.millis()), HEARTBEAT)
        .addTo(routes);
    new ContentApi(chats, queries, screening.contentPolicy()).addTo(routes);
    new ChatDetailApi(
            chats,
            queries,
            new StoredTraces(queries, counting.dialects(), derivation()),
            counting.sources())
        .addTo(routes);
    new ArchiveApi(
            store.storage().archive(), config.retention().archive().enabled(), chats::chatsById)
        .addTo(routes);
    deletions(queries).addTo(routes);
    Path data = config.storage() instanceof StorageConfig.Embedded ? config.data() : null;
    new AboutApi(store.storage(), data, store.schemaVersion(), clock).addTo(routes);
    new RetentionApi(new RetentionRules(config), store.storage(), deletedByAge).addTo(routes);
    new RescanApi(
            rescan,
            queries,
            screening::secretsByRule,
            screening::masked,
            config.redaction().scanOnRequest())
        .addTo(routes);
    explain().addTo(routes);
    new ApiDescriptionRoutes().addTo(routes);
  }

  private List<String> warnings() {
    String failure = store.storage().archive().failure();
    return failure == null ? List.of() : List.of(failure);
  }

  private DeletionApi deletions(StorageReader queries) {
    return new DeletionApi(
        in.intake(),
        queries,
        deletedByAge,
        screening::masked,
        config.retention().deleteOnRequest(),
        clock,
        () -> UUID.randomUUID().toString());
  }

  private ExplainApi explain() {
    int maxItems = config.limits().itemsPerRequest();
    return new ExplainApi(
        new ExplainApi.Requests(
            new OtlpRequests<>(OtlpSignal.TRACES, screening.spansUncounted(), maxItems),
            new OtlpRequests<>(OtlpSignal.LOGS, screening.logsUncounted(), maxItems),
            new OtlpRequests<>(OtlpSignal.METRICS, screening.metricsUncounted(), maxItems)),
        counting.dialects(),
        derivation(),
        screening.contentsUncounted(),
        screening.contentPolicy());
  }

  private TraceDerivation derivation() {
    return new TraceDerivation(counting.pricing(), counting.sources());
  }

  /// What sends away those who follow what happens, when closed.
  Happenings happenings() {
    return happenings;
  }

  /// What sends away those who follow logs, when closed.
  LogTail tail() {
    return tail;
  }

  /// How many lines of the server's own log are stored, in the metrics.
  void showOwnLog(OwnLog ownLog) {
    scraping.addOwnLog(ownLog);
  }

  /// Shows the lasting series from now on.
  void showLastingSeries() {
    scraping.addLastingSeries();
  }
}
