// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.http.Refusal;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads trace requests from OTLP/JSON straight into the protobuf messages; [JsonInput] says what
/// is taken leniently. Unknown fields are ignored. Stateless.
final class JsonTraces {
  private JsonTraces() {}

  static ExportTraceServiceRequest request(JsonInput in) throws UndecodableException, Refusal {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    for (String name = in.field(); name != null; name = in.field()) {
      switch (name) {
        case "resourceSpans", "resource_spans" -> {
          for (boolean more = in.array() && in.element(); more; more = in.element()) {
            if (in.object()) {
              request.addResourceSpans(resourceSpans(in));
            }
          }
        }
        default -> in.skip();
      }
    }
    return request.build();
  }

  private static ResourceSpans resourceSpans(JsonInput in) throws UndecodableException, Refusal {
    in.charge(MessageShape.RESOURCE_SPANS);
    ResourceSpans.Builder spans = ResourceSpans.newBuilder();
    for (String name = in.field(); name != null; name = in.field()) {
      switch (name) {
        case "resource" -> {
          if (in.object()) {
            spans.setResource(JsonEnvelope.resource(in));
          }
        }
        case "scopeSpans", "scope_spans" -> {
          for (boolean more = in.array() && in.element(); more; more = in.element()) {
            if (in.object()) {
              spans.addScopeSpans(scopeSpans(in));
            }
          }
        }
        case "schemaUrl", "schema_url" -> spans.setSchemaUrl(in.string());
        default -> in.skip();
      }
    }
    return spans.build();
  }

  private static ScopeSpans scopeSpans(JsonInput in) throws UndecodableException, Refusal {
    in.charge(MessageShape.SCOPE_SPANS);
    ScopeSpans.Builder spans = ScopeSpans.newBuilder();
    for (String name = in.field(); name != null; name = in.field()) {
      switch (name) {
        case "scope" -> {
          if (in.object()) {
            spans.setScope(JsonEnvelope.scope(in));
          }
        }
        case "spans" -> {
          for (boolean more = in.array() && in.element(); more; more = in.element()) {
            if (in.object()) {
              spans.addSpans(span(in));
            }
          }
        }
        case "schemaUrl", "schema_url" -> spans.setSchemaUrl(in.string());
        default -> in.skip();
      }
    }
    return spans.build();
  }

  private static Span span(JsonInput in) throws UndecodableException, Refusal {
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
        case "kind" -> span.setKindValue(in.enumeration(JsonTraces::kind));
        case "startTimeUnixNano", "start_time_unix_nano" -> span.setStartTimeUnixNano(in.uint64());
        case "endTimeUnixNano", "end_time_unix_nano" -> span.setEndTimeUnixNano(in.uint64());
        case "attributes" -> span.addAllAttributes(JsonAttributes.list(in));
        case "droppedAttributesCount", "dropped_attributes_count" ->
            span.setDroppedAttributesCount(in.uint32());
        case "events" -> {
          for (boolean more = in.array() && in.element(); more; more = in.element()) {
            if (in.object()) {
              span.addEvents(event(in));
            }
          }
        }
        case "droppedEventsCount", "dropped_events_count" ->
            span.setDroppedEventsCount(in.uint32());
        case "links" -> {
          for (boolean more = in.array() && in.element(); more; more = in.element()) {
            if (in.object()) {
              span.addLinks(link(in));
            }
          }
        }
        case "droppedLinksCount", "dropped_links_count" -> span.setDroppedLinksCount(in.uint32());
        case "status" -> {
          if (in.object()) {
            span.setStatus(status(in));
          }
        }
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
        case "code" -> status.setCodeValue(in.enumeration(JsonTraces::statusCode));
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
