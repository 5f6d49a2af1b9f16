// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatTimeouts;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.server.answers.ChatsView;
import ai.mozaiks.observability.server.answers.HealthApi;
import ai.mozaiks.observability.server.answers.PerformanceApi;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.config.FlagsConfig;
import ai.mozaiks.observability.server.content.ContentCounts;
import ai.mozaiks.observability.server.flags.ChatFlags;
import ai.mozaiks.observability.server.fold.Arrival;
import ai.mozaiks.observability.server.fold.FoldSettings;
import ai.mozaiks.observability.server.fold.FoldThread;
import ai.mozaiks.observability.server.http.RoutePeer;
import ai.mozaiks.observability.server.ingest.JournalGaps;
import ai.mozaiks.observability.server.metrics.ChatGauges;
import ai.mozaiks.observability.server.metrics.LabelCap;
import ai.mozaiks.observability.server.metrics.ScrapeHandler;
import ai.mozaiks.observability.server.metrics.Scrapers;
import ai.mozaiks.observability.server.metrics.ServerSeries;
import ai.mozaiks.observability.server.metrics.StoreProgress;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.storage.InMemoryJournal;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// While the store hangs, the live answers go on and tell of it.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StuckStoreTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-03-01T12:00:00Z"));

  private static final ChatFlags FLAGS = new ChatFlags(FlagsConfig.DEFAULT, ChatTimeouts.DEFAULT);

  private final StuckStore store = new StuckStore();
  private final InMemoryJournal journal = new InMemoryJournal();
  private final AtomicLong nanoTime = new AtomicLong();
  private final FoldThread fold =
      new FoldThread(
          store,
          journal,
          Dialects.standard(),
          (_, _, _, _) -> Cost.UNPRICED,
          new Balance(),
          CLOCK,
          FoldSettings.DEFAULT);
  private final ChatsView view =
      new ChatsView(fold.chats(), fold.totals(), store, ChatTimeouts.DEFAULT, FLAGS, CLOCK);
  private final RoutePeer peer = peer();

  private RoutePeer peer() {
    PrometheusRegistry registry = new PrometheusRegistry();
    registry.register(
        new ChatGauges(
            fold.chats()::all,
            view::trackedChats,
            ChatTimeouts.DEFAULT,
            FLAGS,
            CLOCK,
            new LabelCap(fold.totals().series(), 10)));
    registry.register(
        new ServerSeries(
            new Balance(),
            journal,
            JournalGaps.unremembered(),
            store,
            fold,
            new StoreProgress(nanoTime::get),
            Map::of,
            Map::of,
            new ContentCounts(),
            Map::of));
    try {
      return new RoutePeer(routes -> {
        routes.get("/metrics/prometheus", new ScrapeHandler(registry, new Scrapers(CLOCK)));
        HealthApi health = new HealthApi(view, List::of, CLOCK);
        health.addProbesTo(routes);
        health.addTo(routes);
        new PerformanceApi(view).addTo(routes);
      });
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void close() {
    store.free();
    fold.close();
    peer.close();
    store.close();
  }

  private void chatStarts(String id) {
    ChatEvent event =
        new ChatEvent.WorkflowStarted(
            new ChatEvent.Context(
                "start", new ChatKey("shop", id), "order", "ann", CLOCK.instant(), null));
    long sequence = journal.append((byte) 1, new byte[] {1});
    fold.offer(
        new Arrival(sequence, new Arrival.Events(List.of(event)), 1, new CompletableFuture<>()));
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    Instant deadline = Instant.now().plusSeconds(30);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as("deadline").isBefore(deadline);
      Thread.sleep(10);
    }
  }

  private String ask(String path) throws Exception {
    long start = System.nanoTime();
    var answer = peer.get(path);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  @Test
  void liveAnswersGoOn_andSayThatTheStoreFails() throws Exception {
    fold.start();
    chatStarts("stored");
    await(() -> store.stats().chats() == 1);
    ask("/metrics/prometheus"); // classes are loaded, so that what follows measures the answers

    store.hang();
    chatStarts("waiting");
    await(() -> fold.chats().all().size() == 2);

    assertThat(ask("/metrics/perf/aggregate"))
        .contains("\"active_chats\":2,\"tracked_chats\":2")
        .contains("\"chat_id\":\"waiting\"");
    assertThat(ask("/health/active-runs")).contains("\"active_runs\":2");
    assertThat(ask("/metrics/prometheus"))
        .contains("mozaiks_active_chats 2.0")
        .contains("mozaiks_store_chats 1.0")
        .contains("mozaiks_store_events 1.0")
        .contains("mozaiks_store_lag_records 1.0")
        .contains("mozaiks_store_failing 0.0");
    nanoTime.addAndGet(Duration.ofMinutes(1).toNanos());
    assertThat(ask("/metrics/prometheus"))
        .contains("mozaiks_store_chats 1.0")
        .contains("mozaiks_store_failing 1.0");

    store.free();
    await(() -> store.stats().chats() == 2);
    assertThat(ask("/metrics/prometheus"))
        .contains("mozaiks_store_lag_records 0.0")
        .contains("mozaiks_store_failing 0.0");
  }
}
