// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static ai.mozaiks.observability.server.otlp.MetricRequests.counter;
import static ai.mozaiks.observability.server.otlp.MetricRequests.everyKind;
import static ai.mozaiks.observability.server.otlp.MetricRequests.number;
import static ai.mozaiks.observability.server.otlp.MetricRequests.request;
import static ai.mozaiks.observability.server.otlp.MetricRequests.tokenUsage;
import static ai.mozaiks.observability.server.otlp.Spans.attribute;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.otlp.OtlpJsonWriter;
import ai.mozaiks.observability.server.otlp.Spans;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceGrpc;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Metrics from the wire to the answer, over a real server with its store on disk: kept as they
/// came, and apart from every total.
class MetricsTest {
  private static final String RANGE = "from=2025-10-01T00:00:00Z&to=2025-11-01T00:00:00Z";

  @TempDir Path data;

  private Server start() throws IOException {
    return Server.start(
        ServerConfig.defaults(data).toBuilder().port(0).grpcPort(0).otlpPort(0).build());
  }

  private static HttpResponse<byte[]> send(HttpPeer peer, ExportMetricsServiceRequest metrics)
      throws Exception {
    HttpResponse<byte[]> answer =
        peer.post("/v1/metrics", "application/x-protobuf", metrics.toByteArray(), true);
    assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
    return answer;
  }

