// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.jsonlog.LineRecord;
import com.google.common.io.BaseEncoding;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLogTest {
  private static final Path LINES = Path.of("src/test/resources/jsonlog/lines.txt");
  private static final Path RECORDS = Path.of("src/test/resources/jsonlog/records.txt");

  @Test
  void readsTheLinesOfAllLibraries_mixedInOneFile() throws IOException {
    assertThat(shown(Files.readAllBytes(LINES))).isEqualTo(Files.readString(RECORDS));
  }

  @Test
  void passesOverRecordsOfTheRuntimeLog_whichHoldWhatWasSaid() {
    String line =
        """
        {"ts":"2026-05-06T15:20:20Z","level":"INFO","logger":"%s","msg":%s}
        """;
    String said =
        "\"{\\\"event_name\\\": \\\"received_message\\\", \\\"json_state\\\": \\\"Hello\\\"}\"";
    String failed = "\"[file_logger] Failed to log event X\"";
    String content =
        line.formatted("autogen.logger.file_logger", said)
            + line.formatted("autogen.logger.file_logger", failed)
            + line.formatted("shop", said);

    List<LogReader.Result> results =
        results(new JsonLog(LogNames.Name.NONE), content.getBytes(StandardCharsets.UTF_8));

    assertThat(results.get(0)).isEqualTo(LogReader.Result.NOTHING);
    assertThat(results.get(1).record()).isNotNull();
    assertThat(results.get(2).record()).isNotNull();
  }

  private static String shown(byte[] content) {
    JsonLog log = new JsonLog(LogNames.Name.NONE);
    StringBuilder shown = new StringBuilder();
    results(log, content).forEach(result -> shown.append(shown(result)));
    return shown.toString();
  }

  private static List<LogReader.Result> results(JsonLog log, byte[] content) {
    LogContent named = LogContent.ofWhole(content);
    List<LogReader.Result> results = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < content.length; i++) {
      if (content[i] == '\n') {
        byte[] line = Arrays.copyOfRange(content, start, i);
        results.add(log.read(line, new LogReader.Place(named, start)));
        start = i + 1;
      }
    }
    return results;
  }

  private static String shown(LogReader.Result result) {
    LineRecord read = result.record();
    if (read == null) {
      return "rejected: " + result.rejection() + "\n\n";
    }
    long nanos = read.record().getTimeUnixNano();
    return "%s %s %s %s\n  %s\n  trace %s span %s\n  resource%s\n%s\n"
        .formatted(
            Instant.ofEpochSecond(nanos / 1_000_000_000, nanos % 1_000_000_000),
            read.record().getSeverityNumberValue(),
            read.record().getSeverityText(),
            read.scope().getName(),
            read.record().getBody().getStringValue(),
            hex(read.record().getTraceId().toByteArray()),
            hex(read.record().getSpanId().toByteArray()),
            shown(read.resource().getAttributesList(), " "),
            shown(read.record().getAttributesList(), "\n  ").substring(1));
  }

  private static String hex(byte[] id) {
    return id.length == 0 ? "-" : BaseEncoding.base16().lowerCase().encode(id);
  }

  private static String shown(List<KeyValue> attributes, String between) {
    StringBuilder shown = new StringBuilder();
    for (KeyValue each : attributes) {
      shown.append(between).append(each.getKey()).append('=').append(shown(each.getValue()));
    }
    return between.equals(" ") ? shown.toString() : shown.append('\n').toString();
  }

  private static String shown(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> '"' + value.getStringValue().replace("\n", "\\n") + '"';
      case INT_VALUE -> Long.toString(value.getIntValue());
      case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      case ARRAY_VALUE ->
          value.getArrayValue().getValuesList().stream()
              .map(JsonLogTest::shown)
              .toList()
              .toString();
      case KVLIST_VALUE -> "{" + shown(value.getKvlistValue().getValuesList(), " ") + " }";
      case BYTES_VALUE, STRING_VALUE_STRINDEX, VALUE_NOT_SET -> "null";
    };
  }

  private static LogReader.Result only(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    return new JsonLog(LogNames.Name.NONE)
        .read(bytes, new LogReader.Place(LogContent.ofWhole(bytes), 0));
  }

  private static LineRecord record(String line) {
    LineRecord record = only(line).record();
    if (record == null) {
      throw new AssertionError(only(line).rejection());
    }
    return record;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1767225600",
        "1767225600.0",
        "1767225600000",
        "1767225600000000",
        "1767225600000000000",
        "\"1767225600\"",
        "\"2026-01-01T00:00:00Z\"",
        "\"2026-01-01 00:00:00\"",
        "\"2026-01-01 00:00:00,000\"",
        "\"2026-01-01T01:00:00+01:00\"",
        "\"2026-01-01T01:00:00.0+0100\"",
        "\"2025-12-31T19:00:00.000000000 -05\"",
        "{\"seconds\":1767225600,\"nanos\":0}",
        "{\"epochSecond\":1767225600}"
      })
  void readsTimesOfAllForms(String time) {
    assertThat(record("{\"ts\":" + time + ",\"msg\":\"x\"}").record().getTimeUnixNano())
        .isEqualTo(1_767_225_600_000_000_000L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"soon\"",
        "-1",
        "0",
        "1e-500",
        "1e999999",
        "\"2200-01-01T00:00:00Z\"",
        "true",
        "null",
        "99999999999999999999999",
        "{\"seconds\":\"1\"}",
        "\"2026-13-01T00:00:00Z\"",
        "{\"seconds\":1767225600,\"nanos\":-5}"
      })
  void lineWithoutAnyTimeIsRejected_sinceItWouldBeAnotherOneWithEachReading(String time) {
    assertThat(only("{\"ts\":" + time + ",\"msg\":\"x\"}").rejection()).startsWith("no time");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"ts\":1767225600,\"msg\":\"\\ud800\"}",
        "\u0000\u0000{\"ts\":1767225600,\"msg\":\"x\"}",
        "\uFEFF{\"ts\":1767225600,\"msg\":\"x\"}\r",
        "  {\"ts\":1767225600,\"msg\":{\"a\":1}}",
        "{\"ts\":1767225600}",
        "{\"ts\":1767225600,\"extra\":{\"extra\":{\"extra\":{}}},\"context\":[]}",
        "{\"ts\":1767225600,\"level\":{},\"logger\":[],\"trace_id\":5,\"exception\":[[]]}"
      })
  void takesWhateverHasATime(String line) {
    assertThat(record(line).record().getTimeUnixNano()).isEqualTo(1_767_225_600_000_000_000L);
  }

  @Test
  void keepsNestingThatNoReaderWouldTake_asText() throws IOException {
    String deep = "{\"ts\":1767225600,\"d\":" + "{\"a\":".repeat(150) + "1" + "}".repeat(151);

    LineRecord record = record(deep);

    assertThat(LogRecord.parseFrom(record.record().toByteArray())).isEqualTo(record.record());
    assertThat(record.record().toString()).contains("{\\\"a\\\":{\\\"a\\\":1}}");
  }

  @Test
  void longLineIsRejected() {
    assertThat(only("{\"ts\":1767225600,\"msg\":\"" + "x".repeat(4 << 20) + "\"}").rejection())
        .startsWith("longer than 4 MiB");
  }

  @Test
  void equalLinesAreTwoRecords_andTheSameOnesWheneverTheyAreRead() {
    byte[] content =
        "{\"ts\":1,\"msg\":\"first\"}\n{\"ts\":2,\"msg\":\"x\"}\n{\"ts\":2,\"msg\":\"x\"}\n"
            .getBytes(StandardCharsets.UTF_8);
    List<LogReader.Result> once = results(new JsonLog(LogNames.Name.NONE), content);

    assertThat(once.get(1).record()).isNotEqualTo(once.get(2).record());
    assertThat(results(new JsonLog(LogNames.Name.NONE), content)).isEqualTo(once);
  }

  @Test
  void namesOfTheOperatorAreThoseOfTheResource() {
    byte[] line = "{\"ts\":1767225600,\"msg\":\"x\"}".getBytes(StandardCharsets.UTF_8);
    LogReader.Result result =
        new JsonLog(new LogNames.Name("acme", "Generator", "nightly"))
            .read(line, new LogReader.Place(LogContent.ofWhole(line), 0));

    assertThat(shown(result))
        .contains(
            "mozaiks.app_id=\"acme\" mozaiks.chat_id=\"nightly\" mozaiks.workflow_name=\"Generator\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"event_id\":\"1\",\"type\":\"error\",\"message\":\"x\",\"level\":\"error\"}",
        "{\"type\":\"error\",\"chat_id\":\"c\",\"message\":\"x\",\"ts\":\"2026-01-01T00:00:00Z\"}",
        "{\"resourceLogs\":[],\"message\":\"x\",\"level\":\"error\"}",
        "{\"a\":1}",
        "[]",
        "text"
      })
  void knowsWhatIsNoLog(String line) {
    assertThat(JsonLog.recognises(List.of(line.getBytes(StandardCharsets.UTF_8)))).isFalse();
  }

  @Test
  void recognisesTheLinesOfAllLibraries() throws IOException {
    for (String line : Files.readAllLines(LINES).subList(1, 21)) {
      assertThat(JsonLog.recognises(List.of(line.getBytes(StandardCharsets.UTF_8))))
          .as(line)
          .isTrue();
    }
  }
}
