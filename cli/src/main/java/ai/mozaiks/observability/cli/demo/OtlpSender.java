// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.demo;

import ai.mozaiks.observability.cli.CommandFailure;
import ai.mozaiks.observability.recorder.http.RetryAfter;
import ai.mozaiks.observability.server.otlp.OtlpKind;
import com.google.protobuf.MessageLite;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// Exports spans, log records and metrics over OTLP/HTTP in gzipped protobuf, like any client. For
/// one thread.
final class OtlpSender implements AutoCloseable {
  private static final int MOST_TRIES = 5;
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final URI server;

  /// @param server its address, without a path
  OtlpSender(URI server) {
    this.server = server;
  }

  /// Sends what ended, and waits for the answers.
  ///
  /// @throws CommandFailure if the server refuses it, or does not take it in five tries
  void send(List<PlannedSpan> spans) throws CommandFailure, InterruptedException {
    for (ExportTraceServiceRequest request : ExportRequests.of(spans)) {
      send(OtlpKind.TRACES, request);
    }
    for (ExportLogsServiceRequest request : LogRequests.of(spans)) {
      send(OtlpKind.LOGS, request);
    }
    for (ExportMetricsServiceRequest request : MetricRequests.of(spans)) {
      send(OtlpKind.METRICS, request);
    }
  }

  private void send(OtlpKind signal, MessageLite message)
      throws CommandFailure, InterruptedException {
    byte[] body = gzip(message.toByteArray());
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server + signal.path()))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/x-protobuf")
            .header("Content-Encoding", "gzip")
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    String last = "";
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      Duration asked = null;
      try {
        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
        switch (response.statusCode()) {
          case 200 -> {
            return;
          }
          case 429, 502, 503, 504 -> {
            last = "status " + response.statusCode();
            asked = RetryAfter.of(response.headers(), Instant.now());
          }
          default ->
              throw new CommandFailure(
                  "the server refused the demo's "
                      + signal.itemsInSentence()
                      + " with status "
                      + response.statusCode());
        }
      } catch (IOException e) {
        last = e.toString();
      }
      Thread.sleep(asked == null ? SHORTEST_PAUSE : within(asked));
    }
    throw new CommandFailure(
        "the server did not take the demo's " + signal.itemsInSentence() + " (" + last + ")");
  }

  /// The demo neither hurries the server nor has somebody wait for long.
  private static Duration within(Duration asked) {
    Duration atLeast = asked.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : asked;
    return atLeast.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : atLeast;
  }

  private static byte[] gzip(byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length / 4);
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    http.close();
  }
}
