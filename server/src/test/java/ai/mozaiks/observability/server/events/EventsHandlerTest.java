// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ArgumentsHash;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.server.entry.Cuts;
import ai.mozaiks.observability.server.entry.MarkedSecrets;
import ai.mozaiks.observability.server.entry.SpanLimits;
import ai.mozaiks.observability.server.fold.Outcome;
import ai.mozaiks.observability.server.http.ByteBudget;
import ai.mozaiks.observability.server.http.Endpoint;
import ai.mozaiks.observability.server.http.HttpLimits;
import ai.mozaiks.observability.server.http.HttpServer;
import ai.mozaiks.observability.server.http.Reasons;
import ai.mozaiks.observability.server.http.Router;
import ai.mozaiks.observability.server.ingest.Submission;
import ai.mozaiks.observability.server.otlp.RecordingIntake;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventsHandlerTest {
  private static final int MAX_EVENTS = 100;
  private static final String GOOD = "{\"chat_id\":\"c\",\"type\":\"agent_turn\"}";

  private final RecordingIntake intake = new RecordingIntake();
  private final Balance balance = new Balance();
  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpServer server =
      new HttpServer(
          List.of(
              new Endpoint(
                  "port",
                  "127.0.0.1",
                  0,
                  Router.builder()
                      .post(
                          "/api/events",
                          new EventsHandler(
                              intake,
                              balance,
                              new EventJsonReader(
                                  InstantSource.fixed(Instant.EPOCH),
                                  SpanLimits.DEFAULT,
                                  new MarkedSecrets(),
                                  new Cuts(),
                                  ArgumentsHash.withRandomKey(),
                                  MAX_EVENTS)))
                      .build())),
          HttpLimits.DEFAULT.withMaxBodyBytes(10_000),
          new ByteBudget(1 << 20),
          new Reasons(UnaryOperator.identity()));

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
  }

  private HttpResponse<String> post(String query, String type, String body) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port(0) + "/api/events" + query);
    return client.send(
        HttpRequest.newBuilder(uri)
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body, UTF_8))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> lines(String body) throws Exception {
    return post("", "application/x-ndjson; charset=utf-8", body);
  }

  @Test
  void keepsGoodLines_andReportsBadOnes() throws Exception {
    HttpResponse<String> answer = lines(GOOD + "\n{}\n" + GOOD + "\n");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(
            "{\"accepted\":2,\"rejected\":1,\"errors\":[{\"line\":2,\"reason\":"
                + "\"chat_id: absent or empty (expected: the chat's id)\"}]}");
    assertThat(intake.submissions()).extracting(Submission::size).containsExactly(2);
    assertThat(balance.of(Signal.EVENTS).read().rejected()).isEqualTo(1);
  }

  @Test
  void namesTheIndex_inAnArray() throws Exception {
    HttpResponse<String> answer = post("", "application/json", "[" + GOOD + ",5]");

    assertThat(answer.body())
        .isEqualTo(
            "{\"accepted\":1,\"rejected\":1,\"errors\":[{\"index\":1,\"reason\":"
                + "\"event: 5 (expected: a JSON object)\"}]}");
  }

  @Test
  void answers400_whenNothingCouldBeRead() throws Exception {
    HttpResponse<String> answer = lines("garbage");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.body()).contains("\"status\":400", "\"rejected\":1", "\"line\":1");
    assertThat(intake.submissions()).isEmpty();
  }

  @Test
  void takesNothingForASuccess() throws Exception {
    assertThat(lines("\n").body()).isEqualTo("{\"accepted\":0,\"rejected\":0,\"errors\":[]}");
  }

  @Test
  void tellsWhatWasNew_ifAskedTo() throws Exception {
    intake.outcome = new Outcome(1, 2, 0);

    assertThat(post("?wait=folded", "application/x-ndjson", GOOD).body())
        .isEqualTo("{\"accepted\":1,\"rejected\":0,\"fresh\":1,\"duplicates\":2,\"errors\":[]}");
  }

  @Test
  void refusesOtherTypesAndSizes_andComesBackLater() throws Exception {
    assertThat(post("", "text/plain", GOOD).statusCode()).isEqualTo(415);
    assertThat(lines("x".repeat(10_001)).statusCode()).isEqualTo(413);
    intake.mode = RecordingIntake.Mode.OVERLOADED;
    HttpResponse<String> overloaded = lines(GOOD + "\nbad");
    assertThat(overloaded.statusCode()).isEqualTo(503);
    assertThat(overloaded.headers().firstValue("Retry-After")).contains("7");
    assertThat(balance.of(Signal.EVENTS).read().received()).isZero();
  }
}
