// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.config.StorageConfig;
import ai.mozaiks.observability.server.http.RawConnection;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What senders of bad input are told: the place, the value, what was expected; nothing of the
/// insides, no secret, no control character.
class BadInputTest {
  private static final String KEY = "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH";

  private static final String[] INSIDES = {
    "Exception",
    "StreamRead",
    "JsonRead",
    "getMax",
    "[Source",
    "protocol message",
    "CodedInputStream",
    "java.",
    "incident",
    KEY
  };

  @TempDir static Path data;
  private static Server server;
  private static HttpPeer peer;

  @BeforeAll
  static void start() throws Exception {
    server =
        Server.start(
            ServerConfig.defaults(data).toBuilder()
                .port(0)
                .grpcPort(ServerConfig.OFF)
                .otlpPort(ServerConfig.OFF)
                .storage(new StorageConfig.Memory(Duration.ofDays(1)))
                .build());
    peer = new HttpPeer(server.port());
  }

  @AfterAll
  static void stop() {
    peer.close();
    server.close();
  }

  private static void requireClear(int status, String body, String expected) {
    assertThat(status).as(body).isEqualTo(400);
    assertThat(body).contains(expected).doesNotContain(INSIDES).doesNotContain("\": ");
    assertThat(body.chars().filter(Character::isISOControl).count()).as(body).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "[[]]| event: [] (expected: a JSON object)",
        "null| event: null (expected: a JSON object)",
        "{| not valid JSON: it ends too early",
        "{\"a\":NaN}| not valid JSON: NaN and infinities",
        "{\"a\":1e99999999999}| chat_id: absent or empty",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[| beyond a limit: objects and arrays in one another (expected: at most 32)",
        "{\"chat_id\":\"c\",\"type\":\"KEY\"}| type: ***REDACTED*** (expected: workflow_start",
        "{\"chat_id\":\"c\",\"type\":[\"KEY\"]}| type: ",
        "{\"chat_id\":\"c\",\"type\":\"agent_turn\",\"duration_sec\":\"KEY\"}| duration_sec: ",
        "{\"chat_id\":\"c\",\"type\":\"agent_turn\",\"ts\":\""
            + "aaaaaaaaaa aaaaaaaaaa aaaaaaaaaa aaaaaaaaaa aaaaaaaaaa aaaaaaaaaa KEY"
            + "\"}| ts: ",
        "{\"chat_id\":\"c\",\"type\":\"\\u001b[31m\\n\\u202e\"}| type: \\\\u001b[31m\\\\u000a\\\\u202e (expected"
      })
  void isExplained_toSendersOfEvents(String body, String expected) throws Exception {
    for (String type : List.of("application/json", "application/x-ndjson")) {
      if (type.endsWith("ndjson") && expected.startsWith("event: [] ")) {
        continue; // a line is not a list
      }
      HttpResponse<byte[]> answer =
          peer.post("/api/events", type, body.replace("KEY", KEY).getBytes(UTF_8), false);

      requireClear(answer.statusCode(), new String(answer.body(), UTF_8), expected);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "/v1/logs|[]| body: an array (expected: an object)",
        "/v1/logs|{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"severityNumber\":\"KEY\"}]}]}]}| /severityNumber: ***REDACTED*** (expected: an enum's number)",
        "/v1/logs|{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"timeUnixNano\":-1}]}]}]}| /timeUnixNano: -1 (expected: an unsigned 64-bit integer)",
        "/v1/logs|{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"body\":7}]}]}]}| /body: 7 (expected: an object)",
        "/v1/metrics|{| body: not valid JSON: it ends too early at line 1, column 2",
        "/v1/metrics|{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"gauge\":{\"dataPoints\":[{\"asDouble\":\"KEY\"}]}}]}]}]}| /asDouble: ***REDACTED*** (expected: a number",
        "/v1/metrics|{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"histogram\":{\"dataPoints\":[{\"bucketCounts\":[1.5]}]}}]}]}]}| /bucketCounts/0: 1.5 (expected: an unsigned 64-bit integer)"
      })
  void isExplained_toSendersOfLogsAndMetricsInJson(String path, String body, String expected)
      throws Exception {
    HttpResponse<byte[]> answer =
        peer.post(path, "application/json", body.replace("KEY", KEY).getBytes(UTF_8), false);

    requireClear(answer.statusCode(), new String(answer.body(), UTF_8), expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "null| body: null (expected: an object) at line 1, column 1",
        "[]| body: an array (expected: an object)",
        "\"KEY\"| body: ***REDACTED*** (expected: an object)",
        "{| body: not valid JSON: it ends too early at line 1, column 2",
        "{}x| body: not valid JSON: an unknown word",
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"KEY\"}]}]}]}| /traceId: ***REDACTED*** (expected: 32 hex digits)",
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"startTimeUnixNano\":\"\\u001b\\n\"}]}]}]}| /startTimeUnixNano: \\\\u001b\\\\u000a (expected",
        "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"value\":{\"intValue\":\"hunter2\"},\"key\":\"password\"}]}}]}| /intValue: a text of 7 characters (expected"
      })
  void isExplained_toSendersOfTracesInJson(String body, String expected) throws Exception {
    HttpResponse<byte[]> answer =
        peer.post(
            "/v1/traces", "application/json", body.replace("KEY", KEY).getBytes(UTF_8), false);

    requireClear(answer.statusCode(), new String(answer.body(), UTF_8), expected);
  }

