// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.config.ContentConfig;
import ai.mozaiks.observability.server.config.RedactionConfig;
import ai.mozaiks.observability.server.config.ServerConfig;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Stored data after the rules of redaction change: masked everywhere, counted as before, known
/// when it comes again.
class RescanIT {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir Path data;

  private Server start(@Nullable String rule) throws IOException {
    return Server.start(
        ServerConfig.defaults(data).toBuilder()
            .port(0)
            .grpcPort(ServerConfig.OFF)
            .otlpPort(ServerConfig.OFF)
            .content(ContentConfig.DEFAULT.withKeep(true))
            .redaction(
                new RedactionConfig(
                    List.of(),
                    rule == null ? List.of() : List.of(Pattern.compile(rule)),
                    Set.of(),
                    true))
            .build());
  }

  private static JsonNode scanned(HttpPeer peer) throws Exception {
    Instant deadline = Instant.now().plusSeconds(120);
    while (true) {
      JsonNode answer = peer.json("/api/redaction");
      if (answer.get("stored_data").asString().equals("scanned")
          && answer.get("running").isNull()) {
        return answer;
      }
      assertThat(Instant.now()).as("still scanning: %s", answer).isBefore(deadline);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /// What counts and must not change.
  private static List<JsonNode> figures(HttpPeer peer) throws Exception {
    Instant deadline = Instant.now().plusSeconds(120);
    for (String signal : List.of("spans", "events", "logs", "metrics")) {
      while (peer.json("/api/balance").get(signal).get("pending").asLong() > 0) {
        assertThat(Instant.now()).as("still pending").isBefore(deadline);
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
    return List.of(
        peer.json("/metrics/perf/aggregate?limit=1000"),
        peer.json("/api/series?from=2025-10-01T00:00:00Z&to=2025-10-31T00:00:00Z&step=86400"));
  }

  /// What came again and was known, by signal.
  private static Map<String, Long> duplicates(HttpPeer peer) throws Exception {
    Map<String, Long> duplicates = new HashMap<>();
    for (String signal : List.of("spans", "events", "logs", "metrics")) {
      duplicates.put(signal, peer.json("/api/balance").get(signal).get("duplicates").asLong());
    }
    return duplicates;
  }

  /// Everything in the tables of the database, bytes as characters.
  private String tables() throws SQLException {
    StringBuilder all = new StringBuilder();
    try (Connection connection =
            DriverManager.getConnection("jdbc:duckdb:" + data.resolve("store/store.duckdb"));
        Statement statement = connection.createStatement()) {
      List<String> names = new ArrayList<>();
      try (ResultSet row =
          statement.executeQuery("SELECT table_name FROM duckdb_tables() WHERE NOT temporary")) {
        while (row.next()) {
          names.add(row.getString(1));
        }
      }
      assertThat(names).contains("spans", "logs", "content", "events", "origins");
      for (String name : names) {
        try (ResultSet row = statement.executeQuery("SELECT * FROM " + name)) {
          while (row.next()) {
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
              Object value = row.getObject(i);
              all.append(
                  value instanceof Blob blob
                      ? new String(blob.getBytes(1, (int) blob.length()), ISO_8859_1)
                      : String.valueOf(value));
              all.append('\n');
            }
          }
        }
      }
    }
    return all.toString();
  }

  private static void assertHidden(String where, String text, PlantedData planted) {
    Set<String> found = new HashSet<>();
    for (String secret : planted.secrets()) {
      if (text.contains(secret)) {
        found.add(
            secret
                + " "
                + text.substring(Math.max(0, text.indexOf(secret) - 100), text.indexOf(secret)));
      }
    }
    assertThat(found).as("secrets in " + where).isEmpty();
  }

  private static String ways(HttpPeer peer, PlantedData planted) throws Exception {
    StringBuilder all = new StringBuilder();
    List<String> paths =
        new ArrayList<>(
            List.of(
                "/metrics/perf/aggregate?limit=1000",
                "/metrics/prometheus",
                "/api/logs?limit=1000&from=2025-01-01T00:00:00Z",
                "/api/redaction",
                "/api/redaction/scans",
                "/api/metrics",
                "/api/metrics/points?metric=queue.length&from=2025-01-01T00:00:00Z"));
    for (int i = 0; i < 4; i++) {
      paths.add("/api/chats/chat-0-" + i + "/content");
      paths.add("/metrics/perf/chats/chat-0-" + i);
    }
    paths.add("/metrics/perf/chats/direct-0");
    for (String path : paths) {
      var answer = peer.get(path);
      assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
      all.append(answer.body()).append('\n');
    }
    for (String secret : planted.secrets().subList(0, 5)) {
      JsonNode found =
          peer.json("/api/logs?from=2025-01-01T00:00:00Z&limit=1000&text=" + secret).get("logs");
      assertThat(found).as("logs with " + secret).isEmpty();
    }
    return all.toString();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void newRule_masksEverythingStored_andWhatComesAgainIsKnown(long seed) throws Exception {
    PlantedData planted = new PlantedData(seed, 3);
    List<JsonNode> before;
    try (Server server = start(null);
        HttpPeer peer = new HttpPeer(server.port())) {
      scanned(peer);
      planted.sendTo(peer);
      before = figures(peer);
    }
    assertThat(tables()).contains(planted.secrets());
    try (Server server = start(PlantedData.RULE);
        HttpPeer peer = new HttpPeer(server.port())) {
      JsonNode rules = scanned(peer);
      assertThat(rules.get("last_scan").get("by_rule").get("configured-1").asLong()).isPositive();
      assertThat(figures(peer)).isEqualTo(before);
      assertHidden("the answers", ways(peer, planted), planted);
      planted.sendTo(peer);
      assertThat(figures(peer)).isEqualTo(before);
      assertThat(duplicates(peer))
          .containsEntry("events", planted.items().get("events"))
          .containsEntry("logs", planted.items().get("logs"));
      assertThat(peer.get("/metrics/prometheus").body())
          .contains("mozaiks_store_spans " + planted.items().get("spans") + ".0")
          .contains("mozaiks_store_logs " + planted.items().get("logs") + ".0");
    }
    assertHidden("the tables", tables(), planted);
    try (Server server = start(PlantedData.RULE);
        HttpPeer peer = new HttpPeer(server.port())) {
      assertThat(figures(peer)).isEqualTo(before);
      assertThat(peer.json("/api/redaction/scans").get("scans")).hasSize(2);
    }
  }

  /// The process dies again and again while it scans; each start goes on.
  @Test
  void killedWhileItScans_isDoneInTheEnd_andCountsTheSame() throws Exception {
    PlantedData planted = new PlantedData(4, 60);
    List<JsonNode> before;
    try (ServerProcess server = ServerProcess.startMasking(data, "");
        HttpPeer peer = new HttpPeer(server.port())) {
      planted.sendTo(peer, false);
      before = figures(peer);
    }
    for (int round = 0; round < 4; round++) {
      ServerProcess server = ServerProcess.startMasking(data, PlantedData.RULE);
      try (HttpPeer peer = new HttpPeer(server.port())) {
        Instant deadline = Instant.now().plusSeconds(60);
        long read = 0;
        while (read < 100L * (round + 1) && Instant.now().isBefore(deadline)) {
          read = 0;
          JsonNode answer = peer.json("/api/redaction");
          JsonNode scan = answer.get(answer.get("running").isNull() ? "last_scan" : "running");
          for (JsonNode rows : scan.path("rows")) {
            read += rows.get("read").asLong();
          }
        }
      } finally {
        server.kill();
      }
    }
    try (ServerProcess server = ServerProcess.startMasking(data, PlantedData.RULE);
        HttpPeer peer = new HttpPeer(server.port())) {
      JsonNode done = scanned(peer).get("last_scan");
      assertThat(peer.json("/api/redaction/scans").get("scans"))
          .as("one when the store was empty, one for the rule")
          .hasSize(2);
      assertThat(done.get("rows").get("spans").get("read").asLong())
          .isEqualTo(planted.items().get("spans"));
      assertThat(done.get("rows").get("logs").get("read").asLong())
          .isEqualTo(planted.items().get("logs"));
      assertThat(figures(peer)).isEqualTo(before);
      planted.sendTo(peer, false);
      assertThat(figures(peer)).isEqualTo(before);
      assertThat(duplicates(peer)).containsEntry("logs", planted.items().get("logs"));
    }
    assertHidden("the tables", tables(), planted);
  }

  @Test
  void asking_needsTheSwitch_exceptForADryRun() throws Exception {
    PlantedData planted = new PlantedData(5, 1);
    try (Server server = start(PlantedData.RULE);
        HttpPeer peer = new HttpPeer(server.port())) {
      scanned(peer);
      planted.sendTo(peer);
      figures(peer);
      JsonNode dry =
          ask(
              peer,
              "{\"dry_run\":true,\"reason\":\"look, password=hunter2x\",\"asked_by\":\"desk\"}",
              202);
      JsonNode done = done(peer, dry.get("id").asString());
      assertThat(done.get("dry_run").asBoolean()).isTrue();
      assertThat(done.get("reason").asString()).isEqualTo("look, password=***REDACTED***");
      assertThat(done.get("asked_by").asString()).isEqualTo("desk");
      assertThat(done.get("rows").get("logs").get("changed").asLong()).isZero();
      JsonNode real = ask(peer, "{}", 202);
      assertThat(done(peer, real.get("id").asString()).get("dry_run").asBoolean()).isFalse();
      for (String body : List.of("", "[]", "{\"x\":1}", "{\"dry_run\":1}", "{\"reason\":1}")) {
        assertThat(ask(peer, body, 400).get("detail").asString()).as(body).contains("expected");
      }
      assertThat(peer.post("/api/redaction/scans", "text/plain", new byte[0], false).statusCode())
          .isEqualTo(415);
      assertThat(peer.get("/api/redaction/scans/none").statusCode()).isEqualTo(404);
    }
    try (ServerProcess server = ServerProcess.startMasking(data, PlantedData.RULE);
        HttpPeer peer = new HttpPeer(server.port())) {
      assertThat(ask(peer, "{}", 403).get("detail").asString())
          .contains("redaction.scan_on_request");
      ask(peer, "{\"dry_run\":true}", 202);
    }
  }

  private static JsonNode ask(HttpPeer peer, String body, int status) throws Exception {
    HttpResponse<byte[]> answer =
        peer.post("/api/redaction/scans", "application/json", body.getBytes(ISO_8859_1), false);
    assertThat(answer.statusCode()).as(new String(answer.body(), ISO_8859_1)).isEqualTo(status);
    return JSON.readTree(answer.body());
  }

  private static JsonNode done(HttpPeer peer, String id) throws Exception {
    Instant deadline = Instant.now().plusSeconds(60);
    while (true) {
      JsonNode scan = peer.json("/api/redaction/scans/" + id);
      if (scan.get("state").asString().equals("done")) {
        return scan;
      }
      assertThat(Instant.now()).as("still under way: %s", scan).isBefore(deadline);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /// An id that a new rule would mask: what it holds together stays together, and is told.
  @Test
  void chatAndAgent_thatARuleWouldMask_stay_andAreToldAsLeft() throws Exception {
    String spans =
        """
        {"resourceSpans":[{"resource":{"attributes":[
          {"key":"service.name","value":{"stringValue":"shop"}}]},"scopeSpans":[{"spans":[
          {"traceId":"000000000000000000000000000000f1","spanId":"00000000000000aa",
           "name":"invoke_agent planner","startTimeUnixNano":"1760000000000000000",
           "endTimeUnixNano":"1760000001000000000","attributes":[
            {"key":"gen_ai.operation.name","value":{"stringValue":"invoke_agent"}},
            {"key":"gen_ai.agent.name","value":{"stringValue":"BADGE-111111"}},
            {"key":"gen_ai.conversation.id","value":{"stringValue":"BADGE-222222"}},
            {"key":"note","value":{"stringValue":"BADGE-333333"}}]}]}]}]}
        """;
    List<JsonNode> before;
    try (Server server = start(null);
        HttpPeer peer = new HttpPeer(server.port())) {
      assertThat(
              peer.post("/v1/traces", "application/json", spans.getBytes(ISO_8859_1), true)
                  .statusCode())
          .isEqualTo(200);
      before = figures(peer);
    }
    try (Server server = start(PlantedData.RULE);
        HttpPeer peer = new HttpPeer(server.port())) {
      JsonNode rows = scanned(peer).get("last_scan").get("rows").get("spans");
      assertThat(rows.get("changed").asInt()).isEqualTo(1);
      assertThat(rows.get("left").asInt()).isEqualTo(1);
      assertThat(figures(peer)).isEqualTo(before);
    }
    assertThat(tables()).contains("BADGE-222222").doesNotContain("BADGE-333333");
  }
}
