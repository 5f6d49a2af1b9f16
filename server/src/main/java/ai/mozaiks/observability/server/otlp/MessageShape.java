// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a kind of message takes in memory and which messages and texts it can hold, read from
/// OTLP's own descriptors. Immutable.
final class MessageShape {
  private static final Map<Descriptor, MessageShape> SHAPES = new HashMap<>();

  /// Header, hash, size, unknown fields, flags.
  private static final int OBJECT = 32;

  private static final int FIELD = 8;

  /// A list object and its first array.
  private static final int LIST = 80;

  /// What the rules and the store keep of a span beside the message: its facts, its row.
  private static final int FACTS = 700;

  /// What they keep of a resource and a scope, once for the spans that share them.
  private static final int ORIGIN = 500;

  static final MessageShape REQUEST = of(ExportTraceServiceRequest.getDescriptor());
  static final MessageShape RESOURCE_SPANS = of(ResourceSpans.getDescriptor());
  static final MessageShape RESOURCE = of(Resource.getDescriptor());
  static final MessageShape SCOPE_SPANS = of(ScopeSpans.getDescriptor());
  static final MessageShape SCOPE = of(InstrumentationScope.getDescriptor());
  static final MessageShape SPAN = of(Span.getDescriptor());
  static final MessageShape EVENT = of(Span.Event.getDescriptor());
  static final MessageShape LINK = of(Span.Link.getDescriptor());
  static final MessageShape STATUS = of(Status.getDescriptor());
  static final MessageShape ATTRIBUTE = of(KeyValue.getDescriptor());
  static final MessageShape VALUE = of(AnyValue.getDescriptor());
  static final MessageShape ARRAY = of(ArrayValue.getDescriptor());
  static final MessageShape MAP = of(KeyValueList.getDescriptor());

  private final int bytes;
  private final boolean item;
  private final @Nullable MessageShape[] messages;
  private final boolean[] texts;

  private MessageShape(Descriptor message) {
    SHAPES.put(message, this); // before its parts: values hold values
    int highest = 0;
    int estimate = OBJECT;
    for (FieldDescriptor field : message.getFields()) {
      highest = Math.max(highest, field.getNumber());
      estimate += field.isRepeated() ? FIELD + LIST : FIELD;
    }
    item = message.equals(Span.getDescriptor());
    boolean origin = message.equals(ScopeSpans.getDescriptor());
    bytes = estimate + (item ? FACTS : origin ? ORIGIN : 0);
    messages = new MessageShape[highest + 1];
    texts = new boolean[highest + 1];
    for (FieldDescriptor field : message.getFields()) {
      switch (field.getJavaType()) {
        case MESSAGE -> messages[field.getNumber()] = of(field.getMessageType());
        case STRING, BYTE_STRING -> texts[field.getNumber()] = true;
        case INT, LONG, FLOAT, DOUBLE, BOOLEAN, ENUM -> {}
      }
    }
  }

  private static MessageShape of(Descriptor message) {
    MessageShape known = SHAPES.get(message);
    return known == null ? new MessageShape(message) : known;
  }

  /// The estimated memory of one, without its texts and messages.
  int bytes() {
    return bytes;
  }

  /// Whether it is counted as an item of the request: a span.
  boolean isItem() {
    return item;
  }

  /// The shape of the messages in a field; null when it holds none, or is unknown.
  @Nullable MessageShape messagesIn(int field) {
    return field < messages.length ? messages[field] : null;
  }

  /// Whether a field holds text or bytes.
  boolean holdsText(int field) {
    return field < texts.length && texts[field];
  }
}
