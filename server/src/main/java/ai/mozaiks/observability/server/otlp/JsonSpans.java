// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.http.Refusal;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads spans from OTLP/JSON. Stateless.
final class JsonSpans {
  private JsonSpans() {}

  static Span span(JsonInput in) throws UndecodableException, Refusal {
    in.charge(MessageShape.SPAN);
    Span.Builder span = Span.newBuilder();
    for (String name = in.field(); name != null; name = in.field()) {
      switch (name) {
        case "traceId", "trace_id" -> span.setTraceId(in.hex(32));
        case "spanId", "span_id" -> span.setSpanId(in.hex(16));
        case "parentSpanId", "parent_span_id" -> span.setParentSpanId(in.hex(16));
        case "traceState", "trace_state" -> span.setTraceState(in.string());
        case "flags" -> span.setFlags(in.uint32());
        case "name" -> span.setName(in.string());
        case "kind" -> span.setKindValue(in.enumeration(JsonSpans::kind));
        case "startTimeUnixNano", "start_time_unix_nano" -> span.setStartTimeUnixNano(in.uint64());
        case "endTimeUnixNano", "end_time_unix_nano" -> span.setEndTimeUnixNano(in.uint64());
        case "attributes" -> span.addAllAttributes(JsonAttributes.list(in));
        case "droppedAttributesCount", "dropped_attributes_count" ->
            span.setDroppedAttributesCount(in.uint32());
        case "events" -> in.each(JsonSpans::event, span::addEvents);
        case "droppedEventsCount", "dropped_events_count" ->
            span.setDroppedEventsCount(in.uint32());
        case "links" -> in.each(JsonSpans::link, span::addLinks);
        case "droppedLinksCount", "dropped_links_count" -> span.setDroppedLinksCount(in.uint32());
        case "status" -> in.one(JsonSpans::status, span::setStatus);
        default -> in.skip();
      }
    }
    return span.build();
  }

  private static Span.Event event(JsonInput in) throws UndecodableException, Refusal {
    in.charge(MessageShape.EVENT);
    Span.Event.Builder event = Span.Event.newBuilder();
    for (String name = in.field(); name != null; name = in.field()) {
      switch (name) {
        case "timeUnixNano", "time_unix_nano" -> event.setTimeUnixNano(in.uint64());
        case "name" -> event.setName(in.string());
        case "attributes" -> event.addAllAttributes(JsonAttributes.list(in));
        case "droppedAttributesCount", "dropped_attributes_count" ->
            event.setDroppedAttributesCount(in.uint32());
        default -> in.skip();
      }
    }
    return event.build();
  }

  private static Span.Link link(JsonInput in) throws UndecodableException, Refusal {
    in.charge(MessageShape.LINK);
    Span.Link.Builder link = Span.Link.newBuilder();
    for (String name = in.field(); name != null; name = in.field()) {
      switch (name) {
        case "traceId", "trace_id" -> link.setTraceId(in.hex(32));
        case "spanId", "span_id" -> link.setSpanId(in.hex(16));
        case "traceState", "trace_state" -> link.setTraceState(in.string());
        case "flags" -> link.setFlags(in.uint32());
        case "attributes" -> link.addAllAttributes(JsonAttributes.list(in));
        case "droppedAttributesCount", "dropped_attributes_count" ->
            link.setDroppedAttributesCount(in.uint32());
        default -> in.skip();
      }
    }
    return link.build();
  }

  private static Status status(JsonInput in) throws UndecodableException, Refusal {
    in.charge(MessageShape.STATUS);
    Status.Builder status = Status.newBuilder();
    for (String name = in.field(); name != null; name = in.field()) {
      switch (name) {
        case "code" -> status.setCodeValue(in.enumeration(JsonSpans::statusCode));
        case "message" -> status.setMessage(in.string());
        default -> in.skip();
      }
    }
    return status.build();
  }

  private static @Nullable Integer kind(String name) {
    return switch (name.toUpperCase(Locale.ROOT)) {
      case "SPAN_KIND_UNSPECIFIED", "UNSPECIFIED" -> 0;
      case "SPAN_KIND_INTERNAL", "INTERNAL" -> 1;
      case "SPAN_KIND_SERVER", "SERVER" -> 2;
      case "SPAN_KIND_CLIENT", "CLIENT" -> 3;
      case "SPAN_KIND_PRODUCER", "PRODUCER" -> 4;
      case "SPAN_KIND_CONSUMER", "CONSUMER" -> 5;
      default -> null;
    };
  }

  private static @Nullable Integer statusCode(String name) {
    return switch (name.toUpperCase(Locale.ROOT)) {
      case "STATUS_CODE_UNSET", "UNSET" -> 0;
      case "STATUS_CODE_OK", "OK" -> 1;
      case "STATUS_CODE_ERROR", "ERROR" -> 2;
      default -> null;
    };
  }
}
