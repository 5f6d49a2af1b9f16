// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.demo;

import ai.mozaiks.observability.cli.demo.PlannedSpan.Work;
import org.jspecify.annotations.Nullable;

/// The OpenTelemetry GenAI conventions; the agent's span repeats the sum of its calls, as several
/// frameworks do.
final class GenAiSpanWriter implements SpanWriter {

  @Override
  public String scope() {
    return "opentelemetry.instrumentation.demo_agents";
  }

  @Override
  public String name(PlannedSpan span) {
    return switch (span.work()) {
      case Work.Run _ -> "invoke_workflow " + span.chat().workflow().name();
      case Work.Turn _ -> "invoke_agent " + agent(span);
      case Work.LlmCall _ -> "chat " + (span.agent() == null ? "" : span.agent().model().request());
      case Work.ToolCall tool -> "execute_tool " + tool.tool();
    };
  }

  @Override
  public Attributes attributes(PlannedSpan span) {
    Attributes attributes = new Attributes().put("gen_ai.conversation.id", span.chat().id());
    switch (span.work()) {
      case Work.Run _ ->
          attributes
              .put("gen_ai.operation.name", "invoke_workflow")
              .put("gen_ai.workflow.name", span.chat().workflow().name())
              .put("user.id", span.chat().user());
      case Work.Turn turn ->
          attributes
              .put("gen_ai.operation.name", "invoke_agent")
              .put("gen_ai.agent.name", agent(span))
              .put("gen_ai.workflow.name", span.chat().workflow().name())
              .put("user.id", span.chat().user())
              .put("gen_ai.usage.input_tokens", turn.promptTokens())
              .put("gen_ai.usage.output_tokens", turn.completionTokens());
      case Work.LlmCall call -> call(attributes, span, call);
      case Work.ToolCall tool ->
          attributes
              .put("gen_ai.operation.name", "execute_tool")
              .put("gen_ai.tool.name", tool.tool())
              .put("gen_ai.tool.type", "function")
              .put("gen_ai.tool.call.id", tool.callId())
              .put("gen_ai.tool.call.arguments", tool.arguments());
    }
    if (span.failure() != null) {
      attributes.put("error.type", span.failure().type());
    }
    return attributes;
  }

  private static void call(Attributes attributes, PlannedSpan span, Work.LlmCall call) {
    attributes.put("gen_ai.operation.name", "chat").put("gen_ai.agent.name", agent(span));
    Workflow.Agent agent = span.agent();
    if (agent != null) {
      attributes
          .put("gen_ai.provider.name", agent.model().provider())
          .put("gen_ai.request.model", agent.model().request());
    }
    if (call.finishReason() == null || agent == null) {
      return;
    }
    attributes
        .put("gen_ai.input.messages", message("user", Talk.question(span)))
        .put("gen_ai.output.messages", message("assistant", Talk.answer(span, agent)))
        .put("gen_ai.response.model", agent.model().response())
        .put("gen_ai.response.id", call.responseId())
        .putList("gen_ai.response.finish_reasons", call.finishReason())
        .put("gen_ai.usage.input_tokens", call.promptTokens())
        .put("gen_ai.usage.cache_read.input_tokens", call.cachedReadTokens())
        .put("gen_ai.usage.output_tokens", call.completionTokens());
    if (call.reasoningTokens() > 0) {
      attributes.put("gen_ai.usage.reasoning.output_tokens", call.reasoningTokens());
    }
    if (call.firstTokenMillis() != null) {
      attributes
          .put("gen_ai.request.stream", true)
          .put("gen_ai.response.time_to_first_chunk", call.firstTokenMillis() / 1e3);
    }
    if (call.locallyCached()) {
      attributes.put("mozaiks.cached", true);
    } else if (agent.model().reportedUsdPerCall() != null) {
      attributes.put("gen_ai.usage.cost", agent.model().reportedUsdPerCall());
    }
  }

  private static String message(String role, String text) {
    return "[{\"role\":\"%s\",\"parts\":[{\"type\":\"text\",\"content\":\"%s\"}]}]"
        .formatted(role, text); // texts without anything that JSON would escape
  }

  private static @Nullable String agent(PlannedSpan span) {
    return span.agent() == null ? null : span.agent().name();
  }
}
