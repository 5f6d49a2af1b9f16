// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import static ai.mozaiks.observability.server.otlp.Spans.attribute;
import static ai.mozaiks.observability.server.otlp.Spans.request;
import static ai.mozaiks.observability.server.otlp.Spans.span;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ArgumentsHash;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.server.content.ContentPolicy;
import ai.mozaiks.observability.server.entry.Cuts;
import ai.mozaiks.observability.server.entry.MarkedSecrets;
import ai.mozaiks.observability.server.entry.SpanLimits;
import ai.mozaiks.observability.server.fold.Outcome;
import ai.mozaiks.observability.server.http.ByteBudget;
import ai.mozaiks.observability.server.http.Endpoint;
import ai.mozaiks.observability.server.http.HttpLimits;
import ai.mozaiks.observability.server.http.HttpServer;
import ai.mozaiks.observability.server.http.RawConnection;
import ai.mozaiks.observability.server.http.Reasons;
import ai.mozaiks.observability.server.http.Router;
import ai.mozaiks.observability.server.ingest.Submission;
import ai.mozaiks.observability.server.normalise.dialect.ChatNames;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.rpc.Status;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The rules of OTLP 1.11 for answers, over a real connection.
class ExportHandlerTest {
  private static final int MAX_BODY = 1 << 20;
  private static final int MAX_SPANS = 1_000;

  private final RecordingIntake intake = new RecordingIntake();
  private final Balance balance = new Balance();
  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpServer server;

