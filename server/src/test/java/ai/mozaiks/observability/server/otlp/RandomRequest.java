// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/// Any request that OTLP allows, with a bias to the odd ones.
public final class RandomRequest {
  private static final List<String> TEXTS =
      List.of("", "a", "ä€𝄞", "quote \" back \\ slash / \b\f\n\r\t\u0001", "x".repeat(5000), "{}");

  private final Random random;

  public RandomRequest(Random random) {
    this.random = random;
  }

  public ExportTraceServiceRequest request() {
    return ExportTraceServiceRequest.newBuilder().addAllResourceSpans(some(this::resource)).build();
  }

  private ResourceSpans resource() {
    ResourceSpans.Builder spans = ResourceSpans.newBuilder().addAllScopeSpans(some(this::scope));
    if (random.nextBoolean()) {
      spans.setResource(
          Resource.newBuilder()
              .addAllAttributes(some(() -> attribute(0)))
              .setDroppedAttributesCount(random.nextInt()));
    }
    return spans.setSchemaUrl(text()).build();
  }

  private ScopeSpans scope() {
    ScopeSpans.Builder spans = ScopeSpans.newBuilder().addAllSpans(some(this::span));
    if (random.nextBoolean()) {
      spans.getScopeBuilder().setName(text()).setVersion(text());
      spans.getScopeBuilder().addAllAttributes(some(() -> attribute(0)));
    }
    return spans.setSchemaUrl(text()).build();
  }

  private Span span() {
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(bytes(16))
            .setSpanId(bytes(8))
            .setParentSpanId(random.nextBoolean() ? ByteString.EMPTY : bytes(8))
            .setTraceState(text())
            .setFlags(random.nextInt())
            .setName(text())
            .setKindValue(random.nextInt(7))
            .setStartTimeUnixNano(random.nextLong())
            .setEndTimeUnixNano(random.nextLong())
            .addAllAttributes(some(() -> attribute(0)))
            .setDroppedAttributesCount(random.nextInt(3))
            .addAllEvents(some(this::event))
            .setDroppedEventsCount(random.nextInt(3))
            .addAllLinks(some(this::link))
            .setDroppedLinksCount(random.nextInt(3));
    if (random.nextBoolean()) {
      span.setStatus(Status.newBuilder().setCodeValue(random.nextInt(3)).setMessage(text()));
    }
    return span.build();
  }

  private Span.Event event() {
    return Span.Event.newBuilder()
        .setTimeUnixNano(random.nextLong())
        .setName(text())
        .addAllAttributes(some(() -> attribute(0)))
        .setDroppedAttributesCount(random.nextInt(3))
        .build();
  }

  private Span.Link link() {
    return Span.Link.newBuilder()
        .setTraceId(bytes(16))
        .setSpanId(bytes(8))
        .setTraceState(text())
        .setFlags(random.nextInt())
        .addAllAttributes(some(() -> attribute(0)))
        .setDroppedAttributesCount(random.nextInt(3))
        .build();
  }

  private KeyValue attribute(int depth) {
    return KeyValue.newBuilder().setKey(text()).setValue(value(depth)).build();
  }

  private AnyValue value(int depth) {
    AnyValue.Builder value = AnyValue.newBuilder();
    switch (random.nextInt(depth > 3 ? 6 : 8)) {
      case 0 -> value.setStringValue(text());
      case 1 -> value.setBoolValue(random.nextBoolean());
      case 2 -> value.setIntValue(random.nextLong());
      case 3 -> value.setDoubleValue(number());
      case 4 -> value.setBytesValue(bytes(random.nextInt(20)));
      case 5 -> {} // null
      case 6 ->
          value.setArrayValue(ArrayValue.newBuilder().addAllValues(some(() -> value(depth + 1))));
      default ->
          value.setKvlistValue(
              KeyValueList.newBuilder().addAllValues(some(() -> attribute(depth + 1))));
    }
    return value.build();
  }

  private double number() {
    return switch (random.nextInt(5)) {
      case 0 -> Double.NaN;
      case 1 -> Double.NEGATIVE_INFINITY;
      case 2 -> Double.MIN_VALUE;
      default -> random.nextGaussian();
    };
  }

  private String text() {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  private ByteString bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  private <T> List<T> some(Supplier<T> one) {
    List<T> list = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      list.add(one.get());
    }
    return list;
  }
}
