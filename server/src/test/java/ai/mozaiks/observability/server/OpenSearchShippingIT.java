// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static ai.mozaiks.observability.server.otlp.LogRecords.line;
import static ai.mozaiks.observability.server.otlp.LogRecords.request;
import static ai.mozaiks.observability.server.otlp.Spans.attribute;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.peers.OpenSearchProcess;
import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.config.ShippingConfig;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Log records all the way to a real OpenSearch, also when one of the two dies on the way.
class OpenSearchShippingIT {
  private static OpenSearchProcess search;

  @TempDir Path data;

  @BeforeAll
  static void startSearch(@TempDir Path folder) throws IOException {
    search = OpenSearchProcess.start(folder);
  }

  @AfterAll
  static void stopSearch() {
    search.close();
  }

  @AfterEach
  void clear() throws Exception {
    search.send("DELETE", "/_data_stream/logs-mozaiksai-default", "");
    search.send("DELETE", "/mozaiksai-*", "");
  }

  private ServerConfig config(ShippingConfig shipping) {
    return ServerConfig.defaults(data).toBuilder()
        .port(0)
        .grpcPort(ServerConfig.OFF)
        .otlpPort(ServerConfig.OFF)
        .shipping(List.of(shipping))
        .build();
  }

  private Server start() throws IOException {
    return Server.start(config(ServerProcess.shippingTo(search.url())));
  }

