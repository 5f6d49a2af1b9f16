// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query.chat;

import ai.mozaiks.observability.server.ingest.AttributesJson;
import ai.mozaiks.observability.server.normalise.UnixNanos;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.StoredOrigin;
import ai.mozaiks.observability.storage.StoredSpan;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/// A span as it is stored, as JSON: its secrets masked, without what people and models said.
public final class SpanJson {
  private SpanJson() {}

  /// Adds the span; what is only in its body is null if that cannot be read.
  public static void put(ObjectNode node, StoredSpan span) {
    HexFormat hex = HexFormat.of();
    node.put("trace_id", span.trace().hex());
    node.put("span_id", hex.toHexDigits(span.spanId()));
    node.put(
        "parent_span_id", span.parentSpanId() == 0 ? null : hex.toHexDigits(span.parentSpanId()));
    node.put("name", span.name());
    node.put("started_at", time(span.startNanos()));
    node.put("ended_at", time(span.endNanos()));
    node.put("kind", word(Span.SpanKind.forNumber(span.kind()), "SPAN_KIND_"));
    Span whole = read(span);
    node.put("status", whole == null ? null : word(whole.getStatus().getCode(), "STATUS_CODE_"));
    node.put("status_message", whole == null ? null : whole.getStatus().getMessage());
    node.putRawValue("attributes", whole == null ? null : attributes(whole.getAttributesList()));
    ArrayNode events = node.putArray("events");
    if (whole != null) {
      for (Span.Event event : whole.getEventsList()) {
        events
            .addObject()
            .put("name", event.getName())
            .put("at", Nanos.toInstant(UnixNanos.of(event.getTimeUnixNano())).toString())
            .putRawValue("attributes", attributes(event.getAttributesList()));
      }
    }
  }

  /// Adds what a list of many spans leaves out: links, and where the span comes from.
  ///
  /// @param origin null if it is lost
  static void putMore(ObjectNode node, StoredSpan span, @Nullable StoredOrigin origin) {
    ArrayNode links = node.putArray("links");
    Span whole = read(span);
    if (whole != null) {
      for (Span.Link link : whole.getLinksList()) {
        links
            .addObject()
            .put("trace_id", hex(link.getTraceId()))
            .put("span_id", hex(link.getSpanId()))
            .putRawValue("attributes", attributes(link.getAttributesList()));
      }
      node.put("trace_state", whole.getTraceState());
      node.put("dropped_attributes", whole.getDroppedAttributesCount());
      node.put("dropped_events", whole.getDroppedEventsCount());
      node.put("dropped_links", whole.getDroppedLinksCount());
    }
    ResourceSpans around = origin == null ? null : read(origin);
    if (around == null || around.getScopeSpansCount() == 0) {
      node.putNull("resource");
      node.putNull("scope");
      return;
    }
    node.putObject("resource")
        .putRawValue("attributes", attributes(around.getResource().getAttributesList()))
        .put("schema_url", around.getSchemaUrl());
    InstrumentationScope scope = around.getScopeSpans(0).getScope();
    node.putObject("scope")
        .put("name", scope.getName())
        .put("version", scope.getVersion())
        .putRawValue("attributes", attributes(scope.getAttributesList()))
        .put("schema_url", around.getScopeSpans(0).getSchemaUrl());
  }

  private static RawValue attributes(List<KeyValue> attributes) {
    return new RawValue(AttributesJson.of(attributes));
  }

  private static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  /// Null for a time that was not sent.
  private static @Nullable String time(long nanos) {
    return nanos == 0 ? null : Nanos.toInstant(nanos).toString();
  }

  private static @Nullable Span read(StoredSpan span) {
    try {
      return Span.parseFrom(span.body());
    } catch (InvalidProtocolBufferException e) {
      return null;
    }
  }

  private static @Nullable ResourceSpans read(StoredOrigin origin) {
    try {
      return ResourceSpans.parseFrom(origin.body());
    } catch (InvalidProtocolBufferException e) {
      return null;
    }
  }

  private static @Nullable String word(@Nullable Enum<?> value, String prefix) {
    return value == null
        ? null
        : value.name().replaceFirst("^" + prefix, "").toLowerCase(Locale.ROOT);
  }
}
