// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

import ai.mozaiks.observability.cli.CommandFailure;
import ai.mozaiks.observability.server.otlp.OtlpKind;
import ai.mozaiks.observability.server.otlp.OtlpRecognition;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Reads requests of OTLP in protobuf, of any signal: one, or several with their lengths before
/// them, as varint (a delimited sequence) or as four bytes (what the OpenTelemetry Collector's file
/// exporter writes).
final class OtlpProtobufReader {
  private final BatchSink sink;
  private final Map<OtlpKind, OtlpProtobufBatches> batches = new EnumMap<>(OtlpKind.class);

  OtlpProtobufReader(BatchSink sink) {
    this.sink = sink;
  }

  void read(byte[] content) throws CommandFailure, InterruptedException {
    List<ByteBuffer> messages = MessageFraming.split(content);
    if (messages.isEmpty()) {
      sink.reject("", "neither JSON nor OTLP protobuf (expected: OTLP requests or events)");
      return;
    }
    int index = 0;
    for (ByteBuffer message : messages) {
      index++;
      byte[] bytes = new byte[message.remaining()];
      message.get(bytes);
      OtlpKind signal = OtlpRecognition.ofProtobuf(bytes, 0, bytes.length).orElse(OtlpKind.TRACES);
      try {
        Message request = empty(signal).getParserForType().parseFrom(bytes);
        batches.computeIfAbsent(signal, _ -> new OtlpProtobufBatches(signal, sink)).add(request);
      } catch (InvalidProtocolBufferException e) {
        sink.reject("", "message " + index + " is no OTLP request: " + e.getMessage());
      }
    }
    for (OtlpProtobufBatches ofSignal : batches.values()) {
      ofSignal.flush();
    }
  }

  /// A request of a signal with nothing in it.
  static Message empty(OtlpKind signal) {
    return switch (signal) {
      case TRACES -> ExportTraceServiceRequest.getDefaultInstance();
      case LOGS -> ExportLogsServiceRequest.getDefaultInstance();
      case METRICS -> ExportMetricsServiceRequest.getDefaultInstance();
    };
  }
}