  private static long header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValueAsLong(name).orElseThrow();
  }

  private static JsonNode settled(HttpPeer peer) throws Exception {
    JsonNode metrics = peer.json("/api/balance").get("metrics");
    for (int i = 0; i < 600 && metrics.get("pending").asLong() > 0; i++) {
      Thread.sleep(50);
      metrics = peer.json("/api/balance").get("metrics");
    }
    assertThat(metrics.get("pending").asLong()).isZero();
    assertThat(metrics.get("unaccounted").asLong()).isZero();
    return metrics;
  }

  private static long pendingSpans(HttpPeer peer) throws Exception {
    return peer.json("/api/balance").get("spans").get("pending").asLong();
  }

  private static JsonNode points(HttpPeer peer, String name) throws Exception {
    return peer.json("/api/metrics/points?metric=" + name + "&" + RANGE).get("series");
  }

  @Test
  void takesEveryKindByEveryTransport_andKnowsAResend() throws Exception {
    ExportMetricsServiceRequest metrics = everyKind();
    byte[] json = new OtlpJsonWriter(new Random(1)).write(metrics).getBytes(UTF_8);
    try (Server server = start();
        HttpPeer peer = new HttpPeer(server.port());
        HttpPeer otlp = new HttpPeer(server.otlpPort())) {
      assertThat(header(send(peer, metrics), "Mozaiks-Fresh")).isEqualTo(5);
      HttpResponse<byte[]> asJson = otlp.post("/v1/metrics", "application/json", json, true);
      assertThat(asJson.statusCode()).as(new String(asJson.body(), UTF_8)).isEqualTo(200);
      assertThat(header(asJson, "Mozaiks-Duplicates")).isEqualTo(5);
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", server.grpcPort()).usePlaintext().build();
      try {
        MetricsServiceGrpc.newBlockingStub(channel).export(metrics);
      } finally {
        channel.shutdownNow();
      }
      JsonNode balance = settled(peer);
      assertThat(balance.get("stored").asLong()).isEqualTo(5);
      assertThat(balance.get("duplicates").asLong()).isEqualTo(10);
    }
    try (Server server = start();
        HttpPeer peer = new HttpPeer(server.port())) {
      assertThat(header(send(peer, metrics), "Mozaiks-Duplicates")).isEqualTo(5);
      List<String> names = new ArrayList<>();
      peer.json("/api/metrics")
          .get("metrics")
          .forEach(metric -> names.add(metric.get("name").asString()));
      assertThat(names)
          .containsExactly(
              "counter", "exponential", "gauge", "gen_ai.client.token.usage", "summary");
      JsonNode counter = points(peer, "counter").get(0);
      assertThat(counter.get("kind").asString()).isEqualTo("sum");
      assertThat(counter.get("temporality").asString()).isEqualTo("cumulative");
      assertThat(counter.get("points").get(0).get("value").asLong()).isEqualTo(Long.MAX_VALUE);
      JsonNode exponential = points(peer, "exponential").get(0).get("points").get(0);
      assertThat(exponential.get("buckets").get("scale").asInt()).isEqualTo(-2);
      assertThat(exponential.get("count").asLong()).isEqualTo(3);
      JsonNode summary = points(peer, "summary").get(0).get("points").get(0);
      assertThat(summary.get("buckets").get("quantiles").get(0).get("value").asDouble())
          .isEqualTo(1.5);
      assertThat(points(peer, "gauge").get(0).get("points").get(0).get("value").asDouble())
          .isEqualTo(0.1);
      String scrape = peer.get("/metrics/prometheus").body();
      assertThat(scrape)
          .contains("mozaiks_store_points 5.0")
          .doesNotContain("counter{", "gen_ai_client");
    }
  }

  @Test
  void changeNoTotal_whateverTheyMeasure() throws Exception {
    try (Server server = start();
        HttpPeer peer = new HttpPeer(server.port())) {
      peer.send(
          Spans.request(
              Spans.span(1)
                  .addAttributes(attribute("gen_ai.operation.name", "chat"))
                  .addAttributes(attribute("gen_ai.usage.input_tokens", "120"))
                  .addAttributes(attribute("gen_ai.usage.output_tokens", "48"))),
          true);
      for (int i = 0; i < 600 && pendingSpans(peer) > 0; i++) {
        Thread.sleep(50); // series are read from the store
      }
      String before = peer.get("/metrics/perf/aggregate").body();
      String series = peer.get("/api/series?step=86400&" + RANGE).body();
      assertThat(before).contains("\"total_prompt_tokens\":120");
      assertThat(series).contains("\"prompt_tokens\":120");

      send(
          peer,
          request(
              tokenUsage("input", 120),
              tokenUsage("output", 48),
              tokenUsage("total", 168), // Spring AI's own third type
              counter("gen_ai.client.inference.usage.input_tokens", number(1, 120)),
              counter("gen_ai.client.inference.usage.cache_read.input_tokens", number(1, 64)),
              counter("gen_ai.client.inference.usage.reasoning.output_tokens", number(1, 16))));
      settled(peer);

      assertThat(peer.get("/metrics/perf/aggregate").body()).isEqualTo(before);
      assertThat(peer.get("/api/series?step=86400&" + RANGE).body()).isEqualTo(series);
      List<String> types = new ArrayList<>();
      points(peer, "gen_ai.client.token.usage")
          .forEach(each ->
              types.add(
                  each.get("attributes").get("gen_ai.token.type").asString()
                      + " "
                      + each.get("points").get(0).get("sum").asInt()));
      assertThat(types).containsExactlyInAnyOrder("input 120", "output 48", "total 168");
    }
  }

  @Test
  void aPointIsItsSeriesAndItsTime_inWhateverOrderItsAttributesCome() throws Exception {
    Metric.Builder one =
        counter(
            "m",
            number(1, 5).addAttributes(attribute("a", "1")).addAttributes(attribute("b", "2")));
    Metric.Builder same =
        counter(
            "m",
            number(1, 5).addAttributes(attribute("b", "2")).addAttributes(attribute("a", "1")));
    Metric.Builder later = counter("m", number(2, 5).addAttributes(attribute("a", "1")));
    try (Server server = start();
        HttpPeer peer = new HttpPeer(server.port())) {
      HttpResponse<byte[]> answer = send(peer, request(one, same, later));
      assertThat(header(answer, "Mozaiks-Fresh")).isEqualTo(2);
      assertThat(header(answer, "Mozaiks-Duplicates")).isEqualTo(1);
    }
  }

  @Test
  void whatIsLeftOut_isSaid_andNothingElse() throws Exception {
    try (Server server = start();
        HttpPeer peer = new HttpPeer(server.port())) {
      send(peer, request(counter("m", number(1, 5), number(2, 6), number(3, 7))));
      settled(peer);
      String query = "/api/metrics/points?metric=m&" + RANGE;

      assertThat(peer.json(query + "&limit=3").get("truncated").asBoolean()).isFalse();
      JsonNode two = peer.json(query + "&limit=2");
      assertThat(two.get("truncated").asBoolean()).isTrue();
      JsonNode points = two.get("series").get(0).get("points");
      assertThat(points.size()).isEqualTo(2);
      assertThat(points.get(0).get("value").asInt()).isEqualTo(6);
    }
  }

  @Test
  void pointsThatMakeNoSense_areRejectedWithTheirPlace() throws Exception {
    Metric.Builder buckets = tokenUsage("input", 1);
    buckets.getHistogramBuilder().getDataPointsBuilder(0).addBucketCounts(7);
    try (Server server = start();
        HttpPeer peer = new HttpPeer(server.port())) {
      HttpResponse<byte[]> answer =
          send(
              peer,
              request(
                  counter("m", number(1, 1), number(1, 1).clearTimeUnixNano()),
                  counter("", number(1, 1)),
                  buckets));
      ExportMetricsPartialSuccess partial =
          ExportMetricsServiceResponse.parseFrom(answer.body()).getPartialSuccess();
      assertThat(partial.getRejectedDataPoints()).isEqualTo(3);
      assertThat(partial.getErrorMessage())
          .isEqualTo(
              "3 of 4 data points rejected, the first because of"
                  + " resourceMetrics[0].scopeMetrics[0].metrics[0].dataPoints[1].timeUnixNano: absent or 0"
                  + " (expected: nanoseconds since 1970)");
      assertThat(settled(peer).get("rejected").asLong()).isEqualTo(3);
    }
  }

  @Test
  void secretsInAttributes_areMasked() throws Exception {
    try (Server server = start();
        HttpPeer peer = new HttpPeer(server.port())) {
      send(peer, request(counter("m", number(1, 1).addAttributes(attribute("api_key", "sesame")))));
      settled(peer);
      assertThat(peer.get("/api/metrics/points?metric=m&" + RANGE).body())
          .contains("api_key")
          .doesNotContain("sesame");
    }
  }
}
