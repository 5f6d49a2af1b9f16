// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

import ai.mozaiks.observability.cli.CommandFailure;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Reads OTLP protobuf trace requests: one, or several with their lengths before them, as varint (a
/// delimited sequence) or as four bytes (what the OpenTelemetry Collector's file exporter writes).
final class OtlpProtobufReader {
  private final BatchSink sink;
  private ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
  private int spans;
  private long bytes;

  OtlpProtobufReader(BatchSink sink) {
    this.sink = sink;
  }

  void read(byte[] content) throws CommandFailure, InterruptedException {
    List<ByteBuffer> messages = MessageFraming.split(content);
    if (messages.isEmpty()) {
      sink.reject("", "neither JSON nor OTLP protobuf (expected: trace requests or events)");
      return;
    }
    int index = 0;
    for (ByteBuffer message : messages) {
      index++;
      try {
        add(ExportTraceServiceRequest.parseFrom(message));
      } catch (InvalidProtocolBufferException e) {
        sink.reject("", "message " + index + " is no OTLP trace request: " + e.getMessage());
      }
    }
    flush();
  }

  private void add(ExportTraceServiceRequest message) throws CommandFailure, InterruptedException {
    for (ResourceSpans resource : message.getResourceSpansList()) {
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        List<Span> some = new ArrayList<>();
        for (Span span : scope.getSpansList()) {
          if (spans == Batch.MOST_ITEMS
              || (spans > 0 && bytes + span.getSerializedSize() > Batch.FULL_BYTES)) {
            put(resource, scope, some);
            flush();
          }
          some.add(span);
          spans++;
          bytes += span.getSerializedSize();
        }
        put(resource, scope, some);
      }
    }
  }

  private void put(ResourceSpans resource, ScopeSpans scope, List<Span> some) {
    if (!some.isEmpty()) {
      request.addResourceSpans(
          resource.toBuilder()
              .clearScopeSpans()
              .addScopeSpans(scope.toBuilder().clearSpans().addAllSpans(some)));
      some.clear();
    }
  }

  private void flush() throws CommandFailure, InterruptedException {
    if (spans > 0) {
      ByteString body = request.build().toByteString();
      sink.accept(new Batch(Batch.Kind.SPANS_PROTOBUF, body, Collections.nCopies(spans, 0L)));
      request = ExportTraceServiceRequest.newBuilder();
      spans = 0;
      bytes = 0;
    }
  }
}
