// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.config.StorageConfig;
import ai.mozaiks.observability.server.events.EventsHandler;
import ai.mozaiks.observability.server.events.WrittenEvents;
import ai.mozaiks.observability.server.fold.FoldThread;
import ai.mozaiks.observability.server.http.Router;
import ai.mozaiks.observability.server.ingest.JournaledIntake;
import ai.mozaiks.observability.server.otlp.ExportHandler;
import ai.mozaiks.observability.server.otlp.OtlpExport;
import ai.mozaiks.observability.server.otlp.OtlpRequests;
import ai.mozaiks.observability.server.otlp.OtlpSignal;
import ai.mozaiks.observability.server.otlp.SignalScreen;
import ai.mozaiks.observability.server.sources.LogSources;
import com.google.protobuf.Message;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All ways in: the signals of OTLP, direct events, the configured logs; and the intake behind
/// them. The logs are open from here on, and nobody's but the caller's to close.
final class WaysIn {
  private final Balance balance;
  private final int maxItems;
  private final JournaledIntake intake;
  private final List<OtlpExport<?>> exports;
  private final EventsHandler events;
  private final LogSources sources;

  WaysIn(
      ServerConfig config,
      OpenStore store,
      FoldThread fold,
      Balance balance,
      Counting counting,
      Screening screening,
      InstantSource clock) {
    this.balance = balance;
    this.maxItems = config.limits().itemsPerRequest();
    this.intake =
        new JournaledIntake(
            store.journal(),
            fold,
            balance,
            counting.dialects(),
            screening.contents(),
            WrittenEvents::read,
            config.limits().pendingBytes());
    this.exports =
        List.of(
            export(OtlpSignal.TRACES, screening.spans()),
            export(OtlpSignal.LOGS, screening.logs()),
            export(OtlpSignal.METRICS, screening.metrics()));
    this.events = new EventsHandler(intake, balance, screening.events(maxItems));
    this.sources =
        new LogSources(
            config.sources(),
            checkpoints(config),
            intake,
            balance,
            screening.events(Integer.MAX_VALUE),
            screening.logs(),
            screening.argumentsHash(),
            clock);
  }

  private <Q extends Message> OtlpExport<Q> export(OtlpSignal<Q> signal, SignalScreen<Q> screen) {
    return new OtlpExport<>(intake, balance, new OtlpRequests<>(signal, screen, maxItems));
  }

  /// Null for a store that forgets everything: then its sources are to be read anew, too.
  private static @Nullable Path checkpoints(ServerConfig config) {
    return switch (config.storage()) {
      case StorageConfig.Embedded _ -> config.data().resolve("sources");
      case StorageConfig.Memory _ -> null;
    };
  }

  JournaledIntake intake() {
    return intake;
  }

  List<OtlpExport<?>> exports() {
    return exports;
  }

  LogSources sources() {
    return sources;
  }

  void addTo(Router.Builder routes) {
    addOtlpTo(routes);
    routes.post("/api/events", events);
  }

  /// What the second port serves.
  void addOtlpTo(Router.Builder routes) {
    ExportHandler.addTo(routes, exports);
  }
}
