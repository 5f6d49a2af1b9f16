// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;

/// Small agent traces of known content: a turn, a model call of [#PROMPT_TOKENS] and
/// [#COMPLETION_TOKENS], a tool call.
final class AgentSpans {
  static final int SPANS_PER_TRACE = 3;
  static final int PROMPT_TOKENS = 100;
  static final int COMPLETION_TOKENS = 10;

  private static final long BASE_NANOS = System.currentTimeMillis() * 1_000_000L;

  private AgentSpans() {}

  /// A request with traces numbered from `first`; the same numbers give the same spans within this
  /// process.
  static ExportTraceServiceRequest request(long first, int traces) {
    ScopeSpans.Builder spans = ScopeSpans.newBuilder();
    for (int i = 0; i < traces; i++) {
      addTrace(spans, first + i);
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(Resource.newBuilder().addAttributes(text("service.name", "shop")))
                .addScopeSpans(spans))
        .build();
  }

  private static void addTrace(ScopeSpans.Builder spans, long number) {
    ByteString trace =
        ByteString.copyFrom(ByteBuffer.allocate(16).putLong(number + 1).putLong(0xabcdefL).flip());
    long start = BASE_NANOS + number * 1_000L;
    spans.addSpans(
        span(trace, 2, 1, "chat gpt-4o-mini", start + 1_000_000, 400_000_000)
            .addAttributes(text("gen_ai.operation.name", "chat"))
            .addAttributes(text("gen_ai.provider.name", "openai"))
            .addAttributes(text("gen_ai.request.model", "gpt-4o-mini"))
            .addAttributes(count("gen_ai.usage.input_tokens", PROMPT_TOKENS))
            .addAttributes(count("gen_ai.usage.output_tokens", COMPLETION_TOKENS)));
    spans.addSpans(
        span(trace, 3, 1, "execute_tool search", start + 410_000_000, 50_000_000)
            .addAttributes(text("gen_ai.operation.name", "execute_tool"))
            .addAttributes(text("gen_ai.tool.name", "search")));
    spans.addSpans(
        span(trace, 1, 0, "invoke_agent planner", start, 500_000_000)
            .addAttributes(text("gen_ai.operation.name", "invoke_agent"))
            .addAttributes(text("gen_ai.agent.name", "planner")));
  }

  private static Span.Builder span(
      ByteString trace, long id, long parent, String name, long start, long nanos) {
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(trace)
            .setSpanId(id(id))
            .setName(name)
            .setStartTimeUnixNano(start)
            .setEndTimeUnixNano(start + nanos);
    return parent == 0 ? span : span.setParentSpanId(id(parent));
  }

  private static ByteString id(long id) {
    return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(id).flip());
  }

  static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  static KeyValue count(String key, long value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setIntValue(value))
        .build();
  }
}
