// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.checklist.ChecklistApi;
import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.config.StorageConfig;
import ai.mozaiks.observability.server.csv.TableForms;
import ai.mozaiks.observability.server.fold.FoldThread;
import ai.mozaiks.observability.server.http.Reasons;
import ai.mozaiks.observability.server.http.Router;
import ai.mozaiks.observability.server.openapi.ApiDescription;
import ai.mozaiks.observability.server.ownlog.OwnLog;
import ai.mozaiks.observability.server.rescan.Rescan;
import ai.mozaiks.observability.server.rescan.StoredRedaction;
import ai.mozaiks.observability.server.shipping.Shipping;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The running server. [#start] builds the graph of its parts, [#close] takes it down in reverse:
/// the store with its journal ([OpenStore]), the fold ([Counting]), what all that comes passes
/// ([Screening]), the ways in ([WaysIn]) and out ([WaysOut]), and the ports they are reached by
/// ([Ports]).
public final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  private final OpenParts parts = new OpenParts();
  private final Ports ports;
  private final List<String> routes;
  private final ServerConfig config;

  private Server(ServerConfig config, InstantSource clock, OpenStore store, OwnLog ownLog)
      throws IOException {
    this.config = config;
    parts.opened(store);
    try {
      Balance balance = new Balance();
      Counting counting = Counting.of(config);
      FoldThread fold = parts.opened(counting.fold(config, store, balance, clock));
      Screening screening = new Screening(config, counting.dialects().chatNames(), clock);
      WaysIn in = new WaysIn(config, store, fold, balance, counting, screening, clock);
      parts.opened(in.sources());
      Shipping shipping =
          parts.opened(
              new Shipping(
                  config.shipping(),
                  progressFolder(config),
                  store.storage(),
                  config.logging().ship(),
                  clock));
      Rescan rescan =
          StoredRedaction.rescan(
              config.redaction()::redactor,
              counting.dialects(),
              fold::alsoKnownLog,
              clock,
              () -> UUID.randomUUID().toString());
      fold.whenIdle(rescan);
      fold.maskMessagesBy(StoredRedaction.texts(config.redaction()::redactor));
      WaysOut out =
          new WaysOut(
              config, store, fold, balance, counting, screening, in, shipping, rescan, clock);
      out.showOwnLog(ownLog);
      Alerting alerting =
          parts.opened(
              new Alerting(
                  config,
                  fold,
                  store.storage(),
                  in.intake()::startStage,
                  (lag, uptime) ->
                      out.surroundings(fold::pendingBytes, lag, uptime, dataFolder(config)),
                  this::link,
                  clock));
      out.addAlerts(alerting.service(), alerting.notifications());
      GrowthWatch growth = parts.opened(new GrowthWatch(store, dataFolder(config), clock));
      ChecklistApi checklist =
          out.checklist(
              this::here,
              alerting.surroundings(),
              fold::pendingBytes,
              alerting.service(),
              alerting.notifications(),
              alerting.uptime(),
              growth.growth(),
              dataFolder(config));
      Router main = mainRoutes(in, out, alerting, checklist);
      this.routes = main.routes();
      Path data = dataFolder(config);
      if (data != null) {
        DataFolder.warnIfOpen(data);
      }
      warnOfSmallHeap(config.limits().inFlightBytes(), Runtime.getRuntime().maxMemory());
      Reasons reasons = new Reasons(screening.quoting()::message);
      ports = parts.opened(new Ports(config, main, otlpRoutes(in), in.exports(), reasons));
      parts.opened(alerting.feed());
      parts.opened(alerting.backtests());
      parts.opened(out.happenings());
      parts.opened(out.tail()); // closed first: the ports wait for requests under way
      run(store, fold, in, out, alerting, clock);
      rescan.start(store.storage().reader(), store.journal().lastSequence());
      shipping.start();
      alerting.startTheRest();
      growth.start();
      parts.opened(ownLog); // closed first: what is logged from then on comes too late
      ownLog.start(in.intake(), screening.logs());
    } catch (IOException | RuntimeException | Error e) {
      parts.close();
      throw e;
    }
  }

  /// Null for a store that forgets everything: then all that it gets is to be shipped anew, too.
  private static @Nullable Path progressFolder(ServerConfig config) {
    Path data = dataFolder(config);
    return data == null ? null : data.resolve("shipping");
  }

  /// Null for a store that keeps nothing on disk.
  private static @Nullable Path dataFolder(ServerConfig config) {
    return switch (config.storage()) {
      case StorageConfig.Embedded _ -> config.data();
      case StorageConfig.Memory _ -> null;
    };
  }

  /// Where people reach this server.
  private URI link() {
    URI told = config.notifications().link();
    if (told != null) {
      return told;
    }
    return here();
  }

  /// Where it answers on this machine.
  private URI here() {
    String host = config.host();
    String reachable =
        switch (host) {
          case "0.0.0.0", "::", "[::]" -> "localhost";
          default -> host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        };
    return URI.create("http://" + reachable + ":" + ports.main());
  }

  /// What the main port serves. Until the start is done, only the probes answer.
  private static Router mainRoutes(
      WaysIn in, WaysOut out, Alerting alerting, ChecklistApi checklist) {
    Router.Builder routes = Router.builder();
    out.addProbesTo(routes);
    routes.behind(gate(in)::before).in(new TableForms(ApiDescription::read));
    in.addTo(routes);
    out.addTo(routes);
    alerting.addTo(routes);
    checklist.addTo(routes);
    return routes.build();
  }

  /// What the second port serves.
  private static Router otlpRoutes(WaysIn in) {
    Router.Builder routes = Router.builder().behind(gate(in)::before);
    in.addOtlpTo(routes);
    return routes.build();
  }

  private static StartGate gate(WaysIn in) {
    return new StartGate(in.intake()::startStage);
  }

  /// The start itself. With the ports open first, so that who watches sees what goes on, however
  /// long it takes, and with the alerts, so that who does not watch is told.
  private void run(
      OpenStore store,
      FoldThread fold,
      WaysIn in,
      WaysOut out,
      Alerting alerting,
      InstantSource clock)
      throws IOException {
    ports.open();
    long live = sinceProcessBegan();
    alerting.start(); // somebody is to be told, too, of a start that takes long
    fold.start();
    out.showLastingSeries();
    long stored = store.storage().appliedSequence();
    store.gaps().look(store.journal(), stored, clock.instant());
    long replayed = in.intake().replay(stored);
    if (replayed > 0) {
      LOG.info("Replayed {} journal records that the store did not have", replayed);
    }
    LOG.info("Live {} ms, ready {} ms after the process began", live, sinceProcessBegan());
    in.sources().start();
  }

  /// Starts a server; it is ready when this returns. Before that, while it replays its journal, it
  /// already tells of its health.
  ///
  /// @throws IOException if a port cannot be opened; the message names it and what to do
  /// @throws ai.mozaiks.observability.storage.StorageException if the data folder cannot be used
  public static Server start(ServerConfig config) throws IOException {
    return start(config, InstantSource.system());
  }

  /// Starts a server that stores the lines of its log; it closes the log in the end.
  ///
  /// @throws IOException if a port cannot be opened; the message names it and what to do
  /// @throws ai.mozaiks.observability.storage.StorageException if the data folder cannot be used
  public static Server start(ServerConfig config, OwnLog ownLog) throws IOException {
    Ports.check(config); // first, so that a start that fails leaves no data folder behind
    return new Server(config, InstantSource.system(), OpenStore.of(config), ownLog);
  }

  /// Starts a server with its own idea of the time, for tests.
  public static Server start(ServerConfig config, InstantSource clock) throws IOException {
    Ports.check(config); // first, so that a start that fails leaves no data folder behind
    return start(config, clock, OpenStore.of(config));
  }

  /// Starts a server on a store, which it closes in the end.
  static Server start(ServerConfig config, InstantSource clock, OpenStore store)
      throws IOException {
    return new Server(config, clock, store, new OwnLog());
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
    parts.close();
  }

  /// Milliseconds.
  private static long sinceProcessBegan() {
    return ManagementFactory.getRuntimeMXBean().getUptime();
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
}
