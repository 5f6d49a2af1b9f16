// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;

/// Makes traces of one agent turn each, with a model call and a tool call in it, that end now.
final class AgentRuns {
  static final long PROMPT_TOKENS = 20_000;
  static final long COMPLETION_TOKENS = 1_000;

  private long number;

  /// A turn in a chat of its own.
  ///
  /// @param agent the agent and, with `-flow` behind it, the workflow
  /// @param failed whether the turn fails
  ExportTraceServiceRequest turn(String agent, Duration took, boolean failed) {
    number++;
    ByteString trace =
        ByteString.copyFrom(ByteBuffer.allocate(16).putLong(0xa9e7L).putLong(number).flip());
    Instant end = Instant.now();
    Instant start = end.minus(took);
    Span.Builder turn =
        span(trace, 1, 0, "invoke_agent " + agent, start, end)
            .addAttributes(AgentSpans.text("gen_ai.operation.name", "invoke_agent"))
            .addAttributes(AgentSpans.text("gen_ai.agent.name", agent))
            .addAttributes(AgentSpans.text("gen_ai.conversation.id", "chat-" + number));
    if (failed) {
      turn.setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR))
          .addAttributes(AgentSpans.text("error.type", "PlanRefused"));
    }
    Span.Builder call =
        span(trace, 2, 1, "chat gpt-4o", start, start.plus(took.dividedBy(2)))
            .addAttributes(AgentSpans.text("gen_ai.operation.name", "chat"))
            .addAttributes(AgentSpans.text("gen_ai.provider.name", "openai"))
            .addAttributes(AgentSpans.text("gen_ai.request.model", "gpt-4o"))
            .addAttributes(AgentSpans.count("gen_ai.usage.input_tokens", PROMPT_TOKENS))
            .addAttributes(AgentSpans.count("gen_ai.usage.output_tokens", COMPLETION_TOKENS));
    Span.Builder tool =
        span(trace, 3, 1, "execute_tool search", start.plus(took.dividedBy(2)), end)
            .addAttributes(AgentSpans.text("gen_ai.operation.name", "execute_tool"))
            .addAttributes(AgentSpans.text("gen_ai.tool.name", "search"));
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(
                    Resource.newBuilder().addAttributes(AgentSpans.text("service.name", "shop")))
                .addScopeSpans(
                    ScopeSpans.newBuilder().addSpans(turn).addSpans(call).addSpans(tool)))
        .build();
  }

  private static Span.Builder span(
      ByteString trace, long id, long parent, String name, Instant start, Instant end) {
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(trace)
            .setSpanId(ByteString.copyFrom(ByteBuffer.allocate(8).putLong(id).flip()))
            .setName(name)
            .setStartTimeUnixNano(nanos(start))
            .setEndTimeUnixNano(nanos(end));
    return parent == 0
        ? span
        : span.setParentSpanId(ByteString.copyFrom(ByteBuffer.allocate(8).putLong(parent).flip()));
  }

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }
}
