// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatState;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.server.http.Golden;
import ai.mozaiks.observability.server.http.RoutePeer;
import ai.mozaiks.observability.storage.InMemoryStorage;
import ai.mozaiks.observability.storage.PartChange;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.StorageBatch;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The query API's JSON, to the letter, over a store of known content.
class QueryGoldenTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final String RANGE = "from=2026-03-01T12:00:00Z&to=2026-03-01T13:00:00Z";

  private final InMemoryStorage storage = new InMemoryStorage();
  private final RoutePeer peer;

  QueryGoldenTest() throws IOException {
    Balance balance = new Balance();
    Balance.Account spans = balance.of(Signal.SPANS);
    spans.accepted(12, () -> spans.waiting(12));
    spans.rejected(2);
    spans.takenUp(11);
    spans.stored(9);
    spans.duplicates(1);
    spans.endOfRound(1);
    fill();
    InstantSource clock = InstantSource.fixed(NOON.plusSeconds(3_600));
    peer = new RoutePeer(new QueryApi(storage.reader(), balance, clock)::addTo);
  }

  private void fill() {
    ChatKey chat = new ChatKey("shop", "chat-1");
    List<ChatEvent> events = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String agent = i < 2 ? "planner" : "writer";
      ChatEvent.Context context =
          new ChatEvent.Context("turn" + i, chat, "order", "ann", NOON.plusSeconds(40L * i), null);
      events.add(
          new ChatEvent.AgentTurn(
              context,
              agent,
              Duration.ofMillis(1_000L * (i + 1)),
              i == 3 ? Failure.of("Refused", null) : null));
    }
    events.add(
        new ChatEvent.LlmCall(
            new ChatEvent.Context("call", chat, "order", "ann", NOON.plusSeconds(5), null),
            "planner",
            "openai",
            "gpt-4o-mini",
            null,
            TokenUsage.of(120, 48),
            Cost.computed(46_800_000L, "list price"),
            Duration.ofMillis(820),
            Duration.ofMillis(210),
            true,
            false,
            false,
            List.of(),
            null,
            null));
    storage.write(
        new StorageBatch(
            1,
            Instant.EPOCH,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(new PartChange(PartId.ofDirectEvents(chat), true, 5, 1, 2, List.of(), events)),
            List.of(),
            Map.of(),
            List.of(ChatState.fold(chat, events).summary()),
            List.of(),
            Instant.MAX,
            Instant.MAX));
  }

  @AfterEach
  void close() {
    peer.close();
    storage.close();
  }

  @Test
  void answersTheBalanceToTheLetter() throws Exception {
    assertThat(peer.get("/api/balance").body()).isEqualTo(Golden.json("balance"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "/api/series, step=60&group_by=app%2Cagent, series-by-agent",
    "/api/series, step=3600&agent=writer, series-of-writer",
    "/api/series, app=nobody, series-empty",
    "/api/percentiles, group_by=agent, percentiles-by-agent",
    "/api/percentiles, measure=time_to_first_token&quantiles=0.5, percentiles-first-token",
  })
  void answersToTheLetter(String path, String query, String golden) throws Exception {
    HttpResponse<String> answer = peer.get(path + "?" + RANGE + "&" + query);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.body()).isEqualTo(Golden.json(golden));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/series?from=yesterday | from: yesterday (expected: an instant such as",
        "/api/series?from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z | (expected: after from",
        "/api/series?to=-1000000000-01-01T00:00:00Z | (expected: after from",
        "/api/percentiles?to=-1000000000-01-01T00:59:59Z&from=2026-03-01T00:00:00Z | (expected: after from",
        "/api/series?step=0 | step: 0 (expected: a whole number 1 to",
        "/api/series?from=2020-01-01T00:00:00Z&step=1 | so that it has at most 11000 steps)",
        "/api/series?group_by=color | group_by: color (expected: app, workflow,",
        "/api/series?group_by=app,agent,app | group_by: app (expected: each dimension once)",
        "/api/percentiles?measure=mood | measure: mood (expected: turn_duration,",
        "/api/percentiles?quantiles=2 | quantiles: 2 (expected: numbers from 0 to 1",
        "/api/percentiles?quantiles=most | quantiles: most (expected: numbers from 0 to 1",
      })
  void answers400_namingTheParameter(String path, String detail) throws Exception {
    HttpResponse<String> answer = peer.get(path);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.body()).contains(detail);
  }

  @ParameterizedTest
  @CsvSource({"/api/series", "/api/percentiles"})
  void looksAtTheLastHour_whenNotToldOtherwise(String path) throws Exception {
    assertThat(peer.get(path).body())
        .contains("\"from\":\"2026-03-01T12:00:00Z\",\"to\":\"2026-03-01T13:00:00Z\"");
  }
}