  ExportHandlerTest() {
    OtlpExport<?> traces =
        new OtlpExport<>(
            intake,
            balance,
            new OtlpRequests<>(
                OtlpSignal.TRACES,
                new SpanScreen(
                    SpanLimits.DEFAULT,
                    new MarkedSecrets(),
                    ContentPolicy.NOTHING,
                    0,
                    ChatNames.NONE,
                    new Cuts(),
                    ArgumentsHash.withKey(new byte[ArgumentsHash.KEY_BYTES]),
                    InstantSource.system()),
                MAX_SPANS));
    Router.Builder main = Router.builder();
    Router.Builder alias = Router.builder();
    OtlpExport<?> logs =
        new OtlpExport<>(
            intake,
            balance,
            new OtlpRequests<>(
                OtlpSignal.LOGS,
                new LogScreen(
                    SpanLimits.DEFAULT,
                    new MarkedSecrets(),
                    ContentPolicy.NOTHING,
                    0,
                    ChatNames.NONE,
                    new Cuts(),
                    InstantSource.system()),
                MAX_SPANS));
    ExportHandler.addTo(main, List.of(traces, logs));
    ExportHandler.addTo(alias, List.of(traces, logs));
    server =
        new HttpServer(
            List.of(
                new Endpoint("port", "127.0.0.1", 0, main.build()),
                new Endpoint("otlp-port", "127.0.0.1", 0, alias.build())),
            HttpLimits.DEFAULT.withMaxBodyBytes(MAX_BODY),
            new ByteBudget(16 << 20),
            new Reasons(UnaryOperator.identity()));
  }

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
  }

  private HttpResponse<byte[]> post(byte[] body, String... headers) throws Exception {
    return post(0, "/v1/traces", body, headers);
  }

  private HttpResponse<byte[]> post(int port, String path, byte[] body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port(port) + path))
            .POST(BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> post(OtlpEncoding encoding, ExportTraceServiceRequest request)
      throws Exception {
    return post(encoded(encoding, request), "Content-Type", encoding.contentType());
  }

  private static byte[] encoded(OtlpEncoding encoding, ExportTraceServiceRequest request) {
    return switch (encoding) {
      case PROTOBUF -> request.toByteArray();
      case JSON -> new OtlpJsonWriter(new Random(1)).write(request).getBytes(UTF_8);
    };
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    }
    return out.toByteArray();
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), UTF_8);
  }

  private static String contentType(HttpResponse<byte[]> answer) {
    return answer.headers().firstValue("Content-Type").orElse("none");
  }

  private Balance.Reading spans() {
    return balance.of(Signal.SPANS).read();
  }

  @ParameterizedTest
  @EnumSource
  void hands2xx_whenAllIsTakenIn(OtlpEncoding encoding) throws Exception {
    HttpResponse<byte[]> answer = post(encoding, request(span(1), span(2)));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(contentType(answer)).isEqualTo(encoding.contentType());
    assertThat(text(answer)).isEqualTo(encoding == OtlpEncoding.JSON ? "{}" : "");
    assertThat(intake.spans().request()).isEqualTo(request(span(1), span(2)));
    assertThat(intake.spans().size()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void takesGzip_onTheOtherPortToo(OtlpEncoding encoding) throws Exception {
    byte[] body = gzip(encoded(encoding, request(span(1))));
    String type = encoding.contentType() + "; charset=utf-8";

    HttpResponse<byte[]> answer =
        post(1, "/v1/traces", body, "Content-Type", type, "Content-Encoding", "gzip");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(intake.spans().size()).isEqualTo(1);
  }

  @Test
  void takesAnEmptyRequestForASuccess() throws Exception {
    assertThat(post(new byte[0], "Content-Type", "application/x-protobuf").statusCode())
        .isEqualTo(200);
    assertThat(text(post("{}".getBytes(UTF_8), "Content-Type", "application/json")))
        .isEqualTo("{}");
    assertThat(intake.submissions()).isEmpty();
  }

  @Test
  void warnsOfJsonOfAnotherSignal_whichMustBeReadAsAnEmptyRequest() throws Exception {
    HttpResponse<byte[]> logs =
        post("{\"resourceLogs\":[]}".getBytes(UTF_8), "Content-Type", "application/json");
    HttpResponse<byte[]> nothingKnown =
        post("{\"spans\":[{}]}".getBytes(UTF_8), "Content-Type", "application/json");
    HttpResponse<byte[]> newField =
        post(
            "{\"resourceSpans\":[],\"later\":1}".getBytes(UTF_8),
            "Content-Type",
            "application/json");

    assertThat(logs.statusCode()).isEqualTo(200);
    assertThat(text(logs))
        .isEqualTo(
            "{\"partialSuccess\":{\"errorMessage\":\"body: resourceLogs (expected: resourceSpans)."
                + " Nothing was kept: log records go to /v1/logs\"}}");
    assertThat(text(nothingKnown))
        .isEqualTo(
            "{\"partialSuccess\":{\"errorMessage\":\"body: no field that is known (expected:"
                + " resourceSpans). Nothing was kept: spans go to /v1/traces\"}}");
    assertThat(text(newField)).isEqualTo("{}");
    assertThat(balance.of(Signal.SPANS).misdirectedRequests()).isEqualTo(2);
    assertThat(intake.submissions()).isEmpty();
  }

  @Test
  void refusesProtobufOfAnotherSignal_whichWouldBecomeGarbage() throws Exception {
    byte[] metrics = MetricRequests.everyKind().toByteArray();
    byte[] logs =
        ExportLogsServiceRequest.newBuilder()
            .addResourceLogs(
                ResourceLogs.newBuilder()
                    .addScopeLogs(
                        ScopeLogs.newBuilder()
                            .addLogRecords(LogRecord.newBuilder().setTimeUnixNano(1))))
            .build()
            .toByteArray();
    // Its name is a well-formed message of protobuf by chance.
    byte[] spans = request(span(1).setName("POST")).toByteArray();

    assertMisdirected("/v1/traces", metrics, "data points", "spans", "/v1/metrics");
    assertMisdirected("/v1/traces", logs, "log records", "spans", "/v1/logs");
    assertMisdirected("/v1/logs", spans, "spans", "log records", "/v1/traces");
    assertThat(balance.of(Signal.SPANS).misdirectedRequests()).isEqualTo(2);
    assertThat(balance.of(Signal.LOGS).misdirectedRequests()).isEqualTo(1);
    assertThat(intake.submissions()).isEmpty();
  }

  private void assertMisdirected(
      String path, byte[] body, String found, String expected, String direction) throws Exception {
    HttpResponse<byte[]> answer = post(0, path, body, "Content-Type", "application/x-protobuf");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Status.parseFrom(answer.body()).getMessage())
        .isEqualTo(
            "body: %s (expected: %s). Nothing was kept: %s go to %s"
                .formatted(found, expected, found, direction));
  }

  @ParameterizedTest
  @EnumSource
  void answersPartialSuccess_whenSpansAreInvalid(OtlpEncoding encoding) throws Exception {
    HttpResponse<byte[]> answer = post(encoding, request(span(0), span(1), span(0)));

    String message =
        "2 of 3 spans rejected, the first because of resourceSpans[0].scopeSpans[0].spans[0]"
            + ".spanId: 0000000000000000 (expected: 8 bytes, not all zero)";
    assertThat(answer.statusCode()).isEqualTo(200);
    switch (encoding) {
      case JSON ->
          assertThat(text(answer))
              .isEqualTo(
                  "{\"partialSuccess\":{\"rejectedSpans\":\"2\",\"errorMessage\":\""
                      + message
                      + "\"}}");
      case PROTOBUF -> {
        ExportTraceServiceResponse response = ExportTraceServiceResponse.parseFrom(answer.body());
        assertThat(response.getPartialSuccess().getRejectedSpans()).isEqualTo(2);
        assertThat(response.getPartialSuccess().getErrorMessage()).isEqualTo(message);
      }
    }
    assertThat(intake.spans().size()).isEqualTo(1);
    assertThat(spans().rejected()).isEqualTo(2);
  }

  @Test
  void warns_whenSomethingWasCut() throws Exception {
    HttpResponse<byte[]> answer =
        post(OtlpEncoding.JSON, request(span(1).addAttributes(attribute("k", "x".repeat(70_000)))));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(text(answer))
        .isEqualTo(
            "{\"partialSuccess\":{\"errorMessage\":\"1 values or entries were beyond a limit and"
                + " were cut\"}}");
  }

  @ParameterizedTest
  @EnumSource
  void answers400_toWhatItCannotRead(OtlpEncoding encoding) throws Exception {
    HttpResponse<byte[]> answer =
        post("\u0007garbage".getBytes(UTF_8), "Content-Type", encoding.contentType());

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(contentType(answer)).isEqualTo(encoding.contentType());
    switch (encoding) {
      case JSON ->
          assertThat(text(answer)).startsWith("{\"code\":3,\"message\":\"body: not valid JSON");
      case PROTOBUF -> {
        Status status = Status.parseFrom(answer.body());
        assertThat(status.getCode()).isEqualTo(3);
        assertThat(status.getMessage()).startsWith("body: not a protobuf ExportTraceService");
      }
    }
    assertThat(intake.submissions()).isEmpty();
    assertThat(spans().received()).isZero();
  }

  @Test
  void answers400_toATruncatedMessage() throws Exception {
    byte[] whole = request(span(1)).toByteArray();
    byte[] half = java.util.Arrays.copyOf(whole, whole.length / 2);

    assertThat(post(half, "Content-Type", "application/x-protobuf").statusCode()).isEqualTo(400);
    assertThat(intake.submissions()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/grpc", "application/x-www-form-urlencoded"})
  void answers415_toAnotherType(String type) throws Exception {
    HttpResponse<byte[]> answer = post(new byte[1], "Content-Type", type);

    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(text(answer)).contains("Content-Type: " + type + " (expected: application/x-proto");
    assertThat(post(new byte[1]).statusCode()).isEqualTo(415);
  }

  @Test
  void answers413InTheEncodingOfTheRequest() throws Exception {
    byte[] large = new byte[MAX_BODY + 1];
    byte[] bomb = gzip(new byte[64 << 20]);

    HttpResponse<byte[]> plain = post(large, "Content-Type", "application/x-protobuf");
    HttpResponse<byte[]> packed =
        post(bomb, "Content-Type", "application/json", "Content-Encoding", "gzip");

    assertThat(plain.statusCode()).isEqualTo(413);
    assertThat(Status.parseFrom(plain.body()).getMessage()).contains("too large");
    assertThat(packed.statusCode()).isEqualTo(413);
    assertThat(text(packed)).startsWith("{\"code\":8,");
  }

  @Test
  void answers415And400_toEncodings() throws Exception {
    String[] json = {"Content-Type", "application/json", "Content-Encoding", "zstd"};
    String[] broken = {"Content-Type", "application/json", "Content-Encoding", "gzip"};

    assertThat(post("{}".getBytes(UTF_8), json).statusCode()).isEqualTo(415);
    assertThat(post("{}".getBytes(UTF_8), broken).statusCode()).isEqualTo(400);
  }

  @Test
  void answers503WithRetryAfter_whenOverloadedOrNotStored() throws Exception {
    intake.mode = RecordingIntake.Mode.OVERLOADED;
    HttpResponse<byte[]> overloaded = post(OtlpEncoding.PROTOBUF, request(span(1), span(0)));
    intake.mode = RecordingIntake.Mode.BROKEN;
    HttpResponse<byte[]> broken = post(OtlpEncoding.JSON, request(span(1)));

    assertThat(overloaded.statusCode()).isEqualTo(503);
    assertThat(overloaded.headers().firstValue("Retry-After")).contains("7");
    assertThat(Status.parseFrom(overloaded.body()).getCode()).isEqualTo(14);
    assertThat(broken.statusCode()).isEqualTo(503);
    assertThat(broken.headers().firstValue("Retry-After")).contains("5");
    assertThat(text(broken)).startsWith("{\"code\":14,").doesNotContain("secret");
    assertThat(spans().received()).as("what is sent again is counted then").isZero();
  }

  @Test
  void saysThatTheDiskIsFull() throws Exception {
    intake.mode = RecordingIntake.Mode.DISK_FULL;

    HttpResponse<byte[]> answer = post(OtlpEncoding.JSON, request(span(1)));

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("10");
    assertThat(text(answer))
        .isEqualTo("{\"code\":14,\"message\":\"the disk is full; send it again later\"}");
  }

  @Test
  void answers500WithoutDetails_whenTheServerFails() throws Exception {
    intake.mode = RecordingIntake.Mode.FAILING;

    HttpResponse<byte[]> answer = post(OtlpEncoding.JSON, request(span(1)));

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(text(answer)).startsWith("{\"code\":13,").contains("incident").doesNotContain("det");
  }

  @ParameterizedTest
  @EnumSource
  void takesLogRecordsByTheSameRules(OtlpEncoding encoding) throws Exception {
    ExportLogsServiceRequest good = LogRecords.request(LogRecords.line(1), LogRecords.line(2));
    ExportLogsServiceRequest cut =
        LogRecords.request(LogRecords.line(3).setTraceId(ByteString.copyFromUtf8("short")));

    assertThat(postLogs(0, encoding, good).statusCode()).isEqualTo(200);
    HttpResponse<byte[]> answer = postLogs(1, encoding, cut);

    assertThat(intake.submissions()).hasSize(2);
    assertThat(intake.submissions().getFirst()).isEqualTo(new Submission.Logs(good, 2));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(contentType(answer)).isEqualTo(encoding.contentType());
    if (encoding == OtlpEncoding.JSON) {
      assertThat(text(answer))
          .isEqualTo(
              "{\"partialSuccess\":{\"errorMessage\":\"1 values or entries were beyond a limit and"
                  + " were cut\"}}");
    } else {
      ExportLogsServiceResponse response = ExportLogsServiceResponse.parseFrom(answer.body());
      assertThat(response.getPartialSuccess().getErrorMessage()).contains("were cut");
      assertThat(response.getPartialSuccess().getRejectedLogRecords()).isZero();
    }
  }

  private HttpResponse<byte[]> postLogs(
      int port, OtlpEncoding encoding, ExportLogsServiceRequest request) throws Exception {
    byte[] body =
        switch (encoding) {
          case PROTOBUF -> request.toByteArray();
          case JSON -> new OtlpJsonWriter(new Random(1)).write(request).getBytes(UTF_8);
        };
    return post(
        port,
        "/v1/logs",
        gzip(body),
        "Content-Type",
        encoding.contentType(),
        "Content-Encoding",
        "gzip");
  }

  @Test
  void refusesLogRequests_thatAreNone() throws Exception {
    HttpResponse<byte[]> broken =
        post(0, "/v1/logs", new byte[] {10, 5, 1}, "Content-Type", "application/x-protobuf");
    HttpResponse<byte[]> other = post(0, "/v1/logs", new byte[0], "Content-Type", "text/plain");

    assertThat(broken.statusCode()).isEqualTo(400);
    assertThat(Status.parseFrom(broken.body()).getMessage())
        .contains("not a protobuf ExportLogsServiceRequest");
    assertThat(other.statusCode()).isEqualTo(415);
    assertThat(intake.submissions()).isEmpty();
  }

  @Test
  void refusesOtherMethodsAndUnknownSignalsForGood() throws Exception {
    HttpResponse<byte[]> get =
        client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port(0) + "/v1/traces"))
                .build(),
            BodyHandlers.ofByteArray());
    HttpResponse<byte[]> profiles =
        post(
            0, "/v1development/profiles", "{}".getBytes(UTF_8), "Content-Type", "application/json");

    assertThat(get.statusCode()).isEqualTo(405);
    assertThat(get.headers().firstValue("Allow")).contains("POST");
    assertThat(text(get)).startsWith("{\"code\":12,");
    assertThat(profiles.statusCode()).isEqualTo(404);
  }

  @Test
  void keepsNothing_whenTheBodyIsHalfSent() throws Exception {
    try (RawConnection raw = new RawConnection(server.port(0))) {
      raw.send(
              "POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                  + "Content-Length: 500\r\n\r\n{\"resourceSpans\":[")
          .finishSending();
      assertThat(raw.readToEnd()).doesNotContain("200 OK");
    }
    assertThat(intake.submissions()).isEmpty();
    assertThat(spans().received()).isZero();
  }

  @Test
  void tellsWhatWasNew_ifAskedTo() throws Exception {
    intake.outcome = new Outcome(3, 4, 0);
    byte[] body = encoded(OtlpEncoding.JSON, request(span(1)));

    HttpResponse<byte[]> answer =
        post(body, "Content-Type", "application/json", "Mozaiks-Wait", "folded");

    assertThat(answer.headers().firstValue("Mozaiks-Fresh")).contains("3");
    assertThat(answer.headers().firstValue("Mozaiks-Duplicates")).contains("4");
  }

  @Test
  void letsNoUnknownFieldPass() throws Exception {
    UnknownFieldSet unknown =
        UnknownFieldSet.newBuilder()
            .addField(
                900,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(ByteString.copyFromUtf8("SECRET"))
                    .build())
            .build();

    post(OtlpEncoding.PROTOBUF, request(span(1).setUnknownFields(unknown)));

    assertThat(intake.spans().request()).isEqualTo(request(span(1)));
  }
}
