// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a kind of message takes in memory and which messages and texts it can hold, read from
/// OTLP's own descriptors. Immutable.
final class MessageShape {
  private static final Map<Descriptor, MessageShape> SHAPES = new HashMap<>();

  private static final Set<String> ITEMS =
      Set.of(
          "Span",
          "LogRecord",
          "NumberDataPoint",
          "HistogramDataPoint",
          "ExponentialHistogramDataPoint",
          "SummaryDataPoint");

  private static final Set<String> ORIGINS = Set.of("ScopeSpans", "ScopeLogs", "ScopeMetrics");

  /// Header, hash, size, unknown fields, flags.
  private static final int OBJECT = 32;

  private static final int FIELD = 8;

  /// A list object and its first array.
  private static final int LIST = 80;

  /// What the rules and the store keep of an item beside the message: its facts, its row.
  private static final int FACTS = 700;

  /// What they keep of a resource and a scope, once for the items that share them.
  private static final int ORIGIN = 500;

  static final MessageShape TRACES = of(ExportTraceServiceRequest.getDescriptor());
  static final MessageShape RESOURCE = of(Resource.getDescriptor());
  static final MessageShape SCOPE = of(InstrumentationScope.getDescriptor());
  static final MessageShape SPAN = of(Span.getDescriptor());
  static final MessageShape EVENT = of(Span.Event.getDescriptor());
  static final MessageShape LINK = of(Span.Link.getDescriptor());
  static final MessageShape STATUS = of(Status.getDescriptor());
  static final MessageShape LOGS = of(ExportLogsServiceRequest.getDescriptor());
  static final MessageShape LOG_RECORD = of(LogRecord.getDescriptor());
  static final MessageShape METRICS = of(ExportMetricsServiceRequest.getDescriptor());
  static final MessageShape METRIC = of(Metric.getDescriptor());
  static final MessageShape NUMBER_POINT = of(NumberDataPoint.getDescriptor());
  static final MessageShape HISTOGRAM_POINT = of(HistogramDataPoint.getDescriptor());
  static final MessageShape EXPONENTIAL_POINT = of(ExponentialHistogramDataPoint.getDescriptor());
  static final MessageShape SUMMARY_POINT = of(SummaryDataPoint.getDescriptor());
  static final MessageShape QUANTILE = of(SummaryDataPoint.ValueAtQuantile.getDescriptor());
  static final MessageShape EXEMPLAR = of(Exemplar.getDescriptor());
  static final MessageShape ATTRIBUTE = of(KeyValue.getDescriptor());
  static final MessageShape VALUE = of(AnyValue.getDescriptor());
  static final MessageShape ARRAY = of(ArrayValue.getDescriptor());
  static final MessageShape MAP = of(KeyValueList.getDescriptor());

  private final String name;
  private final int bytes;
  private final boolean item;
  private final @Nullable MessageShape[] messages;
  private final boolean[] texts;
  private final boolean[] numbers;

  private MessageShape(Descriptor message) {
    SHAPES.put(message, this); // before its parts: values hold values
    int highest = 0;
    int estimate = OBJECT;
    for (FieldDescriptor field : message.getFields()) {
      highest = Math.max(highest, field.getNumber());
      estimate += field.isRepeated() ? FIELD + LIST : FIELD;
    }
    name = message.getName();
    item = ITEMS.contains(name);
    boolean origin = ORIGINS.contains(name);
    bytes = estimate + (item ? FACTS : origin ? ORIGIN : 0);
    messages = new MessageShape[highest + 1];
    texts = new boolean[highest + 1];
    numbers = new boolean[highest + 1];
    for (FieldDescriptor field : message.getFields()) {
      switch (field.getJavaType()) {
        case MESSAGE -> messages[field.getNumber()] = of(field.getMessageType());
        case STRING, BYTE_STRING -> texts[field.getNumber()] = true;
        case INT, LONG, FLOAT, DOUBLE, BOOLEAN, ENUM ->
            numbers[field.getNumber()] = field.isRepeated();
      }
    }
  }

  /// The shape of a message that a request can hold.
  static MessageShape of(Message message) {
    MessageShape shape = SHAPES.get(message.getDescriptorForType());
    if (shape == null) {
      throw new IllegalArgumentException(
          message.getDescriptorForType().getName() + ": unknown (expected: a message of OTLP)");
    }
    return shape;
  }

  private static MessageShape of(Descriptor message) {
    MessageShape known = SHAPES.get(message);
    return known == null ? new MessageShape(message) : known;
  }

  /// The estimated memory of one, without its texts and messages.
  int bytes() {
    return bytes;
  }

  /// What OTLP calls it.
  String name() {
    return name;
  }

  /// Whether it is counted as an item of the request.
  boolean isItem() {
    return item;
  }

  /// The shape of the messages in a field; null when it holds none, or is unknown.
  @Nullable MessageShape messagesIn(int field) {
    return field < messages.length ? messages[field] : null;
  }

  /// Whether a field holds a list of numbers, in one piece or one by one.
  boolean holdsNumbers(int field) {
    return field < numbers.length && numbers[field];
  }

  /// Whether a field holds text or bytes.
  boolean holdsText(int field) {
    return field < texts.length && texts[field];
  }
}
