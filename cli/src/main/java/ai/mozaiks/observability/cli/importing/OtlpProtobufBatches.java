// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.importing;

import ai.mozaiks.observability.cli.CommandFailure;
import ai.mozaiks.observability.server.otlp.OtlpKind;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Puts spans, log records or metrics together to requests of a bounded size, each under its
/// resource and scope. Works on the envelope that all signals share: resources are field 1 of a
/// request, scopes field 2 of a resource, items field 2 of a scope. For one thread.
final class OtlpProtobufBatches {
  private static final int RESOURCES = 1;
  private static final int CONTENT = 2;

  private final OtlpKind signal;
  private final BatchSink sink;
  private Message.Builder request;
  private int items;
  private long bytes;

  OtlpProtobufBatches(OtlpKind signal, BatchSink sink) {
    this.signal = signal;
    this.sink = sink;
    request = OtlpProtobufReader.empty(signal).newBuilderForType();
  }

  /// Adds what is in a request of the signal.
  void add(Message message) throws CommandFailure, InterruptedException {
    for (Message resource : messages(message, RESOURCES)) {
      for (Message scope : messages(resource, CONTENT)) {
        add(resource, scope);
      }
    }
  }

  private void add(Message resource, Message scope) throws CommandFailure, InterruptedException {
    List<Message> some = new ArrayList<>();
    for (Message item : messages(scope, CONTENT)) {
      int count = count(item);
      if (items > 0
          && (items + count > Batch.MOST_ITEMS
              || bytes + item.getSerializedSize() > Batch.FULL_BYTES)) {
        put(resource, scope, some);
        flush();
      }
      some.add(item);
      items += count;
      bytes += item.getSerializedSize();
    }
    put(resource, scope, some);
  }

  private void put(Message resource, Message scope, List<Message> some) {
    if (some.isEmpty()) {
      return;
    }
    Message.Builder cutScope = scope.toBuilder().setField(field(scope, CONTENT), some);
    Message.Builder cutResource =
        resource.toBuilder().setField(field(resource, CONTENT), List.of(cutScope.build()));
    request.addRepeatedField(
        request.getDescriptorForType().findFieldByNumber(RESOURCES), cutResource.build());
    some.clear();
  }

  void flush() throws CommandFailure, InterruptedException {
    if (items > 0) {
      sink.accept(
          new Batch(
              new Batch.Kind.Otlp(signal, false),
              request.build().toByteString(),
              Collections.nCopies(items, 0L)));
      request = OtlpProtobufReader.empty(signal).newBuilderForType();
      items = 0;
      bytes = 0;
    }
  }

  /// Of metrics the points are counted, as the server does.
  private static int count(Message item) {
    return item instanceof Metric metric
        ? switch (metric.getDataCase()) {
          case GAUGE -> metric.getGauge().getDataPointsCount();
          case SUM -> metric.getSum().getDataPointsCount();
          case HISTOGRAM -> metric.getHistogram().getDataPointsCount();
          case EXPONENTIAL_HISTOGRAM -> metric.getExponentialHistogram().getDataPointsCount();
          case SUMMARY -> metric.getSummary().getDataPointsCount();
          case DATA_NOT_SET -> 0;
        }
        : 1;
  }

  @SuppressWarnings("unchecked") // repeated messages are lists of them
  private static List<Message> messages(Message message, int field) {
    return (List<Message>) message.getField(field(message, field));
  }

  private static FieldDescriptor field(Message message, int number) {
    return message.getDescriptorForType().findFieldByNumber(number);
  }
}
