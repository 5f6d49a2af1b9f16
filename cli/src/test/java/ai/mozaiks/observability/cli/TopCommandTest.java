// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.Server;
import ai.mozaiks.observability.server.config.ConfigSources;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The command against a real server.
@Timeout(120)
class TopCommandTest {
  private StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Server server;

  @BeforeEach
  void start() throws Exception {
    server =
        Server.start(
            new ConfigSources(
                    Map.of("port", "0", "otlp_port", "off", "grpc_port", "off"),
                    Map.of("MOZAIKS_STORAGE_KIND", "memory"),
                    null)
                .read());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private int run(String... options) {
    out = new StringWriter();
    String[] line = new String[options.length + 3];
    line[0] = "top";
    line[1] = "--url";
    line[2] = "http://127.0.0.1:" + server.port();
    System.arraycopy(options, 0, line, 3, options.length);
    return Mozaiks.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(line);
  }

  private void send(String events) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      int status =
          client
              .send(
                  HttpRequest.newBuilder(
                          URI.create(
                              "http://127.0.0.1:" + server.port() + "/api/events?wait=folded"))
                      .header("Content-Type", "application/x-ndjson")
                      .POST(HttpRequest.BodyPublishers.ofString(events))
                      .build(),
                  BodyHandlers.discarding())
              .statusCode();
      assertThat(status).isEqualTo(200);
    }
  }

  @Test
  void showsTheChatsThatRun_theConspicuousFirst_andTheirAgents() throws Exception {
    Instant now = Instant.now();
    send(
        """
        {"event_id":"1","type":"workflow_start","event_ts":"%1$s","chat_id":"silent","app_id":"acme","workflow_name":"Generator"}
        {"event_id":"2","type":"workflow_start","event_ts":"%2$s","chat_id":"busy","app_id":"acme","workflow_name":"Generator"}
        {"event_id":"3","type":"agent_turn","event_ts":"%2$s","chat_id":"busy","app_id":"acme","agent_name":"writer","duration_sec":1}
        {"event_id":"4","type":"llm_call","event_ts":"%2$s","chat_id":"busy","app_id":"acme","agent_name":"writer","provider":"openai","model":"gpt-4o","prompt_tokens":28000,"completion_tokens":14000,"duration_sec":1}
        {"event_id":"5","type":"workflow_start","event_ts":"%2$s","chat_id":"over","app_id":"acme","workflow_name":"Generator"}
        {"event_id":"6","type":"workflow_end","event_ts":"%2$s","chat_id":"over","app_id":"acme","status":"completed"}
        """
            .formatted(now.minusSeconds(600), now.minusSeconds(30)));

    // Folded is not stored yet, and agents are summed from what is stored.
    List<String> lines = List.of();
    for (int i = 0; i < 600 && lines.stream().noneMatch(line -> line.startsWith("writer ")); i++) {
      Thread.sleep(50);
      assertThat(run("--once")).as(err.toString()).isZero();
      lines = out.toString().lines().toList();
    }

    int chats = indexOf(lines, "CHATS  2 running");
    assertThat(lines.get(chats + 1)).contains("STALLED", "silent", "acme", "10m");
    assertThat(lines.get(chats + 2)).contains("busy", "acme", "42.0k", "$0.21");
    assertThat(lines.get(chats + 3)).isEmpty();
    assertThat(lines.get(indexOf(lines, "AGENTS  in 15 minutes") + 1))
        .startsWith("writer ")
        .contains("42.0k")
        .endsWith("$0.21");
    assertThat(lines.get(1)).contains("1 turns", "28.0k + 14.0k tokens", "$0.21");
    assertThat(out.toString()).doesNotContain("\u001B");
  }

  @Test
  void saysWhyNot() {
    assertThat(run("--interval", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("--interval: 0 (expected: 1 to 3600)");
  }

  @Test
  void fails_whenNoServerAnswers() {
    int status =
        Mozaiks.commandLine()
            .setErr(new PrintWriter(err, true))
            .execute("top", "--url", "http://127.0.0.1:1");

    assertThat(status).isEqualTo(1);
    assertThat(err.toString()).contains("no server answers at http://127.0.0.1:1");
  }

  private static int indexOf(List<String> lines, String head) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(head)) {
        return i;
      }
    }
    throw new AssertionError(head + " is not among " + lines);
  }
}
