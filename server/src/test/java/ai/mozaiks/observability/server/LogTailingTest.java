// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static ai.mozaiks.observability.server.otlp.LogRecords.line;
import static ai.mozaiks.observability.server.otlp.LogRecords.request;
import static ai.mozaiks.observability.server.otlp.Spans.attribute;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.Body;
import ai.mozaiks.observability.server.http.HttpHandler;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import ai.mozaiks.observability.server.query.LogTailApi;
import ai.mozaiks.observability.server.tail.LogTail;
import ai.mozaiks.observability.storage.contract.Samples;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Following log records while they are stored.
@Timeout(120)
class LogTailingTest {
  @TempDir Path data;

  private Server start() throws IOException {
    return Server.start(
        ServerConfig.defaults(data).toBuilder().port(0).grpcPort(0).otlpPort(0).build());
  }

  private static void send(HttpPeer peer, ExportLogsServiceRequest logs) throws Exception {
    assertThat(
            peer.post("/v1/logs", "application/x-protobuf", logs.toByteArray(), true).statusCode())
        .isEqualTo(200);
  }

  /// What is not stored yet would be followed.
  private static void awaitStored(HttpPeer peer) throws Exception {
    for (int i = 0; i < 600; i++) {
      if (peer.json("/api/balance").get("logs").get("stored").asLong() > 0) {
        return;
      }
      Thread.sleep(50);
    }
    throw new AssertionError("not stored after half a minute");
  }

  /// One connection that follows.
  private static final class Follower implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final BufferedReader lines;
    final HttpResponse<?> answer;
    String lastId = "";

    Follower(int port, String query, @Nullable String lastEventId) throws Exception {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/logs/tail?" + query))
              .header("Accept-Encoding", "gzip");
      if (lastEventId != null) {
        request.header("Last-Event-ID", lastEventId);
      }
      var response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      answer = response;
      lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8));
    }

    /// The data of the next event with its name; null at the end.
    @Nullable String next() throws IOException {
      String event = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("id: ")) {
          lastId = line.substring(4);
        } else if (line.startsWith("event: ")) {
          event = line.substring(7);
        } else if (line.startsWith("data: ")) {
          return event + " " + line.substring(6);
        }
      }
      return null;
    }

    @Override
    public void close() throws IOException {
      client.shutdownNow();
      lines.close();
    }
  }

  @Test
  void followersSeeWhatIsStored_asFarAsTheyAskedForIt() throws Exception {
    try (Server server = start();
        HttpPeer peer = new HttpPeer(server.port())) {
      send(peer, request(line(1)));
      awaitStored(peer);
      try (Follower all = new Follower(server.port(), "", null);
          Follower some = new Follower(server.port(), "text=three&field.http.route=/buy", null)) {
        assertThat(all.answer.headers().firstValue("Content-Type")).contains("text/event-stream");
        assertThat(all.answer.headers().firstValue("Content-Encoding")).isEmpty();
        send(
            peer,
            request(
                line(2),
                line(3)
                    .addAttributes(attribute("http.route", "/buy"))
                    .addAttributes(attribute("word", "three"))));
        assertThat(all.next()).startsWith("log {").contains("\"body\":\"line 2\"");
        String resumeAt = all.lastId;
        assertThat(all.next()).contains("\"body\":\"line 3\"").contains("/context\"");
        assertThat(some.next()).contains("\"body\":\"line 3\"");
        try (Follower resumed = new Follower(server.port(), "", resumeAt)) {
          assertThat(resumed.next()).contains("\"body\":\"line 3\"");
        }
        try (Follower stranger = new Follower(server.port(), "", "0-7")) {
          assertThat(stranger.next()).isEqualTo("dropped {\"records\":null}");
        }
      }
    }
  }

  @Test
  void theEndOfTheServer_isTheEndOfTheStream() throws Exception {
    Follower follower;
    try (Server server = start()) {
      follower = new Follower(server.port(), "", null);
    }
    try (follower) {
      assertThat(follower.next()).isNull();
    }
  }

  @Test
  void badQuestions_areExplained() throws Exception {
    try (Server server = start();
        HttpPeer peer = new HttpPeer(server.port())) {
      assertThat(peer.get("/api/logs/tail?from=2026-01-01T00:00:00Z").body())
          .contains("from: unknown query parameter");
      assertThat(peer.get("/api/logs/tail?min_severity=loud").statusCode()).isEqualTo(400);
    }
  }

  /// What a follower is answered, to be written when the test wants it.
  private static Answer follow(LogTail tail, Duration heartbeat) throws Exception {
    AtomicReference<HttpHandler> handler = new AtomicReference<>();
    new LogTailApi(tail, _ -> List.of(), "run", heartbeat)
        .addTo(
            Router.builder()
                .behind(routed -> {
                  handler.set(routed);
                  return routed;
                }));
    return handler
        .get()
        .handle(
            new Request(
                "GET",
                "/api/logs/tail",
                Map.of(),
                Map.of(),
                Map.of(),
                Body.of(new byte[0]),
                "127.0.0.1"));
  }

  @Test
  void whoIsTooSlow_isToldHowManyWentBy() throws Exception {
    LogTail tail = new LogTail(10, 10_000);
    Answer answer = follow(tail, Duration.ofMinutes(1));
    for (int i = 0; i < 25; i++) {
      tail.publish(List.of(Samples.log(i, Samples.NOON, null)));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    tail.close();
    answer.content().writeTo(out);
    assertThat(out.toString(UTF_8))
        .contains("event: dropped\ndata: {\"records\":15}\n\nid: run-15\nevent: log\n")
        .contains("id: run-24\n");
  }

  @Test
  void silence_isBrokenByHeartbeats() throws Exception {
    LogTail tail = new LogTail(10, 10_000);
    Answer answer = follow(tail, Duration.ofMillis(1));
    ByteArrayOutputStream out =
        new ByteArrayOutputStream() {
          @Override
          public void flush() {
            if (toString(UTF_8).endsWith(": \n\n: \n\n")) {
              tail.close();
            }
          }
        };
    answer.content().writeTo(out);
    assertThat(out.toString(UTF_8)).startsWith(": following\n\n: \n\n: \n\n");
  }
}
