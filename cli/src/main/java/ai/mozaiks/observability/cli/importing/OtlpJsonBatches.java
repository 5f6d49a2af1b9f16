// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

import ai.mozaiks.observability.cli.CommandFailure;
import ai.mozaiks.observability.server.otlp.OtlpKind;
import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Puts spans, log records or metrics together to requests of a bounded size, each under its
/// resource and scope. For one thread.
final class OtlpJsonBatches {
  private static final List<String> METRIC_DATA =
      List.of("gauge", "sum", "histogram", "exponentialHistogram", "summary");

  private final OtlpKind signal;
  private final BatchSink sink;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final List<Long> lines = new ArrayList<>();
  private byte[] head = {};
  private boolean headWritten;

  OtlpJsonBatches(OtlpKind signal, BatchSink sink) {
    this.signal = signal;
    this.sink = sink;
  }

  /// An array of a message under its name, or under the other form of it; missing if it has none.
  static JsonNode array(JsonNode object, String name) {
    JsonNode found = object.path(name);
    return found.isMissingNode() ? object.path(OtlpKind.snakeCase(name)) : found;
  }

  /// The next items belong to this resource and scope.
  ///
  /// @param resource an element of the request without its scopes
  /// @param scope an element of the scopes without its items
  void scope(ObjectNode resource, ObjectNode scope) {
    close();
    head = utf8(open(resource, signal.scopes()) + open(scope, signal.items()));
  }

  /// Adds an item; one that is empty is passed over.
  ///
  /// @param item a span, a log record, or a metric with its points
  void add(JsonNode item, long line) throws CommandFailure, InterruptedException {
    int count = count(item);
    if (count == 0) {
      return;
    }
    byte[] bytes = JsonText.MAPPER.writeValueAsBytes(item);
    if (!lines.isEmpty()
        && (lines.size() + count > Batch.MOST_ITEMS
            || body.size() + bytes.length > Batch.FULL_BYTES)) {
      flush();
    }
    if (headWritten) {
      body.write(',');
    } else {
      body.writeBytes(utf8(lines.isEmpty() ? "{\"" + signal.resources() + "\":[" : ","));
      body.writeBytes(head);
      headWritten = true;
    }
    body.writeBytes(bytes);
    lines.addAll(Collections.nCopies(count, line));
  }

  /// Of metrics the points are counted, as the server does.
  private int count(JsonNode item) {
    return switch (signal) {
      case TRACES, LOGS -> 1;
      case METRICS ->
          METRIC_DATA.stream()
              .mapToInt(data -> array(array(item, data), "dataPoints").size())
              .sum();
    };
  }

  void flush() throws CommandFailure, InterruptedException {
    close();
    if (!lines.isEmpty()) {
      body.writeBytes(utf8("]}"));
      Batch.Kind kind = new Batch.Kind.Otlp(signal, true);
      sink.accept(new Batch(kind, ByteString.copyFrom(body.toByteArray()), lines));
      body.reset();
      lines.clear();
    }
  }

  private void close() {
    if (headWritten) {
      body.writeBytes(utf8("]}]}"));
      headWritten = false;
    }
  }

  /// `{"resource":{…},"scopeSpans":[`: the object, open at the array that comes last.
  private static String open(ObjectNode object, String array) {
    String json = JsonText.MAPPER.writeValueAsString(object);
    String fields = json.substring(0, json.length() - 1);
    return fields + (object.isEmpty() ? "" : ",") + "\"" + array + "\":[";
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
