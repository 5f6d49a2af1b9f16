// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.demo;

import ai.mozaiks.observability.cli.demo.PlannedSpan.Work;

/// OpenInference: one attribute says what a span is, and session and user are on every span.
final class OpenInferenceSpanWriter implements SpanWriter {

  @Override
  public String scope() {
    return "openinference.instrumentation.demo_agents";
  }

  @Override
  public String name(PlannedSpan span) {
    return switch (span.work()) {
      case Work.Run _ -> span.chat().workflow().name() + ".kickoff";
      case Work.Turn _ -> agent(span) + ".execute";
      case Work.LlmCall _ -> "llm_call";
      case Work.ToolCall tool -> tool.tool();
    };
  }

  @Override
  public Attributes attributes(PlannedSpan span) {
    Attributes attributes =
        new Attributes().put("session.id", span.chat().id()).put("user.id", span.chat().user());
    switch (span.work()) {
      case Work.Run _ -> attributes.put("openinference.span.kind", "CHAIN");
      case Work.Turn _ ->
          attributes.put("openinference.span.kind", "AGENT").put("agent.name", agent(span));
      case Work.LlmCall call -> call(attributes, span, call);
      case Work.ToolCall tool ->
          attributes
              .put("openinference.span.kind", "TOOL")
              .put("tool.name", tool.tool())
              .put("tool_call.id", tool.callId())
              .put("input.value", tool.arguments());
    }
    return attributes;
  }

  private static void call(Attributes attributes, PlannedSpan span, Work.LlmCall call) {
    attributes.put("openinference.span.kind", "LLM");
    Workflow.Agent agent = span.agent();
    if (agent == null) {
      return;
    }
    attributes
        .put("llm.provider", agent.model().provider())
        .put("llm.request.model_name", agent.model().request());
    if (call.finishReason() == null) {
      return;
    }
    attributes
        .put("llm.input_messages.0.message.role", "user")
        .put("llm.input_messages.0.message.content", Talk.question(span))
        .put("llm.output_messages.0.message.role", "assistant")
        .put("llm.output_messages.0.message.content", Talk.answer(span, agent))
        .put("llm.model_name", agent.model().response())
        .put("llm.finish_reason", call.finishReason())
        .put("llm.token_count.prompt", call.promptTokens())
        .put("llm.token_count.prompt_details.cache_read", call.cachedReadTokens())
        .put("llm.token_count.completion", call.completionTokens())
        .put("llm.token_count.completion_details.reasoning", call.reasoningTokens())
        .put("llm.token_count.total", call.promptTokens() + call.completionTokens());
    if (call.firstTokenMillis() != null) {
      attributes.put("gen_ai.response.time_to_first_chunk", call.firstTokenMillis() / 1e3);
    }
    if (call.locallyCached()) {
      attributes.put("mozaiks.cached", true);
    } else if (agent.model().reportedUsdPerCall() != null) {
      attributes.put("llm.cost.total", agent.model().reportedUsdPerCall());
    }
  }

  private static String agent(PlannedSpan span) {
    return span.agent() == null ? "unknown" : span.agent().name();
  }
}
