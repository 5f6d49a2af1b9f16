// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

import ai.mozaiks.observability.server.otlp.OtlpKind;
import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server that knows the answers' forms and remembers what it was sent; spans whose name is "bad"
/// and event lines that are no JSON objects are refused.
final class FakeServer implements AutoCloseable {
  private final HttpServer http;
  private final Set<String> known = new HashSet<>();
  final List<Integer> batchSizes = new ArrayList<>();
  final List<String> bodies = new ArrayList<>();

  /// Answers to give before the real ones: status, and Retry-After.
  final Queue<int[]> busy = new ArrayDeque<>();

  FakeServer() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/v1/traces", exchange -> handle(exchange, this::traces));
    http.createContext(
        "/v1/logs", exchange -> handle(exchange, (to, body) -> others(to, body, OtlpKind.LOGS)));
    http.createContext(
        "/v1/metrics",
        exchange -> handle(exchange, (to, body) -> others(to, body, OtlpKind.METRICS)));
    http.createContext("/api/events", exchange -> handle(exchange, this::events));
    http.start();
  }

  URI uri() {
    return URI.create("http://localhost:" + http.getAddress().getPort());
  }

  synchronized int known() {
    return known.size();
  }

  private interface Handler {
    byte[] answer(HttpExchange exchange, byte[] body) throws IOException;
  }

  private synchronized void handle(HttpExchange exchange, Handler handler) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      int[] refusal = busy.poll();
      if (refusal != null) {
        exchange.getResponseHeaders().set("Retry-After", Integer.toString(refusal[1]));
        byte[] problem = "{\"detail\":\"come again\"}".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(refusal[0], problem.length);
        exchange.getResponseBody().write(problem);
        return;
      }
      if (!"folded".equals(exchange.getRequestHeaders().getFirst("Mozaiks-Wait"))) {
        throw new IOException("the import does not wait for the fold");
      }
      byte[] answer = handler.answer(exchange, body);
      exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private byte[] traces(HttpExchange exchange, byte[] body) throws IOException {
    boolean json = "application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type"));
    List<String[]> spans = json ? spansOfJson(body) : spansOfProtobuf(body);
    bodies.add(new String(body, StandardCharsets.UTF_8));
    batchSizes.add(spans.size());
    long rejected = 0;
    long fresh = 0;
    long dropped = 0;
    for (String[] span : spans) {
      if (span[1].equals("bad")) {
        rejected++;
      } else if (span[1].equals("late")) {
        dropped++;
      } else if (known.add(span[0])) {
        fresh++;
      }
    }
    exchange.getResponseHeaders().set("Mozaiks-Fresh", Long.toString(fresh));
    exchange
        .getResponseHeaders()
        .set("Mozaiks-Duplicates", Long.toString(spans.size() - rejected - fresh - dropped));
    exchange.getResponseHeaders().set("Mozaiks-Dropped", Long.toString(dropped));
    if (json) {
      String partial =
          rejected == 0
              ? "{}"
              : "{\"partialSuccess\":{\"rejectedSpans\":\""
                  + rejected
                  + "\",\"errorMessage\":\"name: bad\"}}";
      return partial.getBytes(StandardCharsets.UTF_8);
    }
    return ExportTraceServiceResponse.newBuilder()
        .setPartialSuccess(
            ExportTracePartialSuccess.newBuilder()
                .setRejectedSpans(rejected)
                .setErrorMessage("name: bad"))
        .build()
        .toByteArray();
  }

  /// Log records and metrics: takes all but one item whose text is "bad".
  private byte[] others(HttpExchange exchange, byte[] body, OtlpKind signal) throws IOException {
    boolean json = "application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type"));
    String text =
        json
            ? new String(body, StandardCharsets.UTF_8)
            : signal == OtlpKind.LOGS
                ? ExportLogsServiceRequest.parseFrom(body).toString()
                : ExportMetricsServiceRequest.parseFrom(body).toString();
    bodies.add(text);
    return text.contains("bad")
        ? ("{\"partialSuccess\":{\"" + signal.rejected() + "\":\"1\",\"errorMessage\":\"bad\"}}")
            .getBytes(StandardCharsets.UTF_8)
        : (json ? "{}" : "").getBytes(StandardCharsets.UTF_8);
  }

  private byte[] events(HttpExchange exchange, byte[] body) {
    bodies.add(new String(body, StandardCharsets.UTF_8));
    List<String> lines = new String(body, StandardCharsets.UTF_8).lines().toList();
    batchSizes.add(lines.size());
    List<String> errors = new ArrayList<>();
    int fresh = 0;
    for (int index = 0; index < lines.size(); index++) {
      if (!lines.get(index).strip().startsWith("{")) {
        errors.add("{\"line\":" + (index + 1) + ",\"reason\":\"not an object\"}");
      } else if (known.add(idOfEvent(lines.get(index)))) {
        fresh++;
      }
    }
    String answer =
        "{\"accepted\":%d,\"fresh\":%d,\"duplicates\":%d,\"rejected\":%d,\"errors\":%s}"
            .formatted(
                lines.size() - errors.size(),
                fresh,
                lines.size() - errors.size() - fresh,
                errors.size(),
                errors);
    return answer.getBytes(StandardCharsets.UTF_8);
  }

  /// Its id, by which the real server knows an event again; the line itself if it has none.
  private static String idOfEvent(String line) {
    JsonNode id = new JsonMapper().readTree(line).path("event_id");
    return id.isString() ? id.asString() : line;
  }

  private static List<String[]> spansOfJson(byte[] body) {
    List<String[]> spans = new ArrayList<>();
    for (JsonNode resource : new JsonMapper().readTree(body).path("resourceSpans")) {
      for (JsonNode scope : resource.path("scopeSpans")) {
        for (JsonNode span : scope.path("spans")) {
          String id = span.path("traceId").asString() + span.path("spanId").asString();
          spans.add(new String[] {id, span.path("name").asString()});
        }
      }
    }
    return spans;
  }

  private static List<String[]> spansOfProtobuf(byte[] body) throws IOException {
    List<String[]> spans = new ArrayList<>();
    ExportTraceServiceRequest.parseFrom(body).getResourceSpansList().stream()
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .flatMap(scope -> scope.getSpansList().stream())
        .forEach(span -> {
          ByteString id = span.getTraceId().concat(span.getSpanId());
          spans.add(new String[] {id.toStringUtf8(), span.getName()});
        });
    return spans;
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