  private static void send(HttpPeer peer, LogRecord.Builder... lines) throws Exception {
    ExportLogsServiceRequest logs = request(lines);
    HttpResponse<byte[]> answer =
        peer.post("/v1/logs", "application/x-protobuf", logs.toByteArray(), false);
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  private static LogRecord.Builder[] lines(long from, int count) {
    return LongStream.range(from, from + count)
        .mapToObj(number -> line(number))
        .toArray(LogRecord.Builder[]::new);
  }

  /// Waits until everything that was accepted is stored and shipped.
  private static JsonNode shipped(HttpPeer peer, long records) throws Exception {
    Instant deadline = Instant.now().plusSeconds(120);
    JsonNode reading = peer.json("/api/shipping").get("destinations").get(0);
    while (reading.get("position").asLong() < records && Instant.now().isBefore(deadline)) {
      Thread.sleep(50);
      reading = peer.json("/api/shipping").get("destinations").get(0);
    }
    assertThat(reading.get("position").asLong()).as(reading.toString()).isEqualTo(records);
    return reading;
  }

  /// The messages of all documents of an index or data stream.
  private static List<String> messages(String index) throws Exception {
    search.post("/" + index + "/_refresh", "");
    JsonNode hits =
        search.post(
            "/" + index + "/_search",
            "{\"size\":10000,\"_source\":[\"msg\"],\"track_total_hits\":true}");
    List<String> messages = new ArrayList<>();
    hits.path("hits")
        .path("hits")
        .forEach(hit -> messages.add(hit.path("_source").path("msg").asString("")));
    assertThat(hits.path("hits").path("total").path("value").asInt(-1)).isEqualTo(messages.size());
    return messages;
  }

  private static List<String> expected(int count) {
    return LongStream.range(0, count).mapToObj(number -> "line " + number).toList();
  }

  @Test
  void searchKilledAndStartedAgainInMidFlow_losesNoLine_andHasNoneTwice() throws Exception {
    try (Server server = start();
        HttpPeer peer = new HttpPeer(server.port())) {
      for (int i = 0; i < 60; i++) {
        send(peer, lines(i * 50L, 50));
        if (i == 20) {
          search.kill();
        }
        if (i == 40) {
          assertThat(peer.get("/health/ready").statusCode()).isEqualTo(200);
          search.start();
        }
        Thread.sleep(30);
      }
      JsonNode reading = shipped(peer, 3_000);
      assertThat(reading.get("behind").asLong()).isZero();
      assertThat(reading.get("retried").asLong()).isPositive();
      assertThat(reading.get("dead").asLong()).isZero();
      assertThat(reading.get("lost").asLong()).isZero();
      assertThat(reading.get("shipped").asLong() + reading.get("already_there").asLong())
          .isEqualTo(3_000);
      assertThat(messages("mozaiksai-*")).containsExactlyInAnyOrderElementsOf(expected(3_000));
    }
  }

  @Test
  void serverKilledInMidFlow_losesNoLineThatItAccepted_andShipsNoneTwice() throws Exception {
    int next = 0;
    for (int kill = 0; kill < 3; kill++) {
      ServerProcess server = ServerProcess.startShipping(data, search.url());
      try (HttpPeer peer = new HttpPeer(server.port())) {
        for (int i = 0; i < 20; i++) {
          send(peer, lines(next, 50));
          next += 50;
          Thread.sleep(20);
        }
      } finally {
        server.kill();
      }
    }
    try (Server server = start();
        HttpPeer peer = new HttpPeer(server.port())) {
      shipped(peer, next);
      assertThat(messages("mozaiksai-*")).containsExactlyInAnyOrderElementsOf(expected(next));
      // As if the crash had come before the position was written: everything comes again.
    }
    Files.delete(data.resolve("shipping/search/position.json"));
    try (Server server = start();
        HttpPeer peer = new HttpPeer(server.port())) {
      JsonNode reading = shipped(peer, next);
      assertThat(reading.get("already_there").asLong()).isEqualTo(next);
      assertThat(reading.get("shipped").asLong()).isZero();
      assertThat(messages("mozaiksai-*")).hasSize(next);
    }
  }

  @Test
  void fieldsHaveTheirTypes_andIndicesTheirDays() throws Exception {
    Instant recently = Instant.now().minus(Duration.ofDays(2));
    try (Server server = start();
        HttpPeer peer = new HttpPeer(server.port())) {
      send(
          peer,
          line(1),
          line(2)
              .setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_ERROR)
              .setSeverityText("ERROR")
              .addAttributes(attribute("session.id", "order-7"))
              .addAttributes(attribute("shop.basket", "b-1"))
              .addAttributes(attribute("exception.type", "ValueError")),
          line(3).addAttributes(attribute("shop.note", "x".repeat(40_000))),
          line(4).setTimeUnixNano(recently.getEpochSecond() * 1_000_000_000));
      JsonNode reading = shipped(peer, 4);
      assertThat(reading.get("dead").asLong()).as(dead(peer)).isZero();
    }
    search.post("/mozaiksai-*/_refresh", "");
    JsonNode second =
        found("{\"term\":{\"level\":\"ERROR\"}}", "term on level").get(0).get("_source");
    assertThat(second.get("chat_id").asString()).isEqualTo("order-7");
    String ts = second.get("ts").asString();
    assertThat(found("{\"range\":{\"ts\":{\"gte\":\"" + ts + "\"}}}", "range on ts")).hasSize(3);
    assertThat(found("{\"range\":{\"ts\":{\"gt\":\"" + ts + "\"}}}", "range on ts")).hasSize(2);
    assertThat(found("{\"range\":{\"@timestamp\":{\"lt\":\"" + ts + "\"}}}", "@timestamp"))
        .hasSize(1);
    assertThat(found("{\"match\":{\"msg\":\"line\"}}", "words of msg")).hasSize(4);
    assertThat(found("{\"term\":{\"msg.keyword\":\"line 2\"}}", "msg as a whole")).hasSize(1);
    assertThat(found("{\"term\":{\"exception.type\":\"ValueError\"}}", "exception")).hasSize(1);
    assertThat(found("{\"term\":{\"extra.shop.basket\":\"b-1\"}}", "extra")).hasSize(1);
    // The others are from a day long before they were written, so they are in the index of today.
    String day = recently.toString().substring(0, 10).replace('-', '.');
    assertThat(search.get("/mozaiksai-*").propertyNames()).hasSize(2).contains("mozaiksai-" + day);
    assertThat(search.get("/mozaiksai-" + day).toString())
        .contains("\"extra\":{\"type\":\"flat_object\"}")
        .contains("\"dynamic\":\"false\"");
  }

