// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.mozaiks.observability.server.http.Golden;
import ai.mozaiks.observability.server.http.RoutePeer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The guide's endpoints answer in the guide's shapes, to the letter.
class AnswersGoldenTest {
  private static final Path GUIDE =
      Path.of("..", "..", "shared", "reference", "monitoring-guide.md");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final List<String> obstacles = new ArrayList<>();
  private final List<String> beyondRepair = new ArrayList<>();
  private final RoutePeer peer;

  AnswersGoldenTest() throws IOException {
    LiveView view = new FixedView();
    InstantSource clock = InstantSource.fixed(FixedView.NOW);
    peer =
        new RoutePeer(routes -> {
          HealthApi health = new HealthApi(view, readiness(), clock);
          health.addProbesTo(routes);
          health.addTo(routes);
          new PerformanceApi(view).addTo(routes);
        });
  }

  private Readiness readiness() {
    return new Readiness() {
      @Override
      public List<String> obstacles() {
        return List.copyOf(obstacles);
      }

      @Override
      public List<String> beyondRepair() {
        return List.copyOf(beyondRepair);
      }
    };
  }

  @AfterEach
  void close() {
    peer.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "/api/health, health",
    "/health/live, live",
    "/health/ready, ready",
    "/health/active-runs, active-runs",
    "/health/active-runs?limit=1, active-runs-limited",
    "/metrics/perf/aggregate, aggregate",
    "/metrics/perf/aggregate?limit=0, aggregate-totals",
    "/metrics/perf/chats?limit=2, chats",
    "/metrics/perf/chats/chat_abc123, chat-completed",
    "/metrics/perf/chats/chat_def456, chat-running",
    "/metrics/perf/chats/trace%3A4bf92f3577b34da6a3ce929d0e0e4736, chat-bare",
    "/metrics/perf/chats/twin, chat-in-two-apps",
    "/metrics/perf/chats/twin?app=globex, chat-of-an-app",
  })
  void answersToTheLetter(String path, String golden) throws Exception {
    HttpResponse<String> answer = peer.get(path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.body()).isEqualTo(Golden.json(golden));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "/metrics/perf/chats/nobody",
    "/metrics/perf/chats/chat_abc123?app=globex",
  })
  void answers404_whenTheChatIsNotTracked(String path) throws Exception {
    HttpResponse<String> answer = peer.get(path);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(JsonMapper.shared().readTree(answer.body()).get("detail").stringValue())
        .isEqualTo("Chat not tracked");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "/metrics/perf/aggregate?limit=-1",
    "/metrics/perf/chats?limit=10001",
    "/health/active-runs?limit=all",
  })
  void answers400_whenTheLimitIsNone(String path) throws Exception {
    HttpResponse<String> answer = peer.get(path);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("limit: ", "(expected: a whole number 0 to 10000)");
  }

  @Test
  void answers503WithTheReasons_whenItIsNotReady() throws Exception {
    obstacles.add("store: the disk is full");

    HttpResponse<String> answer = peer.get("/health/ready");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("5");
    assertThat(answer.body()).isEqualTo(Golden.json("not-ready"));
    assertThat(peer.get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void live_answers503WithTheReasons_whenOnlyARestartHelps() throws Exception {
    beyondRepair.add("journal: the journal failed");

    HttpResponse<String> answer = peer.get("/health/live");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body())
        .isEqualTo("{\"status\":\"failed\",\"reasons\":[\"journal: the journal failed\"]}");
  }

  @Test
  void hasEveryFieldThatTheGuidePrints_inItsOrder_beforeItsOwn() throws Exception {
    assumeTrue(Files.exists(GUIDE), "the monitoring guide is not beside this checkout: " + GUIDE);
    List<JsonNode> printed =
        Pattern.compile("(?s)\\*\\*Response:\\*\\*\\s+```json\n(.*?)```")
            .matcher(Files.readString(GUIDE))
            .results()
            .map((MatchResult block) -> JSON.readTree(block.group(1)))
            .toList();
    assertThat(printed).hasSize(4);

    expectPrefix(JSON.readTree(peer.get("/health/active-runs").body()), printed.get(0));
    expectPrefix(JSON.readTree(peer.get("/api/health").body()), printed.get(1));
    expectPrefix(JSON.readTree(peer.get("/metrics/perf/aggregate").body()), printed.get(2));
    JsonNode chat = JSON.readTree(peer.get("/metrics/perf/chats/chat_abc123").body());
    expectPrefix(chat, printed.get(3));
  }

  private static void expectPrefix(JsonNode answer, JsonNode printed) {
    List<String> names = List.copyOf(printed.propertyNames());
    assertThat(List.copyOf(answer.propertyNames())).startsWith(names.toArray(String[]::new));
    if (printed.has("chats")) {
      expectPrefix(answer.get("chats").get(0), printed.get("chats").get(0));
    }
  }
}
