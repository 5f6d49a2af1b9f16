// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatSnapshot;
import ai.mozaiks.observability.server.alerts.AlertService;
import ai.mozaiks.observability.server.alerts.engine.Surroundings;
import ai.mozaiks.observability.server.alerts.notify.ChannelReading;
import ai.mozaiks.observability.server.alerts.rules.Figure;
import ai.mozaiks.observability.server.alerts.rules.RuleSet;
import ai.mozaiks.observability.server.alerts.slo.SloBoard;
import ai.mozaiks.observability.server.answers.ChatsView;
import ai.mozaiks.observability.server.answers.Readiness;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.server.checklist.Facts;
import ai.mozaiks.observability.server.checklist.JavaRuntime;
import ai.mozaiks.observability.server.checklist.StoreGrowth;
import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.config.StorageConfig;
import ai.mozaiks.observability.server.fold.DeletedByAge;
import ai.mozaiks.observability.server.ingest.JournalGaps;
import ai.mozaiks.observability.server.normalise.ProvisionalChat;
import ai.mozaiks.observability.server.shipping.ShippingReading;
import ai.mozaiks.observability.server.sources.SourceReading;
import ai.mozaiks.observability.server.uptime.CheckReading;
import ai.mozaiks.observability.storage.Dimension;
import ai.mozaiks.observability.storage.SeriesPoint;
import ai.mozaiks.observability.storage.SeriesQuery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What the checklist looks at, read off the running server.
///
/// @param address where it answers on this machine
/// @param surroundings what alert rules look at besides events
/// @param pendingBytes what is accepted and not stored yet
/// @param flagCounts how many spans were doubtful, by what
/// @param data where the data is; null for a store that keeps nothing on disk
record ServerFacts(
    ServerConfig config,
    Supplier<URI> address,
    OpenStore store,
    ChatsView chats,
    Readiness readiness,
    Surroundings surroundings,
    LongSupplier pendingBytes,
    Balance balances,
    Supplier<Map<String, Long>> flagCounts,
    Supplier<DeletedByAge> deleted,
    Supplier<List<SourceReading>> followed,
    Supplier<List<ShippingReading>> shipped,
    AlertService alerts,
    Supplier<List<ChannelReading>> told,
    Supplier<List<CheckReading>> looked,
    StoreGrowth growth,
    @Nullable Path data,
    InstantSource clock)
    implements Facts {
  private static final Duration DAY = Duration.ofDays(1);

  @Override
  public Instant now() {
    return clock.instant();
  }

  @Override
  public URI self() {
    return address.get();
  }

  @Override
  public double processStart() {
    return ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3;
  }

  @Override
  public List<String> obstacles() {
    return readiness.obstacles();
  }

  @Override
  public Lag lag() {
    return new Lag(
        surroundings.read(Figure.STORE_LAG),
        pendingBytes.getAsLong(),
        config.limits().pendingBytes());
  }

  @Override
  public Map<Signal, Balance.Reading> balance() {
    Map<Signal, Balance.Reading> readings = new EnumMap<>(Signal.class);
    for (Signal signal : Signal.values()) {
      readings.put(signal, balances.of(signal).read());
    }
    return readings;
  }

  @Override
  public Telemetry telemetry() {
    Instant since = now().minus(DAY);
    Instant last = null;
    int count = 0;
    int withoutApp = 0;
    int withoutId = 0;
    for (ChatSnapshot chat : chats.inMemory()) {
      Instant active = chat.summary().lastActivityAt();
      last = last == null || active.isAfter(last) ? active : last;
      if (!active.isBefore(since)) {
        count++;
        withoutApp += chat.key().app().equals(ChatKey.UNKNOWN_APP) ? 1 : 0;
        withoutId += ProvisionalChat.traceOf(chat.key().chatId()) != null ? 1 : 0;
      }
    }
    return new Telemetry(last, count, withoutApp, withoutId);
  }

  @Override
  public Map<String, Long> unpriced() {
    Instant now = now();
    Map<String, Long> calls = new TreeMap<>();
    List<SeriesPoint> points =
        store
            .storage()
            .queries()
            .series(new SeriesQuery(now.minus(DAY), now, DAY, List.of(Dimension.MODEL), Map.of()));
    for (SeriesPoint point : points) {
      long unpriced = point.tally().unpricedReports();
      if (unpriced > 0) {
        calls.merge(point.group().getFirst(), unpriced, Long::sum);
      }
    }
    return calls;
  }

  @Override
  public Map<String, Long> flags() {
    return flagCounts.get();
  }

  @Override
  public Disk disk() {
    OptionalLong free = OptionalLong.empty();
    OptionalLong size = OptionalLong.empty();
    if (data != null) {
      try {
        FileStore disk = Files.getFileStore(data);
        free = OptionalLong.of(disk.getUsableSpace());
        size = OptionalLong.of(disk.getTotalSpace());
      } catch (IOException e) {
        throw new UncheckedIOException(data + " cannot be asked how much room it has", e);
      }
    }
    return new Disk(
        store.storage().stats().bytes(), store.journal().sizeBytes(), free, size, growth.read());
  }

  @Override
  public Optional<Path> readByAll() {
    try {
      return data == null ? Optional.empty() : DataFolder.readByAll(data);
    } catch (IOException e) {
      throw new UncheckedIOException(data + " cannot be asked who can read it", e);
    }
  }

  @Override
  public Retention retention() {
    AtomicReference<Instant> oldest = new AtomicReference<>(Instant.MAX);
    store
        .storage()
        .queries()
        .forEachKnownChat(chat ->
            oldest.updateAndGet(
                first -> chat.writtenAt().isBefore(first) ? chat.writtenAt() : first));
    Duration allowed =
        switch (config.storage()) {
          case StorageConfig.Embedded embedded -> embedded.retention();
          case StorageConfig.Memory memory -> memory.retention();
        };
    Instant first = oldest.get();
    return new Retention(
        allowed,
        deleted.get().lastAt(),
        first.equals(Instant.MAX) ? null : first,
        store.storage().archive().failure());
  }

  @Override
  public Memory memory() {
    return ProcessMemory.read();
  }

  @Override
  public JavaRuntime java() {
    return JavaRuntime.ofThisProcess("restart the server, when it may be away for a moment");
  }

  @Override
  public JournalGaps.Reading gaps() {
    return store.gaps().read();
  }

  @Override
  public RuleSet rules() {
    return alerts.rules();
  }

  @Override
  public AlertService.Status ruleStatus() {
    return alerts.status();
  }

  @Override
  public SloBoard.Reading slos() {
    return alerts.slos().read();
  }

  @Override
  public List<ChannelReading> channels() {
    return told.get();
  }

  @Override
  public List<CheckReading> uptime() {
    return looked.get();
  }

  @Override
  public List<ShippingReading> shipping() {
    return shipped.get();
  }

  @Override
  public List<SourceReading> sources() {
    return followed.get();
  }
}
