// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.config.ConfigSources;
import ai.mozaiks.observability.server.normalise.AgentTraces;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// A server of which every part has something to tell: recorded traces of several frameworks, logs,
/// metrics, direct events, content, an archive, alerts, deliveries that work and that fail, refused
/// log records, addresses that are up and down.
final class DescribedServer implements AutoCloseable {
  private static final Path RECORDINGS = Path.of("src", "test", "resources", "recordings");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /// Of a trace that is archived.
  static final String ARCHIVED_CHAT = "chat-of-old";

  /// Of direct events that are.
  static final String ARCHIVED_EVENTS = "events-of-old";

  /// Its number, as an id; of one that is stored.
  static final int TRACE = 8;

  private static final String LOG = "runtime-log.txt";
  private static final Instant LONG_AGO = Instant.parse("2025-10-02T10:00:00Z");

  private final HttpServer others;
  private final Server server;
  private final HttpPeer peer;
  private final Path log;

  static DescribedServer start(Path folder) throws Exception {
    HttpServer others = others();
    try {
      try (Server before = server(folder, others, "30d");
          HttpPeer peer = new HttpPeer(before.port())) {
        send(peer, "/v1/traces", DescribedTelemetry.trace(ARCHIVED_CHAT, 7, LONG_AGO));
        send(peer, "/v1/logs", DescribedTelemetry.logs(7, LONG_AGO));
        events(peer, DescribedTelemetry.allEvents(ARCHIVED_EVENTS));
        awaitStored(peer);
      }
      // So that all of it is too old at once; the server looks at its start and then each hour.
      DescribedServer started = new DescribedServer(others, server(folder, others, "1ms"), folder);
      started.fill();
      return started;
    } catch (Exception | AssertionError e) {
      others.stop(0);
      throw e;
    }
  }

  private DescribedServer(HttpServer others, Server server, Path folder) {
    this.others = others;
    this.server = server;
    this.log = folder.resolve(LOG);
    this.peer = new HttpPeer(server.port());
  }

  Server server() {
    return server;
  }

  HttpPeer peer() {
    return peer;
  }

