// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.answers;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatTimeouts;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.config.FlagsConfig;
import ai.mozaiks.observability.server.flags.ChatFlags;
import ai.mozaiks.observability.server.fold.FoldSettings;
import ai.mozaiks.observability.server.fold.FoldThread;
import ai.mozaiks.observability.server.http.RoutePeer;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.storage.InMemoryJournal;
import ai.mozaiks.observability.storage.InMemoryStorage;
import ai.mozaiks.observability.storage.contract.Samples;
import ai.mozaiks.observability.storage.contract.Scenario;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Answers agree with themselves, though chats change while they are made: here, each look at the
/// clock is later than the last, and the second one sees the chat abandoned.
class OneReadingTest {
  private final InMemoryStorage storage = new InMemoryStorage();
  private final FoldThread fold =
      new FoldThread(
          storage,
          new InMemoryJournal(),
          Dialects.standard(),
          (_, _, _, _) -> Cost.UNPRICED,
          new Balance(),
          InstantSource.fixed(Samples.NOON),
          FoldSettings.DEFAULT);
  private final AtomicInteger looks = new AtomicInteger();
  private RoutePeer peer;

  @BeforeEach
  void start() throws Exception {
    storage.write(
        new Scenario()
            .part(Samples.trace(2), Samples.turn("turn", Samples.CHAT, Samples.NOON))
            .batch(1));
    fold.start();
    InstantSource hurried =
        () -> Samples.NOON.plusSeconds(1).plus(Duration.ofDays(30L * looks.getAndIncrement()));
    ChatsView view =
        new ChatsView(
            fold.chats(),
            fold.totals(),
            storage,
            ChatTimeouts.DEFAULT,
            new ChatFlags(FlagsConfig.DEFAULT, ChatTimeouts.DEFAULT),
            hurried);
    peer =
        new RoutePeer(routes -> {
          HealthApi health = new HealthApi(view, new Ready(), InstantSource.fixed(Samples.NOON));
          health.addProbesTo(routes);
          health.addTo(routes);
          new PerformanceApi(view).addTo(routes);
        });
  }

  private record Ready() implements Readiness {
    @Override
    public List<String> obstacles() {
      return List.of();
    }

    @Override
    public List<String> beyondRepair() {
      return List.of();
    }
  }

  @AfterEach
  void stop() {
    peer.close();
    fold.close();
  }

  private JsonNode get(String path) throws Exception {
    return JsonMapper.builder().build().readTree(peer.get(path).body());
  }

  @Test
  void activeRuns_areAsManyAsAreListed() throws Exception {
    JsonNode answer = get("/health/active-runs");

    assertThat(answer.get("active_runs").asInt()).isEqualTo(1);
    assertThat(answer.get("chats")).hasSize(1);
    assertThat(get("/health/active-runs").get("chats")).as("abandoned").isEmpty();
  }

  @Test
  void aggregate_countsTheChatsItLists() throws Exception {
    JsonNode answer = get("/metrics/perf/aggregate");

    assertThat(answer.get("active_chats").asInt()).isEqualTo(1);
    assertThat(answer.get("chats").get(0).get("status").asString()).isEqualTo("running");
  }
}
