// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

import ai.mozaiks.observability.cli.CommandFailure;
import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Puts spans together to requests of a bounded size, each span under its resource and scope. For
/// one thread.
final class SpanJsonBatches {
  private final BatchSink sink;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final List<Long> lines = new ArrayList<>();
  private byte[] head = {};
  private boolean headWritten;

  SpanJsonBatches(BatchSink sink) {
    this.sink = sink;
  }

  /// The next spans belong to this resource and scope.
  ///
  /// @param resource an element of `resourceSpans` without its `scopeSpans`
  /// @param scope an element of `scopeSpans` without its `spans`
  void scope(ObjectNode resource, ObjectNode scope) {
    close();
    head = utf8(open(resource, "scopeSpans") + open(scope, "spans"));
  }

  void add(JsonNode span, long line) throws CommandFailure, InterruptedException {
    byte[] bytes = JsonText.MAPPER.writeValueAsBytes(span);
    if (lines.size() == Batch.MOST_ITEMS
        || (!lines.isEmpty() && body.size() + bytes.length > Batch.FULL_BYTES)) {
      flush();
    }
    if (headWritten) {
      body.write(',');
    } else {
      body.writeBytes(utf8(lines.isEmpty() ? "{\"resourceSpans\":[" : ","));
      body.writeBytes(head);
      headWritten = true;
    }
    body.writeBytes(bytes);
    lines.add(line);
  }

  void flush() throws CommandFailure, InterruptedException {
    close();
    if (!lines.isEmpty()) {
      body.writeBytes(utf8("]}"));
      sink.accept(new Batch(Batch.Kind.SPANS_JSON, ByteString.copyFrom(body.toByteArray()), lines));
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