  private static JsonNode found(String query, String what) throws Exception {
    JsonNode answer = search.post("/mozaiksai-*/_search", "{\"query\":" + query + "}");
    assertThat(answer.path("hits").path("hits").isEmpty()).as(what + ": " + answer).isFalse();
    return answer.path("hits").path("hits");
  }

  private static String dead(HttpPeer peer) throws Exception {
    String letters = peer.get("/api/shipping/search/dead-letters").body();
    return letters.length() < 2_000 ? letters : letters.substring(0, 2_000);
  }

  @Test
  void whatTheMappingRefuses_isKept_andDoesNotHoldUpTheRest() throws Exception {
    try (Server server = start();
        HttpPeer peer = new HttpPeer(server.port())) {
      search.send(
          "PUT",
          "/_index_template/narrow",
          "{\"index_patterns\":[\"mozaiksai-*\"],\"priority\":999,\"template\":{\"mappings\":"
              + "{\"properties\":{\"msg\":{\"type\":\"integer\"}}}}}");
      send(peer, line(1).setBody(AnyValue.newBuilder().setStringValue("17")), line(2));
      JsonNode reading = shipped(peer, 2);
      assertThat(reading.get("dead").asLong()).isEqualTo(1);
      assertThat(reading.get("shipped").asLong()).isEqualTo(1);
      assertThat(reading.get("trouble").isNull()).isTrue();
      JsonNode letters = peer.json("/api/shipping/search/dead-letters").get("dead_letters");
      assertThat(letters).hasSize(1);
      assertThat(letters.get(0).get("record").get("msg").asString()).isEqualTo("line 2");
      assertThat(letters.get(0).get("reason").asString()).contains("400 ").contains("msg");
      assertThat(peer.get("/metrics/prometheus").body())
          .contains("mozaiks_shipping_dead_records_total{destination=\"search\"} 1.0");
      assertThat(peer.get("/api/shipping/other/dead-letters").statusCode()).isEqualTo(404);
    } finally {
      search.send("DELETE", "/_index_template/narrow", "");
    }
    assertThat(data.resolve("shipping/search/dead-letters.ndjson")).isRegularFile();
  }

  @Test
  void dataStream_takesThemToo() throws Exception {
    ShippingConfig stream =
        new ShippingConfig(
            "search",
            ShippingConfig.Start.BEGINNING,
            new ShippingConfig.Elasticsearch(
                URI.create(search.url()),
                "logs-mozaiksai-default",
                true,
                true,
                new ShippingConfig.NoLogin(),
                null));
    try (Server server = Server.start(config(stream));
        HttpPeer peer = new HttpPeer(server.port())) {
      send(peer, lines(0, 20));
      shipped(peer, 20);
      assertThat(messages("logs-mozaiksai-default"))
          .containsExactlyInAnyOrderElementsOf(expected(20));
      assertThat(search.get("/_data_stream/logs-mozaiksai-default").path("data_streams"))
          .hasSize(1);
    }
  }

  @Test
  void aDestinationThatIsNotThere_keepsNobodyWaiting() throws Exception {
    try (Server server = Server.start(config(ServerProcess.shippingTo("http://127.0.0.1:1")));
        HttpPeer peer = new HttpPeer(server.port())) {
      Instant before = Instant.now();
      send(peer, lines(0, 100));
      assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(10));
      Instant deadline = Instant.now().plusSeconds(30);
      while (peer.json("/api/shipping").get("destinations").get(0).get("trouble").isNull()
          && Instant.now().isBefore(deadline)) {
        Thread.sleep(50);
      }
      JsonNode reading = peer.json("/api/shipping").get("destinations").get(0);
      assertThat(reading.get("trouble").asString())
          .contains("http://127.0.0.1:1 cannot be reached");
      assertThat(reading.get("behind").asLong()).isEqualTo(100);
      assertThat(peer.get("/health/ready").statusCode()).isEqualTo(200);
    }
  }
}
