// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.server.entry.Complaint;
import ai.mozaiks.observability.server.entry.Decoding;
import ai.mozaiks.observability.server.entry.Quoting;
import ai.mozaiks.observability.server.entry.Redaction;
import ai.mozaiks.observability.server.http.Body;
import ai.mozaiks.observability.server.http.Refusal;
import com.google.protobuf.Message;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Items of OTLP/JSON that hold a wrong value, among good ones.
class JsonItemsTest {
  private static String good(int number) {
    return """
    {"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b17%d","name":"%d"}\
    """
        .formatted(number, number);
  }

  private static <Q extends Message> Decoded<Q> decode(OtlpSignal<Q> signal, String json)
      throws UndecodableException, Refusal {
    Body body = Body.of(json.getBytes(UTF_8));
    return OtlpRequests.decode(signal, body, OtlpEncoding.JSON, new Decoding(body, 1_000));
  }

  private static Decoded<ExportTraceServiceRequest> spans(String... spans)
      throws UndecodableException, Refusal {
    return decode(
        OtlpSignal.TRACES,
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":["
            + String.join(",", spans)
            + "],\"schemaUrl\":\"behind\"}]}]}");
  }

  private static List<String> names(Decoded<ExportTraceServiceRequest> decoded) {
    return decoded.request().getResourceSpans(0).getScopeSpans(0).getSpansList().stream()
        .map(Span::getName)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"traceId\":\"no hex\",\"name\":\"bad\"}",
        "{\"name\":\"bad\",\"startTimeUnixNano\":-1,\"events\":[{\"name\":\"e\"}]}",
        "{\"endTimeUnixNano\":\"18446744073709551616\"}",
        "{\"kind\":\"SPAN_KIND_OTHER\"}",
        "{\"spanId\":{\"a\":[{\"b\":1}]},\"name\":\"bad\"}",
        "{\"events\":[{\"timeUnixNano\":1.5}],\"links\":[{}]}",
        "{\"attributes\":[{\"key\":\"k\",\"value\":{\"arrayValue\":{\"values\":[{\"intValue\":\"x\"}]}}}]}",
        "{\"attributes\":{}}",
        "7",
        "[{\"name\":\"in a list\"}]"
      })
  void aSpanWithAWrongValue_isPassedOver_andTheOthersAreRead(String bad) throws Exception {
    Decoded<ExportTraceServiceRequest> decoded = spans(good(1), bad, good(2), bad, good(3));

    assertThat(names(decoded)).containsExactly("1", "2", "3");
    assertThat(decoded.unreadable()).isEqualTo(2);
    assertThat(decoded.request().getResourceSpans(0).getScopeSpans(0).getSchemaUrl())
        .isEqualTo("behind");
  }

  @Test
  void theFirstMistake_isNamedWithItsPlace() throws Exception {
    Decoded<ExportTraceServiceRequest> decoded =
        spans(good(1), "{\"traceId\":\"no hex\"}", "{\"spanId\":\"nor this\"}");

    Complaint mistake = Objects.requireNonNull(decoded.mistake());
    assertThat(mistake.text(new Quoting(Redaction.NONE)))
        .startsWith(
            "/resourceSpans/0/scopeSpans/0/spans/1/traceId: no hex (expected: 32 hex digits) at line 1");
  }

  @Test
  void nothingIsTaken_whereNoItemCanBeRead_orTheMistakeIsOutsideOfThem() {
    assertThatThrownBy(() -> spans("{\"traceId\":\"no hex\"}"))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining("/spans/0/traceId");
    assertThatThrownBy(() ->
            decode(
                OtlpSignal.TRACES,
                "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":["
                    + good(1)
                    + "],\"schemaUrl\":7}]}]}"))
        .isInstanceOf(UndecodableException.class);
  }

  @Test
  void nothingIsTaken_whereItIsNoJson() {
    assertThatThrownBy(() -> spans(good(1), "{\"traceId\":\"no hex\",\"name\":}"))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining("not valid JSON");
  }

  @Test
  void itemsThatCannotBeRead_countForTheLimit() {
    String json =
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"kind\":\"x\"},{\"kind\":\"x\"}]}]}]}";
    Body body = Body.of(json.getBytes(UTF_8));

    assertThatThrownBy(() ->
            OtlpRequests.decode(OtlpSignal.TRACES, body, OtlpEncoding.JSON, new Decoding(body, 1)))
        .isInstanceOf(Refusal.class);
  }

  @Test
  void aLogRecordWithAWrongValue_isPassedOver() throws Exception {
    var decoded =
        decode(
            OtlpSignal.LOGS,
            "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"spanId\":\"zz\",\"body\":{}},"
                + "{\"body\":{\"stringValue\":\"kept\"}}]}]}]}");

    assertThat(decoded.unreadable()).isEqualTo(1);
    assertThat(LogRecords.only(decoded.request()).getBody().getStringValue()).isEqualTo("kept");
  }

  @ParameterizedTest
  @CsvSource({
    "gauge, asInt, 1.5",
    "sum, timeUnixNano, -1",
    "histogram, bucketCounts, [-1]",
    "exponentialHistogram, scale, 4294967296",
    "summary, quantileValues, [{\"quantile\":\"x\"}]"
  })
  void aPointWithAWrongValue_isPassedOver_inAnyKindOfMetric(String kind, String field, String bad)
      throws Exception {
    var decoded =
        decode(
            OtlpSignal.METRICS,
            "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"name\":\"m\",\""
                + kind
                + "\":{\"dataPoints\":[{\"timeUnixNano\":1},{\""
                + field
                + "\":"
                + bad
                + "},{\"timeUnixNano\":2}]}}]}]}]}");

    assertThat(decoded.unreadable()).isEqualTo(1);
    assertThat(decoded.request().toString()).contains("time_unix_nano: 1", "time_unix_nano: 2");
  }
}