  /// What the server talks to: a webhook, an address that is looked at, and a search engine that
  /// takes no record that says so.
  private static HttpServer others() throws IOException {
    HttpServer listening =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    listening.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    listening.createContext("/", DescribedServer::answer);
    listening.start();
    return listening;
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String sent = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    String told = "{}";
    if (exchange.getRequestURI().getPath().endsWith("/_bulk")) {
      List<String> items =
          sent.lines()
              .filter(line -> line.contains("record_id"))
              .map(line ->
                  line.contains("refuse me")
                      ? "{\"create\":{\"status\":400,\"error\":{\"type\":\"mapper_parsing_exception\",\"reason\":\"why\"}}}"
                      : "{\"create\":{\"status\":201}}")
              .toList();
      told = "{\"items\":[" + String.join(",", items) + "]}";
    }
    byte[] body = told.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static Server server(Path folder, HttpServer others, String retention) throws Exception {
    String address = "http://127.0.0.1:" + others.getAddress().getPort();
    Path rules = Files.writeString(folder.resolve("rules.yml"), RULES);
    Path log = folder.resolve(LOG);
    if (!Files.exists(log)) {
      Files.writeString(
          log, Files.readString(RECORDINGS.resolve("ag2-classic-file-log-0.14.0/runtime-log.txt")));
    }
    Path file =
        Files.writeString(
            folder.resolve("mozaiks.yml"), configuration(folder, retention, rules, log, address));
    return Server.start(new ConfigSources(Map.of(), Map.of(), file).read());
  }

  private static String configuration(
      Path folder, String retention, Path rules, Path log, String others) {
    return """
    port: 0
    grpc_port: off
    otlp_port: off
    data: %s
    storage: {retention: %s}
    chats: {looping_calls: 2, runaway_turns: 2}
    content: {keep: true}
    retention:
      delete_on_request: true
      archive: {enabled: true, signals: [chats, spans, content, logs, metrics]}
    redaction: {scan_on_request: true, keys: [badge]}
    alerts:
      interval: 1s
      group_wait: 1s
      rules: [%s]
      channels:
        - {type: webhook, name: ops, url: "%s/hook"}
        - {type: email, name: team, host: 127.0.0.1, port: 1, security: none, from: a@b.example, to: [c@d.example]}
    sources:
      - {type: ag2_file, path: %s}
    shipping:
      - {type: opensearch, name: search, url: "%s"}
    uptime:
      checks:
        - {name: shop, url: "%s/health", interval: 5s}
        - {name: nobody, url: "http://127.0.0.1:1/", interval: 5s}
    """
        .formatted(folder.resolve("data"), retention, rules, others, log, others, others);
  }

  private static final String RULES =
      """
      rules:
        - {name: AnyTurn, kind: threshold, of: turns, window: 1h, by: [app], where: {app: shop}, above: 0}
        - {name: AnySlow, kind: quantile, of: turn_duration, quantile: 0.9, window: 1h, above: 0s}
        - {name: AnyShare, kind: ratio, of: errors, to: turns, window: 1h, above: 0%}
        - {name: NoTurn, kind: absence, of: turns, window: 5m, lookback: 1h, by: [app]}
        - {name: AnyCost, kind: cost, per: day, above: 0.000001}
        - {name: AnyFlag, kind: chat_flag, flags: [looping], where: {app: shop}}
        - {name: AnyUnpriced, kind: unpriced, window: 1h}
        - {name: AnyDown, kind: uptime, figure: failures, checks: [nobody], above: 0}
        - {name: AnyActive, kind: level, figure: active_chats, by: [app], where: {workflow: order}, above: 0}
      """;

  private void fill() throws Exception {
    awaited("/api/archive", each -> each.get("files").size() >= 4);
    Instant now = Instant.now();
    for (String recording :
        List.of(
            "ag2-1-1.2.1",
            "pydantic-ai-2.68.0",
            "langgraph-traceloop-0.62.4",
            "otel-java-agent-openai-2.33.1")) {
      try (Stream<Path> files = Files.list(RECORDINGS.resolve(recording))) {
        for (Path file :
            files.filter(each -> each.toString().endsWith(".otlp.json")).sorted().toList()) {
          String signal = file.getFileName().toString().startsWith("logs") ? "logs" : "traces";
          send(peer, "/v1/" + signal, Files.readString(file));
        }
      }
    }
    for (String name : AgentTraces.names()) {
      send(peer, "/v1/traces", Files.readString(AgentTraces.FOLDER.resolve(name + ".otlp.json")));
    }
    send(peer, "/v1/traces", DescribedTelemetry.trace("chat-of-now", TRACE, now));
    send(peer, "/v1/logs", DescribedTelemetry.logs(TRACE, now));
    send(peer, "/v1/metrics", DescribedTelemetry.metrics(now));
    events(peer, DescribedTelemetry.EVENTS);
    awaitStored(peer);
    Files.writeString(log, "{half a line\n", StandardOpenOption.APPEND);
    awaited("/api/sources", each -> each.get("sources").get(0).get("rejected").asInt() > 0);
    awaited("/api/uptime", each -> !each.get("checks").toString().contains("\"unknown\""));
    awaited("/api/shipping/search/dead-letters", each -> !each.get("dead_letters").isEmpty());
    awaited("/api/notifications/deliveries", each -> hasTold(each, "ops") && hasTold(each, "team"));
    awaited("/api/slos", each -> !each.get("evaluated_at").isNull());
    awaited("/api/alerts", each -> each.get("ready").booleanValue());
    json("/api/deletions", "{\"user_id\":\"ben\",\"reason\":\"test\",\"asked_by\":\"ann\"}");
    json("/api/redaction/scans", "{\"dry_run\":false,\"reason\":\"test\",\"asked_by\":\"ann\"}");
    awaited("/api/redaction", each -> each.get("running").isNull());
    json(
        "/api/silences",
        "{\"matchers\":[\"rule=AnyTurn\",\"alertname=AnyTurn\"],\"duration\":\"1h\",\"created_by\":\"ann\",\"comment\":\"test\"}");
    json("/api/alerts/test", "{}");
  }

  private static boolean hasTold(JsonNode notifications, String channel) {
    return notifications
        .get("deliveries")
        .valueStream()
        .anyMatch(each ->
            each.get("channel").asString().equals(channel)
                && each.get("kind").asString().equals("alert"));
  }

  private void json(String path, String body) throws Exception {
    HttpResponse<byte[]> answer = peer.post(path, "application/json", body.getBytes(UTF_8), false);
    assertThat(answer.statusCode())
        .as(path + " " + new String(answer.body(), UTF_8))
        .isBetween(200, 202);
  }

  private static void send(HttpPeer peer, String path, String body) throws Exception {
    HttpResponse<byte[]> answer = peer.post(path, "application/json", body.getBytes(UTF_8), true);
    assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
  }

  private static void events(HttpPeer peer, String lines) throws Exception {
    HttpResponse<byte[]> answer =
        peer.post("/api/events", "application/x-ndjson", lines.getBytes(UTF_8), true);
    assertThat(new String(answer.body(), UTF_8)).contains("\"rejected\":0");
  }

  private static void awaitStored(HttpPeer peer) throws Exception {
    awaited(
        peer,
        "/api/balance",
        each -> each.valueStream().allMatch(signal -> signal.get("pending").asLong() == 0));
  }

  JsonNode awaited(String path, Predicate<JsonNode> condition) throws Exception {
    return awaited(peer, path, condition);
  }

  private static JsonNode awaited(HttpPeer peer, String path, Predicate<JsonNode> condition)
      throws Exception {
    Instant deadline = Instant.now().plus(PATIENCE);
    JsonNode answer = peer.json(path);
    while (!condition.test(answer)) {
      assertThat(Instant.now()).as(path + " " + answer).isBefore(deadline);
      Thread.sleep(100);
      answer = peer.json(path);
    }
    return answer;
  }

  @Override
  public void close() {
    peer.close();
    server.close();
    others.stop(0);
  }
}