  @Test
  void oneBadSpanOfJson_isRefusedAlone_withoutItsSecret() throws Exception {
    String spans =
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":["
            + "{\"traceId\":\"5b8efff798038103d269b633813fc60c\",\"spanId\":\"eee19b7ec3c1b174\"},"
            + "{\"traceId\":\"KEY\"},{\"spanId\":\"00\"}]}]}]}";

    HttpResponse<byte[]> answer =
        peer.post(
            "/v1/traces", "application/json", spans.replace("KEY", KEY).getBytes(UTF_8), false);

    String body = new String(answer.body(), UTF_8);
    assertThat(answer.statusCode()).as(body).isEqualTo(200);
    assertThat(body)
        .contains("\"rejectedSpans\":\"2\"")
        .contains("2 of 3 spans rejected, the first because of")
        .contains("/spans/1/traceId: ***REDACTED*** (expected: 32 hex digits)")
        .doesNotContain(KEY);
    assertThat(peer.json("/api/balance").at("/spans/rejected").asLong()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "0aff, not readable at byte 2 of 2",
    "0a05616263, not readable at byte 2 of 5",
    "00, not readable at byte 1 of 1",
    "7b7d, it looks like JSON",
    "0a0412020aff, not readable at byte"
  })
  void isExplained_toSendersOfTracesInProtobuf(String hex, String expected) throws Exception {
    HttpResponse<byte[]> answer =
        peer.post(
            "/v1/traces", "application/x-protobuf", java.util.HexFormat.of().parseHex(hex), false);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(new String(answer.body(), UTF_8))
        .contains("body: not a protobuf ExportTraceServiceRequest: not readable at byte", expected)
        .doesNotContain(INSIDES);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/metrics/perf/chats?limt=5| limt: unknown query parameter (did you mean limit?)",
        "/metrics/perf/aggregate?x=5| x: unknown query parameter (expected: limit, format)",
        "/metrics/perf/chats/c?app_id=5| app_id: unknown query parameter (expected: app)",
        "/health/active-runs?limits=5| limits: unknown query parameter (did you mean limit?)",
        "/api/series?form=1| form: unknown query parameter (did you mean from?)",
        "/api/percentiles?steps=1| steps: unknown query parameter (did you mean step?",
        "/api/percentiles?step=0| step: 0 (expected: a whole number 1 to 2678400",
        "/api/balance?x=1| x: unknown query parameter (expected: format)",
        "/api/series?step=1&from=2020-01-01T00:00:00Z&to=2021-01-01T00:00:00Z| step: 1 (expected: >= 2875 for this range",
        "/api/percentiles?quantiles=2| quantiles: 2 (expected: numbers from 0 to 1",
        "/api/percentiles?quantiles=NaN| quantiles: NaN (expected: numbers from 0 to 1",
        "/metrics/perf/chats/%ff| path: ",
        "/metrics//perf| path: "
      })
  void isExplained_toWhoAsks(String path, String expected) throws Exception {
    try (RawConnection raw = new RawConnection(server.port())) {
      raw.send("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      String answer = raw.readToEnd();

      requireClear(
          Integer.parseInt(answer.substring(9, 12)),
          answer.substring(answer.indexOf("\r\n\r\n") + 4),
          expected);
    }
  }

  @Test
  void namesEveryUnknownParameter_ofPosts() throws Exception {
    HttpResponse<byte[]> answer =
        peer.post("/api/events?wiat=folded", "application/json", "[]".getBytes(UTF_8), false);

    requireClear(
        answer.statusCode(),
        new String(answer.body(), ISO_8859_1),
        "wiat: unknown query parameter (did you mean wait?)");
  }

  @Test
  void saysWhichPartIsTooLarge() throws Exception {
    try (RawConnection raw = new RawConnection(server.port())) {
      raw.send("GET /api/health HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(40_000) + "\r\n\r\n");

      assertThat(raw.readToEnd())
          .startsWith("HTTP/1.1 431 ")
          .contains("request line and headers: too large (expected: at most 32768 bytes together)");
    }
  }
}
