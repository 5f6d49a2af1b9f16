// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.mozaiks.observability.cli.CommandFailure;
import ai.mozaiks.observability.server.ag2log.LogNames;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesImportTest {
  @TempDir Path folder;
  private FakeServer server;
  private final StringWriter output = new StringWriter();

  @BeforeEach
  void start() throws IOException {
    server = new FakeServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void readsARequestInOneDocument_andKeepsEveryDigit() throws Exception {
    String request =
        """
        {
          "resourceSpans": [{
            "schemaUrl": "https://example.org/1",
            "scopeSpans": [{"scope": {"name": "s"}, "spans": [
              {"traceId": "aa", "spanId": "01", "name": "x", "startTimeUnixNano": 1760000000000000001,
               "attributes": [{"key": "cost", "value": {"doubleValue": 0.10000000000000000001}}]},
              {"traceId": "aa", "spanId": "02", "name": "y"}]}],
            "resource": {"attributes": []}
          }]
        }
        """;

    assertThat(importFiles(file("one.json", request))).isTrue();

    assertThat(output)
        .hasToString(folder + "/one.json: 2 accepted (2 new, 0 duplicates), 0 rejected\n");
    assertThat(server.bodies)
        .containsExactly(
            "{\"resourceSpans\":[{\"schemaUrl\":\"https://example.org/1\",\"resource\":"
                + "{\"attributes\":[]},\"scopeSpans\":[{\"scope\":{\"name\":\"s\"},\"spans\":["
                + "{\"traceId\":\"aa\",\"spanId\":\"01\",\"name\":\"x\",\"startTimeUnixNano\":"
                + "1760000000000000001,\"attributes\":[{\"key\":\"cost\",\"value\":{\"doubleValue\":"
                + "0.10000000000000000001}}]},{\"traceId\":\"aa\",\"spanId\":\"02\",\"name\":\"y\"}"
                + "]}]}]}");
  }

  @Test
  void findsOnlyDuplicates_whenRunAgain() throws Exception {
    String file = file("two.jsonl", request(1, 3) + "\n" + request(4, 5) + "\n");

    importFiles(file);
    assertThat(importFiles(file)).isTrue();

    assertThat(output)
        .hasToString(
            file
                + ": 5 accepted (5 new, 0 duplicates), 0 rejected\n"
                + file
                + ": 5 accepted (0 new, 5 duplicates), 0 rejected\n");
  }

  @Test
  void cutsALargeFileIntoBoundedBatches() throws Exception {
    assertThat(
            importFiles(
                file("large.json", "[" + request(1, 1800) + "," + request(1801, 2500) + "]")))
        .isTrue();

    assertThat(server.batchSizes).containsExactly(1000, 1000, 500);
    assertThat(server.known()).isEqualTo(2500);
  }

  @Test
  void keepsGoodLines_andNamesTheBrokenOnes() throws Exception {
    String file =
        file(
            "mixed.jsonl",
            request(1, 1) + "\n{\"resourceSpans\": [\n\n{\"other\":1}\n" + request(2, 2));

    assertThat(importFiles(file)).isFalse();

    assertThat(output.toString())
        .contains(file + ": 2 accepted (2 new, 0 duplicates), 2 rejected\n")
        .contains(file + ":2: not JSON: ")
        .contains(
            file
                + ":4: no resourceSpans, resourceLogs or resourceMetrics (expected: an OTLP request)");
  }

  @Test
  void saysWhichLinesTheServerRefused() throws Exception {
    String file =
        file("bad.jsonl", request(1, 2) + "\n" + request(3, 3).replace("work", "bad") + "\n");

    assertThat(importFiles(file)).isFalse();

    assertThat(output.toString())
        .contains("2 accepted (2 new, 0 duplicates), 1 rejected")
        .contains(file + ":1-2: 1 spans: name: bad");
  }

  @Test
  void saysWhatWasDropped_soThatTheSumsAddUp() throws Exception {
    String file =
        file("late.jsonl", request(1, 2) + "\n" + request(3, 3).replace("work", "late") + "\n");

    assertThat(importFiles(file)).isTrue();

    assertThat(output)
        .hasToString(
            file + ": 3 accepted (2 new, 0 duplicates, 1 dropped beyond a limit), 0 rejected\n");
  }

  private static final String LOGS =
      """
      {"resourceLogs":[{"resource":{},"scopeLogs":[{"logRecords":[
        {"timeUnixNano":"1","body":{"stringValue":"one"}},{"body":{"stringValue":"two"}}]}]}]}\
      """;

  private static final String METRICS =
      """
      {"resource_metrics":[{"scope_metrics":[{"metrics":[
        {"name":"jobs","sum":{"data_points":[{"asInt":"1"},{"asInt":"2"}]}},{"name":"empty"},
        {"name":"queue","gauge":{"dataPoints":[{"asInt":"3"}]}}]}]}]}\
      """;

  @Test
  void readsLogsAndMetricsInJson_alsoWithNamesInSnakeCase() throws Exception {
    String logs = file("logs.json", LOGS);
    String metrics = file("metrics.json", METRICS);

    assertThat(importFiles(logs, metrics)).isTrue();

    assertThat(output.toString())
        .contains(logs + ": 2 accepted (2 new, 0 duplicates), 0 rejected\n")
        .contains(metrics + ": 3 accepted (3 new, 0 duplicates), 0 rejected\n");
    assertThat(server.bodies)
        .containsExactly(
            "{\"resourceLogs\":[{\"resource\":{},\"scopeLogs\":[{\"logRecords\":["
                + "{\"timeUnixNano\":\"1\",\"body\":{\"stringValue\":\"one\"}},"
                + "{\"body\":{\"stringValue\":\"two\"}}]}]}]}",
            "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":["
                + "{\"name\":\"jobs\",\"sum\":{\"data_points\":[{\"asInt\":\"1\"},{\"asInt\":\"2\"}]}},"
                + "{\"name\":\"queue\",\"gauge\":{\"dataPoints\":[{\"asInt\":\"3\"}]}}]}]}]}");
  }

  @Test
  void readsSignalsMixedInOneFile_aRequestALine() throws Exception {
    String lines =
        request(1, 2)
            + "\n"
            + LOGS.replace("\n", "")
            + "\n"
            + METRICS.replace("\n", "").replace("queue", "bad")
            + "\n"
            + request(3, 3);
    String file = file("all.jsonl", lines);

    assertThat(importFiles(file)).isFalse();

    assertThat(server.known()).isEqualTo(3);
    assertThat(output.toString())
        .contains(file + ": 7 accepted (7 new, 0 duplicates), 1 rejected\n")
        .contains(file + ":3: 1 data points: bad");
  }

  @Test
  void readsLogsAndMetricsInProtobuf_inEveryFraming() throws Exception {
    ExportLogsServiceRequest logs =
        ExportLogsServiceRequest.newBuilder()
            .addResourceLogs(
                ResourceLogs.newBuilder()
                    .addScopeLogs(
                        ScopeLogs.newBuilder()
                            .addLogRecords(
                                LogRecord.newBuilder()
                                    .setObservedTimeUnixNano(7)
                                    .setTraceId(ByteString.copyFromUtf8("0123456789abcdef"))
                                    .setBody(AnyValue.newBuilder().setStringValue("a line")))))
            .build();
    ExportMetricsServiceRequest metrics =
        ExportMetricsServiceRequest.newBuilder()
            .addResourceMetrics(
                ResourceMetrics.newBuilder()
                    .addScopeMetrics(
                        ScopeMetrics.newBuilder()
                            .addMetrics(
                                Metric.newBuilder()
                                    .setName("sixteen_letters_") // as long as a trace id
                                    .setDescription("8letters")
                                    .setGauge(
                                        Gauge.newBuilder()
                                            .addDataPoints(NumberDataPoint.newBuilder().setAsInt(1))
                                            .addDataPoints(
                                                NumberDataPoint.newBuilder().setAsInt(2))))))
            .build();
    ByteArrayOutputStream delimited = new ByteArrayOutputStream();
    logs.writeDelimitedTo(delimited);
    metrics.writeDelimitedTo(delimited);
    message(50, 1).writeDelimitedTo(delimited);
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(metrics.toByteArray());
    }

    assertThat(
            importFiles(
                file("logs.pb", logs.toByteArray()),
                file("metrics.pb.gz", compressed.toByteArray()),
                file("all.bin", delimited.toByteArray())))
        .isTrue();

    assertThat(server.bodies.get(0)).contains("a line");
    assertThat(server.bodies.get(1)).contains("sixteen_letters_");
    assertThat(server.known()).isEqualTo(1);
    assertThat(output.toString())
        .contains("logs.pb: 1 accepted", "metrics.pb.gz: 2 accepted", "all.bin: 4 accepted");
  }

  @Test
  void mapsTheServersLinesToTheFilesLines_forEvents() throws Exception {
    String file = file("events.ndjson", "{\"chat_id\":\"1\"}\n\n{\"chat_id\":\"2\"}\noops\n");

    assertThat(importFiles(file)).isFalse();

    assertThat(output)
        .hasToString(
            file
                + ": 2 accepted (2 new, 0 duplicates), 1 rejected\n  "
                + file
                + ":4: not an object\n");
  }

  @Test
  void readsEventsInAnArray() throws Exception {
    assertThat(importFiles(file("events.json", "[\n{\"chat_id\":\"1\"},\n{\"chat_id\": 2.50}]")))
        .isTrue();

    assertThat(server.bodies).containsExactly("{\"chat_id\":\"1\"}\n{\"chat_id\":2.50}\n");
  }

  @Test
  void readsProtobufInEveryFraming_alsoCompressed() throws Exception {
    ByteArrayOutputStream delimited = new ByteArrayOutputStream();
    ByteArrayOutputStream fourBytes = new ByteArrayOutputStream();
    for (int index = 10; index < 13; index++) {
      message(index, 1).writeDelimitedTo(delimited);
      byte[] next = message(index + 10, 2).toByteArray();
      new DataOutputStream(fourBytes).writeInt(next.length);
      fourBytes.writeBytes(next);
    }
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(message(30, 2001).toByteArray());
    }

    assertThat(
            importFiles(
                file("delimited.bin", delimited.toByteArray()),
                file("four.bin", fourBytes.toByteArray()),
                file("one.pb.gz", compressed.toByteArray())))
        .isTrue();

    assertThat(server.batchSizes).containsExactly(3, 6, 1000, 1000, 1);
    assertThat(output.toString())
        .endsWith("Together: 2,010 accepted (2,010 new, 0 duplicates), 0 rejected\n");
  }

  @Test
  void saysWhatIsWrong_whenAFileCannotBeRead() throws Exception {
    String missing = folder.resolve("none.json").toString();
    String empty = file("empty.json", " \n");
    String noise = file("noise.bin", new byte[] {3, 1, 4, 1, 5});
    String cut = file("cut.json.gz", new byte[] {0x1F, (byte) 0x8B, 8, 0});

    assertThat(importFiles(missing, empty, noise, cut, file("good.json", request(1, 1)))).isFalse();

    assertThat(output.toString())
        .contains(missing + ": no such file")
        .contains(empty + ": 0 accepted (0 new, 0 duplicates), 0 rejected: the file is empty")
        .contains(noise + ": neither JSON nor OTLP protobuf")
        .contains(cut + ": unreadable: ")
        .endsWith("Together: 1 accepted (1 new, 0 duplicates), 3 rejected\n");
  }

  @Test
  void readsTheStandardInput() throws Exception {
    assertThat(importFiles("-")).isTrue();

    assertThat(output).hasToString("stdin: 2 accepted (2 new, 0 duplicates), 0 rejected\n");
  }

  @Test
  void waitsAsLongAsTheServerAsks() throws Exception {
    server.busy.add(new int[] {503, 7});
    server.busy.add(new int[] {429, 3});
    List<Duration> pauses = new ArrayList<>();
    try (IngestClient client = new IngestClient(server.uri(), () -> Instant.EPOCH, pauses::add)) {
      FileOutcome outcome =
          new FileImport("x", null, new LogFamilies(LogNames.Name.NONE), client)
              .run(new ByteArrayInputStream(request(1, 1).getBytes(StandardCharsets.UTF_8)));
      assertThat(outcome.line()).isEqualTo("x: 1 accepted (1 new, 0 duplicates), 0 rejected");
    }
    assertThat(pauses).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(3));
  }

  @Test
  void givesUp_whenTheServerStaysBusy() throws Exception {
    IntStream.range(0, 50).forEach(_ -> server.busy.add(new int[] {503, 0}));
    try (IngestClient client = new IngestClient(server.uri(), () -> Instant.EPOCH, _ -> {})) {
      FileImport busy = new FileImport("x", null, new LogFamilies(LogNames.Name.NONE), client);
      assertThatThrownBy(() ->
              busy.run(new ByteArrayInputStream(request(1, 1).getBytes(StandardCharsets.UTF_8))))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("did not take a batch in 12 tries (status 503)");
    }
  }

  @Test
  void showsTheServersReason_whenABatchIsRefused() throws Exception {
    server.busy.add(new int[] {413, 0});

    assertThat(importFiles(file("one.json", request(1, 2)))).isFalse();

    assertThat(output.toString())
        .contains("0 accepted (0 new, 0 duplicates), 2 rejected")
        .contains("refused with status 413: come again");
  }

  @Test
  void saysHowToStartAServer_whenNoneAnswers() throws Exception {
    String file = file("one.json", request(1, 1));
    URI nobody = server.uri();
    server.close();

    assertThatThrownBy(() -> importFiles(nobody, file))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("no server answers at " + nobody + "; start one with: mozaiks serve");
  }

  @Test
  void importsRealTraces() throws Exception {
    Path traces = Path.of("..", "..", "shared", "data", "agent-traces");
    assumeTrue(Files.isDirectory(traces), "the shared traces are not beside this checkout");
    List<String> files;
    try (Stream<Path> paths = Files.list(traces)) {
      files =
          paths.map(Path::toString).filter(name -> name.endsWith(".otlp.json")).sorted().toList();
    }

    assertThat(importFiles(files.toArray(String[]::new))).isTrue();

    assertThat(files).hasSize(10);
    assertThat(server.known()).isGreaterThan(50);
  }

  private boolean importFiles(String... files) throws Exception {
    return importFiles(server.uri(), files);
  }

  private boolean importFiles(URI uri, String... files) throws Exception {
    ByteArrayInputStream stdin =
        new ByteArrayInputStream(request(1, 2).getBytes(StandardCharsets.UTF_8));
    return new FilesImport(
            List.of(files),
            uri,
            null,
            LogNames.Name.NONE,
            stdin,
            new PrintWriter(output, true),
            null)
        .run();
  }

  private String file(String name, String text) throws IOException {
    return file(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private String file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content).toString();
  }

  private static String request(int first, int last) {
    return IntStream.rangeClosed(first, last)
        .mapToObj("{\"traceId\":\"aa\",\"spanId\":\"%04x\",\"name\":\"work\"}"::formatted)
        .collect(
            Collectors.joining(
                ",", "{\"resourceSpans\":[{\"scopeSpans\":[{\"scope\":{},\"spans\":[", "]}]}]}"));
  }

  private static ExportTraceServiceRequest message(int trace, int spans) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (int index = 1; index <= spans; index++) {
      scope.addSpans(
          Span.newBuilder()
              .setTraceId(ByteString.copyFromUtf8("trace-%010d".formatted(trace)))
              .setSpanId(ByteString.copyFromUtf8("%08d".formatted(index)))
              .setName("work"));
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
        .build();
  }
}
