// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Requests of all signals in which badge numbers stand in every place that holds free text, and in
/// none that names something. Only the operator's own rule ([#RULE]) knows a badge number.
final class PlantedData {
  static final String RULE = "BADGE-\\d{6}";

  private static final long NANOS = 1_760_000_000_000_000_000L;
  private static final int TRACES = 12;

  private final Random random;
  private final List<Sent> sent = new ArrayList<>();
  private final List<String> secrets = new ArrayList<>();
  private final Map<String, Long> items = new HashMap<>();

  /// A request, to be sent as often as wished.
  private record Sent(String path, String type, ByteString body) {}

  /// @param seed of which data
  /// @param copies how many times as much
  PlantedData(long seed, int copies) {
    random = new Random(seed);
    for (int i = 0; i < copies; i++) {
      add(i);
    }
  }

  /// What must be found nowhere in the end.
  List<String> secrets() {
    return secrets;
  }

  /// How many items there are, by signal.
  Map<String, Long> items() {
    return items;
  }

  private void count(String signal, int some) {
    items.merge(signal, (long) some, Long::sum);
  }

  /// Sends everything and waits until it shows.
  void sendTo(HttpPeer peer) throws Exception {
    sendTo(peer, true);
  }

  /// Sends everything.
  void sendTo(HttpPeer peer, boolean wait) throws Exception {
    for (Sent each : sent) {
      HttpResponse<byte[]> answer = peer.post(each.path, each.type, each.body.toByteArray(), wait);
      assertThat(answer.statusCode())
          .as(each.path + ": " + new String(answer.body(), UTF_8))
          .isEqualTo(200);
    }
  }

  private void add(int copy) {
    String type = "application/json";
    sent.add(new Sent("/v1/traces", type, ByteString.copyFromUtf8(spans(copy))));
    sent.add(new Sent("/v1/logs", type, ByteString.copyFromUtf8(logs(copy))));
    sent.add(new Sent("/v1/metrics", type, ByteString.copyFromUtf8(metrics(copy))));
    sent.add(
        new Sent("/api/events", "application/x-ndjson", ByteString.copyFromUtf8(events(copy))));
  }

  /// A text, with a secret in half of the cases.
  private String text() {
    String word = "word" + random.nextInt(1_000);
    return random.nextBoolean() ? word + " nothing to hide" : word + " by " + secret() + " ok";
  }

  private String secret() {
    String secret = "BADGE-" + (100_000 + random.nextInt(900_000));
    secrets.add(secret);
    return secret;
  }

  private static String attribute(String key, String value) {
    return "{\"key\":\"" + key + "\",\"value\":{\"stringValue\":\"" + value + "\"}}";
  }

  private static String resource(String note) {
    return "\"resource\":{\"attributes\":["
        + attribute("service.name", "shop")
        + ","
        + attribute("deployment.note", note)
        + "]}";
  }

