// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import static ai.mozaiks.observability.server.otlp.Spans.id;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.server.entry.Decoding;
import ai.mozaiks.observability.server.entry.Quoting;
import ai.mozaiks.observability.server.http.Body;
import ai.mozaiks.observability.server.http.Refusal;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSpansTest {

  private static ExportTraceServiceRequest read(String json) throws UndecodableException, Refusal {
    Body body = Body.of(json.getBytes(UTF_8));
    return OtlpRequests.decode(
            OtlpSignal.TRACES, body, OtlpEncoding.JSON, new Decoding(body, 1_000))
        .request();
  }

  private static Span span(String fields) throws UndecodableException, Refusal {
    return Spans.only(
        read("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{" + fields + "}]}]}]}"));
  }

  private static AnyValue value(String value) throws UndecodableException, Refusal {
    return span("\"attributes\":[{\"key\":\"k\",\"value\":" + value + "}]")
        .getAttributes(0)
        .getValue();
  }

  @Test
  void readsIdsAsHex_inEitherCase() throws Exception {
    Span span =
        span(
            "\"traceId\":\"5B8EFFF798038103d269b633813fc60c\",\"spanId\":\"EEE19b7ec3c1b174\","
                + "\"parentSpanId\":\"\"");

    assertThat(span.getTraceId()).isEqualTo(id("5b8efff798038103d269b633813fc60c"));
    assertThat(span.getSpanId()).isEqualTo(id("eee19b7ec3c1b174"));
    assertThat(span.getParentSpanId().isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"1760000000000000000\"",
        "1760000000000000000",
        "1.76e18",
        "\"1760000000000000000.0\""
      })
  void readsIntegers_asStringsAndNumbers(String number) throws Exception {
    assertThat(span("\"startTimeUnixNano\":" + number).getStartTimeUnixNano())
        .isEqualTo(1_760_000_000_000_000_000L);
    assertThat(value("{\"intValue\":" + number + "}").getIntValue())
        .isEqualTo(1_760_000_000_000_000_000L);
  }

  @Test
  void readsIntegersToTheEdges() throws Exception {
    assertThat(value("{\"intValue\":\"-9223372036854775808\"}").getIntValue())
        .isEqualTo(Long.MIN_VALUE);
    assertThat(span("\"endTimeUnixNano\":\"18446744073709551615\"").getEndTimeUnixNano())
        .isEqualTo(-1);
    assertThat(span("\"flags\":4294967295").getFlags()).isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource({"3", "'\"3\"'", "'\"SPAN_KIND_CLIENT\"'"})
  void readsEnums_asNumbersAndLeniently(String kind) throws Exception {
    assertThat(span("\"kind\":" + kind).getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
  }

  @Test
  void keepsAnEnumNumber_itDoesNotKnow() throws Exception {
    assertThat(span("\"kind\":99").getKindValue()).isEqualTo(99);
  }

  @Test
  void readsEveryKindOfValue() throws Exception {
    assertThat(value("{\"stringValue\":\"ä\"}").getStringValue()).isEqualTo("ä");
    assertThat(value("{\"boolValue\":true}").getBoolValue()).isTrue();
    assertThat(value("{\"doubleValue\":0.25}").getDoubleValue()).isEqualTo(0.25);
    assertThat(value("{\"doubleValue\":\"NaN\"}").getDoubleValue()).isNaN();
    assertThat(value("{\"doubleValue\":\"-Infinity\"}").getDoubleValue())
        .isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(value("{\"bytesValue\":\"AQL/\"}").getBytesValue())
        .isEqualTo(ByteString.copyFrom(new byte[] {1, 2, -1}));
    assertThat(value("{\"bytesValue\":\"AQL_\"}").getBytesValue())
        .isEqualTo(ByteString.copyFrom(new byte[] {1, 2, -1}));
    assertThat(value("{}").getValueCase()).isEqualTo(AnyValue.ValueCase.VALUE_NOT_SET);
    assertThat(value("{\"arrayValue\":{}}").getValueCase())
        .isEqualTo(AnyValue.ValueCase.ARRAY_VALUE);
    assertThat(
            value("{\"kvlistValue\":{\"values\":[{\"key\":\"a\",\"value\":{\"intValue\":1}}]}}")
                .getKvlistValue()
                .getValues(0)
                .getValue()
                .getIntValue())
        .isEqualTo(1);
  }

  @Test
  void ignoresUnknownFieldsAndNulls() throws Exception {
    Span span =
        span(
            "\"new\":{\"deep\":[1,{}]},\"name\":\"n\",\"attributes\":null,\"status\":null,"
                + "\"kind\":null,\"events\":[null],\"links\":null,\"startTimeUnixNano\":null");

    assertThat(span).isEqualTo(Span.newBuilder().setName("n").build());
    assertThat(read("{}")).isEqualTo(ExportTraceServiceRequest.getDefaultInstance());
    assertThat(read("{\"resourceSpans\":[null,{\"scopeSpans\":[null]}]}").getResourceSpansCount())
        .isEqualTo(1);
  }

  @Test
  void readsSnakeCaseKeys() throws Exception {
    Span span =
        Spans.only(
            read(
                "{\"resource_spans\":[{\"scope_spans\":[{\"spans\":[{"
                    + "\"start_time_unix_nano\":1,\"trace_id\":\"00ff\"}]}]}]}"));

    assertThat(span.getStartTimeUnixNano()).isEqualTo(1);
    assertThat(span.getTraceId()).isEqualTo(id("00ff"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''| body: empty (expected: a JSON object)",
        "[]| body: an array (expected: an object) at line 1, column 1",
        "null| body: null (expected: an object) at line 1, column 1",
        "7| body: 7 (expected: an object)",
        "{| body: not valid JSON: it ends too early at line 1, column 2",
        "{\"a\":tru}| body: not valid JSON: an unknown word (expected: a text in quotes",
        "{\"resourceSpans\":5}| /resourceSpans: 5 (expected: an array) at line 1, column 18",
        "{\"resourceSpans\":[5]}| /resourceSpans/0: 5 (expected: an object)",
        "{\"resourceSpans\":[{\"schemaUrl\":7}]}| /resourceSpans/0/schemaUrl: 7 (expected: a string)",
        "{\"resourceSpans\":[{}| not valid JSON",
        "{\"resourceSpans\":[{}]}x| not valid JSON",
        "{\"resourceSpans\":[{}]}{}| an object (expected: the end of the document)",
        "{'a':1}| not valid JSON",
        "\u0007garbage| not valid JSON"
      })
  void saysWhatIsWrongAndWhere(String json, String message) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOfSatisfying(
            UndecodableException.class, e -> assertThat(e.reason(Quoting.CLEAN)).contains(message));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"traceId\":\"W47/95gDgQPSabYzgT/GDA==\"| spans/0/traceId: W47/95gDgQPSabYzgT/GDA== (expected: 32 hex digits)",
        "\"spanId\":\"abc\"| spanId: abc (expected: 16 hex digits)",
        "\"startTimeUnixNano\":\"-1\"| startTimeUnixNano: -1 (expected: an unsigned 64-bit integer)",
        "\"startTimeUnixNano\":\"18446744073709551616\"| (expected: an unsigned 64-bit integer)",
        "\"startTimeUnixNano\":\"1.5\"| startTimeUnixNano: 1.5 (expected",
        "\"startTimeUnixNano\":1e999999999| (expected: an unsigned 64-bit integer)",
        "\"flags\":4294967296| flags: 4294967296 (expected: an unsigned 32-bit integer)",
        "\"kind\":\"SPAN_KIND_OTHER\"| kind: SPAN_KIND_OTHER (expected: an enum's number)",
        "\"name\":{}| name: an object (expected: a string)",
        "\"attributes\":[{\"key\":\"k\",\"value\":{\"boolValue\":\"yes\"}}]| boolValue: a text of 3 characters (expected: true or false)",
        "\"attributes\":[{\"key\":\"k\",\"value\":{\"doubleValue\":\"x\"}}]| doubleValue: a text of 1 characters (expected: a number",
        "\"attributes\":[{\"key\":\"k\",\"value\":{\"bytesValue\":7}}]| bytesValue: a number (expected: base64)",
        "\"attributes\":[{\"key\":\"k\",\"value\":{\"intValue\":true}}]| intValue: true (expected: a 64-bit integer)"
      })
  void namesTheField(String fields, String message) {
    assertThatThrownBy(() -> span(fields))
        .isInstanceOfSatisfying(
            UndecodableException.class, e -> assertThat(e.reason(Quoting.CLEAN)).contains(message));
  }

  @Test
  void refusesNestingWithoutEnd() {
    String open = "{\"arrayValue\":{\"values\":[".repeat(100_000);

    assertThatThrownBy(() -> value(open))
        .isInstanceOfSatisfying(
            UndecodableException.class,
            e ->
                assertThat(e.reason(Quoting.CLEAN))
                    .startsWith("body: beyond a limit: objects and arrays in one another"));
  }

  @Test
  void equalsTheBinaryForm_forAnyRequest() throws Exception {
    for (int seed = 0; seed < 300; seed++) {
      ExportTraceServiceRequest request = new RandomRequest(new Random(seed)).request();
      String json = new OtlpJsonWriter(new Random(seed)).write(request);

      assertThat(read(json)).as("seed %d: %s", seed, json).isEqualTo(request);
    }
  }
}
