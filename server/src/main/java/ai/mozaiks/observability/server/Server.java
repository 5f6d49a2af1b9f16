// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import ai.mozaiks.observability.recorder.ArgumentsHash;
import ai.mozaiks.observability.recorder.ChatTimeouts;
import ai.mozaiks.observability.recorder.ModelPrice;
import ai.mozaiks.observability.recorder.PriceBook;
import ai.mozaiks.observability.recorder.Redactor;
import ai.mozaiks.observability.server.answers.ChatsView;
import ai.mozaiks.observability.server.answers.HealthApi;
import ai.mozaiks.observability.server.answers.PerformanceApi;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.config.ContentConfig;
import ai.mozaiks.observability.server.config.PriceConfig;
import ai.mozaiks.observability.server.config.RedactionConfig;
import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.config.StorageConfig;
import ai.mozaiks.observability.server.config.UsageSourceConfig;
import ai.mozaiks.observability.server.content.ContentCaps;
import ai.mozaiks.observability.server.content.ContentCounts;
import ai.mozaiks.observability.server.content.ContentPolicy;
import ai.mozaiks.observability.server.content.SpanContents;
import ai.mozaiks.observability.server.entry.Cuts;
import ai.mozaiks.observability.server.entry.Quoting;
import ai.mozaiks.observability.server.entry.Redaction;
import ai.mozaiks.observability.server.entry.SpanLimits;
import ai.mozaiks.observability.server.entry.Surrogates;
import ai.mozaiks.observability.server.events.EventJsonReader;
import ai.mozaiks.observability.server.events.EventsHandler;
import ai.mozaiks.observability.server.events.WrittenEvents;
import ai.mozaiks.observability.server.explain.ExplainApi;
import ai.mozaiks.observability.server.flags.ChatFlags;
import ai.mozaiks.observability.server.fold.FoldSettings;
import ai.mozaiks.observability.server.fold.FoldThread;
import ai.mozaiks.observability.server.http.Reasons;
import ai.mozaiks.observability.server.http.Router;
import ai.mozaiks.observability.server.ingest.JournaledIntake;
import ai.mozaiks.observability.server.metrics.AgentSeries;
import ai.mozaiks.observability.server.metrics.ChatGauges;
import ai.mozaiks.observability.server.metrics.LabelCap;
import ai.mozaiks.observability.server.metrics.ScrapeHandler;
import ai.mozaiks.observability.server.metrics.Scrapers;
import ai.mozaiks.observability.server.metrics.ServerSeries;
import ai.mozaiks.observability.server.metrics.SourceSeries;
import ai.mozaiks.observability.server.metrics.StoreProgress;
import ai.mozaiks.observability.server.normalise.UsageSources;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.server.normalise.trace.TraceDerivation;
import ai.mozaiks.observability.server.otlp.ExportHandler;
import ai.mozaiks.observability.server.otlp.LogScreen;
import ai.mozaiks.observability.server.otlp.MetricScreen;
import ai.mozaiks.observability.server.otlp.OtlpExport;
import ai.mozaiks.observability.server.otlp.OtlpRequests;
import ai.mozaiks.observability.server.otlp.OtlpSignal;
import ai.mozaiks.observability.server.otlp.SpanScreen;
import ai.mozaiks.observability.server.query.ContentApi;
import ai.mozaiks.observability.server.query.LogsApi;
import ai.mozaiks.observability.server.query.MetricsApi;
import ai.mozaiks.observability.server.query.QueryApi;
import ai.mozaiks.observability.server.sources.LogSources;
import ai.mozaiks.observability.server.sources.SourcesApi;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The running server. [#start] builds the graph of its parts top to bottom, [#close] takes it down
/// in reverse.
public final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Ports ports;
  private final List<String> routes;

  private Server(ServerConfig config, InstantSource clock, OpenStore store) throws IOException {
    parts.push(store);
    try {
      Balance balance = new Balance();
      Dialects dialects =
          new Dialects(
              config.chatKeys().everywhere(),
              config.chatKeys().apps(),
              config.usage().exclusiveScopes());
      PriceBook prices = PriceBook.standard().withOverrides(pricesOf(config.prices()));
      FoldThread fold =
          opened(
              new FoldThread(
                  store.storage(),
                  store.journal(),
                  dialects,
                  prices::price,
                  balance,
                  clock,
                  foldSettings(config),
                  usageSources(config.usageSource())));
      Redactor redactor = redactorOf(config.redaction());
      Redaction redaction = Redaction.of(redactor, redactorOf(config.redaction()));
      Cuts cuts = new Cuts();
      SpanLimits limits = SpanLimits.of(config.limits());
      ArgumentsHash argumentsHash = ArgumentsKey.of(config);
      EventJsonReader eventReader =
          new EventJsonReader(
              clock, limits, redaction, cuts, argumentsHash, config.limits().itemsPerRequest());
      ContentPolicy contentPolicy =
          new ContentPolicy(config.content().keep(), config.content().apps());
      ContentCounts contentCounts = new ContentCounts();
      SpanContents contents = contents(config.content(), contentPolicy, redaction, contentCounts);
      JournaledIntake intake =
          new JournaledIntake(
              store.journal(),
              fold,
              balance,
              dialects,
              contents,
              WrittenEvents::read,
              config.limits().pendingBytes());
      SpanScreen spanScreen =
          new SpanScreen(
              limits,
              redaction,
              contentPolicy,
              config.content().maxBytesPerCall(),
              dialects.chatNames(),
              cuts,
              argumentsHash,
              clock);
      LogScreen logScreen = new LogScreen(limits, redaction, dialects.chatNames(), cuts, clock);
      int maxItems = config.limits().itemsPerRequest();
      List<OtlpExport<?>> exports =
          List.of(
              new OtlpExport<>(
                  intake, balance, new OtlpRequests<>(OtlpSignal.TRACES, spanScreen, maxItems)),
              new OtlpExport<>(
                  intake, balance, new OtlpRequests<>(OtlpSignal.LOGS, logScreen, maxItems)),
              new OtlpExport<>(
                  intake,
                  balance,
                  new OtlpRequests<>(
                      OtlpSignal.METRICS, new MetricScreen(limits, redaction, cuts), maxItems)));
      PrometheusRegistry registry = new PrometheusRegistry();
      Scrapers scrapers = new Scrapers(clock);
      LabelCap labelCap = new LabelCap(fold.totals().series(), config.limits().maxLabelValues());
      ChatTimeouts timeouts = config.chats().timeouts();
      ChatFlags flags = new ChatFlags(config.chats().flags(), timeouts);
      ChatsView chats =
          new ChatsView(fold.chats(), fold.totals(), store.storage(), timeouts, flags, clock);
      registry.register(
          new ChatGauges(fold.chats()::all, chats::trackedChats, timeouts, flags, clock, labelCap));
      registry.register(
          new ServerSeries(
              balance,
              store.journal(),
              store.storage(),
              fold,
              new StoreProgress(System::nanoTime),
              redactor::counts,
              () -> read(cuts),
              contentCounts,
              intake::flagCounts));
      JvmMetrics.builder().register(registry);
      EventJsonReader sourceReader =
          new EventJsonReader(clock, limits, redaction, cuts, argumentsHash, Integer.MAX_VALUE);
      LogSources sources =
          opened(
              new LogSources(
                  config.sources(), checkpoints(config), intake, balance, sourceReader, clock));
      registry.register(new SourceSeries(sources));

      Reasons reasons = new Reasons(new Quoting(redaction)::message);
      warnOfSmallHeap(config.limits().inFlightBytes(), Runtime.getRuntime().maxMemory());
      StartGate gate = new StartGate(intake::startStage);
      HealthApi health =
          new HealthApi(
              chats,
              new ServerReadiness(intake::startStage, store.journal(), fold, store.storage()),
              clock);
      Router.Builder routes = Router.builder();
      health.addProbesTo(routes);
      routes.behind(gate::before);
      ExportHandler.addTo(routes, exports);
      routes.post("/api/events", new EventsHandler(intake, balance, eventReader));
      routes.get("/metrics/prometheus", new ScrapeHandler(registry, scrapers));
      health.addTo(routes);
      new PerformanceApi(chats).addTo(routes);
      new SourcesApi(sources).addTo(routes);
      new QueryApi(store.storage().queries(), balance, clock).addTo(routes);
      new MetricsApi(store.storage().queries(), clock).addTo(routes);
      new LogsApi(store.storage().queries(), chats::chatsById).addTo(routes);
      new ContentApi(chats, store.storage().queries(), contentPolicy).addTo(routes);
      // Of its own, so that looking at a request again counts neither cuts nor secrets.
      SpanScreen unaccounted =
          new SpanScreen(
              limits,
              redaction.uncounted(),
              contentPolicy,
              config.content().maxBytesPerCall(),
              dialects.chatNames(),
              new Cuts(),
              argumentsHash,
              clock);
      new ExplainApi(
              new OtlpRequests<>(OtlpSignal.TRACES, unaccounted, maxItems),
              dialects,
              new TraceDerivation(prices::price),
              contents(config.content(), contentPolicy, redaction.uncounted(), new ContentCounts()),
              contentPolicy)
          .addTo(routes);

      Router.Builder otlpRoutes = Router.builder().behind(gate::before);
      ExportHandler.addTo(otlpRoutes, exports);
      Router router = routes.build();
      this.routes = router.routes();
      ports = opened(new Ports(config, router, otlpRoutes.build(), exports, reasons));
      ports.open();
      long live = sinceProcessBegan();
      // With the ports open, so that who watches sees what goes on, however long it takes.
      fold.start();
      // Only now: what was shown before the restart must not begin at 0 again.
      registry.register(new AgentSeries(fold.totals(), labelCap, scrapers, clock));
      long replayed = intake.replay(store.storage().appliedSequence());
      if (replayed > 0) {
        LOG.info("Replayed {} journal records that the store did not have", replayed);
      }
      LOG.info("Live {} ms, ready {} ms after the process began", live, sinceProcessBegan());
      sources.start();
    } catch (IOException | RuntimeException | Error e) {
      closeParts();
      throw e;
    }
  }

  /// Starts a server; it is ready when this returns. Before that, while it replays its journal, it
  /// already tells of its health.
  ///
  /// @throws IOException if a port cannot be opened; the message names it and what to do
  /// @throws ai.mozaiks.observability.storage.StorageException if the data folder cannot be used
  public static Server start(ServerConfig config) throws IOException {
    return start(config, InstantSource.system());
  }

  /// Starts a server with its own idea of the time, for tests.
  public static Server start(ServerConfig config, InstantSource clock) throws IOException {
    return start(config, clock, OpenStore.of(config));
  }

  /// Starts a server on a store, which it closes in the end.
  static Server start(ServerConfig config, InstantSource clock, OpenStore store)
      throws IOException {
    return new Server(config, clock, store);
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }

  /// The main port.
  public int port() {
    return ports.main();
  }

  /// The second port for OTLP over HTTP; [ServerConfig#OFF] when not open.
  public int otlpPort() {
    return ports.otlp();
  }

  /// The port for OTLP over gRPC; [ServerConfig#OFF] when not open.
  public int grpcPort() {
    return ports.grpc();
  }

  /// What the main port serves: method and path, for example `GET /api/health`.
  List<String> routes() {
    return routes;
  }

  /// Takes no more requests, folds and stores what was accepted, and closes the store.
  @Override
  public void close() {
    closeParts();
  }

  private void closeParts() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        // One part that does not close must not keep the others, the store above all, from closing.
        LOG.error("{} did not close cleanly", part.getClass().getSimpleName(), e);
      }
    }
  }

  /// Milliseconds.
  private static long sinceProcessBegan() {
    return ManagementFactory.getRuntimeMXBean().getUptime();
  }

  private static SpanContents contents(
      ContentConfig config, ContentPolicy policy, Redaction redaction, ContentCounts counts) {
    return new SpanContents(
        policy,
        new ContentCaps(config.maxBytes(), config.maxBytesPerCall()),
        text -> Surrogates.paired(redaction.redact(text)),
        counts);
  }

  private static void warnOfSmallHeap(long inFlightBytes, long heapBytes) {
    if (inFlightBytes > heapBytes / 4) {
      LOG.warn(
          "limits.in_flight_bytes: {} (expected: at most a quarter of the Java heap, {}): many large"
              + " requests at once may use up the memory; lower it, or raise -Xmx",
          inFlightBytes,
          heapBytes / 4);
    }
  }

  private static FoldSettings foldSettings(ServerConfig config) {
    Duration retention =
        switch (config.storage()) {
          case StorageConfig.Embedded embedded -> embedded.retention();
          case StorageConfig.Memory memory -> memory.retention();
        };
    return FoldSettings.of(
        config.chats(), config.limits(), retention, config.content().retention());
  }

  private static UsageSources usageSources(UsageSourceConfig config) {
    Map<String, UsageSources.Source> apps = new HashMap<>();
    config.apps().forEach((app, source) -> apps.put(app, of(source)));
    UsageSourceConfig.Source everywhere = config.everywhere();
    return new UsageSources(apps, everywhere == null ? null : of(everywhere));
  }

  private static UsageSources.Source of(UsageSourceConfig.Source source) {
    return UsageSources.Source.valueOf(source.name());
  }

  /// Null for a store that forgets everything: then its sources are to be read anew, too.
  private static @Nullable Path checkpoints(ServerConfig config) {
    return switch (config.storage()) {
      case StorageConfig.Embedded _ -> config.data().resolve("sources");
      case StorageConfig.Memory _ -> null;
    };
  }

  private static List<ModelPrice> pricesOf(List<PriceConfig> prices) {
    return prices.stream()
        .map(price ->
            ModelPrice.perMillion(
                price.model(),
                price.provider(),
                price.input(),
                price.cachedInput(),
                price.cacheWrite(),
                price.output()))
        .toList();
  }

  private static Redactor redactorOf(RedactionConfig config) {
    Redactor.Builder builder = Redactor.builder();
    config.keys().forEach(builder::secretKey);
    for (int i = 0; i < config.patterns().size(); i++) {
      builder.pattern("configured-" + (i + 1), config.patterns().get(i));
    }
    return builder.build();
  }

  private static Map<String, Long> read(Cuts cuts) {
    Map<String, Long> byWord = new HashMap<>();
    for (Cuts.Kind kind : Cuts.Kind.values()) {
      byWord.put(kind.word(), cuts.count(kind));
    }
    return byWord;
  }
}