  private String spans(int copy) {
    List<String> spans = new ArrayList<>();
    for (int i = 0; i < TRACES; i++) {
      long at = NANOS + (copy * 1_000L + i) * 1_000_000L;
      String trace = "%032x".formatted(1L + copy * 1_000L + i);
      String status = i % 3 == 0 ? ",\"status\":{\"code\":2,\"message\":\"" + text() + "\"}" : "";
      spans.add(
          """
          {"traceId":"%s","spanId":"00000000000000aa","name":"invoke_agent planner",
           "startTimeUnixNano":"%d","endTimeUnixNano":"%d","attributes":[%s,%s,%s,%s,%s]%s,
           "events":[{"timeUnixNano":"%d","name":"note","attributes":[%s]}]}
          """
              .formatted(
                  trace,
                  at,
                  at + 5_000_000,
                  attribute("gen_ai.operation.name", "invoke_agent"),
                  attribute("gen_ai.agent.name", "planner"),
                  attribute("gen_ai.conversation.id", "chat-" + copy + "-" + i % 4),
                  attribute("app.note", text()),
                  bytes("app.raw", text()),
                  status,
                  at,
                  attribute("inner", text())));
      spans.add(
          """
          {"traceId":"%s","spanId":"00000000000000bb","parentSpanId":"00000000000000aa",
           "name":"chat gpt-4o","startTimeUnixNano":"%d","endTimeUnixNano":"%d","attributes":[
           %s,%s,{"key":"gen_ai.usage.input_tokens","value":{"intValue":"%d"}},
           {"key":"gen_ai.usage.output_tokens","value":{"intValue":"%d"}},
           %s,%s]}
          """
              .formatted(
                  trace,
                  at + 1_000_000,
                  at + 4_000_000,
                  attribute("gen_ai.operation.name", "chat"),
                  attribute("gen_ai.request.model", "gpt-4o"),
                  random.nextInt(1_000),
                  random.nextInt(1_000),
                  attribute(
                      "gen_ai.input.messages",
                      "[{\\\"role\\\":\\\"user\\\",\\\"parts\\\":[{\\\"type\\\":\\\"text\\\",\\\"content\\\":\\\""
                          + text()
                          + "\\\"}]}]"),
                  "{\"key\":\"app.tree\",\"value\":{\"kvlistValue\":{\"values\":["
                      + attribute("deep", text())
                      + "]}}}"));
      count("spans", 2);
    }
    return "{\"resourceSpans\":[{"
        + resource(text())
        + ",\"scopeSpans\":[{\"scope\":{\"name\":\"agents\"},\"spans\":["
        + String.join(",", spans)
        + "]}]}]}";
  }

  private static String bytes(String key, String value) {
    return "{\"key\":\""
        + key
        + "\",\"value\":{\"bytesValue\":\""
        + Base64.getEncoder().encodeToString(value.getBytes(UTF_8))
        + "\"}}";
  }

  private String logs(int copy) {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String body =
          i % 4 == 0
              ? "{\"kvlistValue\":{\"values\":[" + attribute("said", text()) + "]}}"
              : "{\"stringValue\":\"" + text() + " line " + i + "\"}";
      records.add(
          """
          {"timeUnixNano":"%d","severityText":"INFO","severityNumber":9,"body":%s,
           "attributes":[%s,{"key":"number","value":{"doubleValue":%s}},
           {"key":"list","value":{"arrayValue":{"values":[{"stringValue":"%s"},{"intValue":"7"}]}}}]}
          """
              .formatted(
                  NANOS + (copy * 1_000L + i) * 1_000_000L,
                  body,
                  attribute("note", text()),
                  i % 2 == 0 ? "5.0" : "1.0E30",
                  text()));
      count("logs", 1);
    }
    records.add(records.getLast()); // an exact twin
    count("logs", 1);
    return "{\"resourceLogs\":[{"
        + resource(copy % 2 == 0 ? "plain" : text())
        + ",\"scopeLogs\":[{\"scope\":{\"name\":\"shop.orders\"},\"logRecords\":["
        + String.join(",", records)
        + "]}]}]}";
  }

  private String metrics(int copy) {
    count("metrics", 1);
    return """
    {"resourceMetrics":[{%s,"scopeMetrics":[{"metrics":[{"name":"queue.length","unit":"1",
     "description":"%s","gauge":{"dataPoints":[
      {"timeUnixNano":"%d","asInt":"4","attributes":[%s]}]}}]}]}]}
    """
        .formatted(resource("plain"), text(), NANOS + copy, attribute("queue.note", text()));
  }

  private String events(int copy) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      lines.append(
          """
          {"type":"tool_call",%s"chat_id":"direct-%d","app_id":"shop","tool_name":"search","duration_sec":1,"success":false,"error_type":"E","error_message":"%s","ts":"2026-03-01T12:00:0%dZ"}
          """
              .formatted(i % 2 == 0 ? "" : "\"event_id\":\"e-" + i + "\",", copy, text(), i));
      count("events", 1);
    }
    return lines.toString();
  }
}
