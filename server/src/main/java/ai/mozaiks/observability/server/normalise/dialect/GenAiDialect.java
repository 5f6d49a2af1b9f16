// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The OpenTelemetry GenAI conventions in all their generations, MCP included, and everything that
/// writes `gen_ai.*` without more of its own (the OpenTelemetry Java agent, AI SDK 7).
final class GenAiDialect implements Dialect {

  private static final Map<String, Role> ROLE_BY_OPERATION =
      Map.ofEntries(
          Map.entry("chat", Role.LLM_CALL),
          Map.entry("text_completion", Role.LLM_CALL),
          Map.entry("completion", Role.LLM_CALL),
          Map.entry("generate_content", Role.LLM_CALL),
          Map.entry("generate", Role.LLM_CALL),
          Map.entry("call_llm", Role.LLM_CALL),
          Map.entry("llm_request", Role.LLM_CALL),
          Map.entry("image", Role.LLM_CALL),
          Map.entry("realtime", Role.LLM_CALL),
          Map.entry("embeddings", Role.EMBEDDING_CALL),
          Map.entry("embedding", Role.EMBEDDING_CALL),
          Map.entry("execute_tool", Role.TOOL_CALL),
          Map.entry("invoke_agent", Role.TURN),
          Map.entry("invoke_workflow", Role.RUN),
          Map.entry("conversation", Role.RUN),
          Map.entry("initiate_chats", Role.RUN),
          Map.entry("framework", Role.RUN),
          Map.entry("chain", Role.RUN),
          Map.entry("create_agent", Role.RUN_IF_PARENT),
          Map.entry("await_human_input", Role.HUMAN_INPUT));

  private static final Map<String, Role> ROLE_BY_REQUEST_TYPE =
      Map.of(
          "chat", Role.LLM_CALL,
          "completion", Role.LLM_CALL,
          "embedding", Role.EMBEDDING_CALL,
          "rerank", Role.OTHER);

  private static final List<String> CONTENT_KEYS =
      List.of(
          "gen_ai.input.messages",
          "gen_ai.output.messages",
          "gen_ai.system_instructions",
          "gen_ai.tool.definitions",
          "gen_ai.tool.call.arguments",
          "gen_ai.tool.call.result",
          "gen_ai.retrieval.documents",
          "gen_ai.retrieval.query.text",
          "gen_ai.evaluation.explanation",
          "gen_ai.event.content",
          "gen_ai.prompt",
          "gen_ai.completion",
          "gen_ai.prompt.*.content",
          "gen_ai.prompt.*.arguments",
          "gen_ai.completion.*.content",
          "gen_ai.completion.*.arguments",
          // MCP
          "mcp.request.argument",
          "mcp.response.value");

  @Override
  public String name() {
    return "otel-genai";
  }

  @Override
  public boolean ownsScope(String scopeName) {
    return scopeName.equals("gen_ai") || scopeName.startsWith("io.opentelemetry.openai-java");
  }

  @Override
  public List<String> marks() {
    return List.of("mcp.method.name", "llm.request.type", "llm.usage.prompt_tokens", "gen_ai.*");
  }

  @Override
  public Role role(SpanView span) {
    String method = span.text("mcp.method.name");
    if (method != null) {
      // The server's side of a call is the same call seen again; only a client's `tools/call` is a
      // tool call.
      return method.equals("tools/call") && !span.isServerSide() ? Role.TOOL_CALL : Role.OTHER;
    }
    String operation = span.text("gen_ai.operation.name");
    if (operation != null) {
      Role role = ROLE_BY_OPERATION.getOrDefault(operation, Role.OTHER);
      return role == Role.TOOL_CALL && isNoTool(span) ? Role.OTHER : role;
    }
    return roleWithoutOperation(span);
  }

  private static Role roleWithoutOperation(SpanView span) {
    String type = span.text("llm.request.type");
    if (type != null) {
      return ROLE_BY_REQUEST_TYPE.getOrDefault(type, Role.OTHER);
    }
    if (span.text("gen_ai.tool.name") != null) {
      return isNoTool(span) ? Role.OTHER : Role.TOOL_CALL;
    }
    if (span.name().equals("call_llm")) {
      return Role.LLM_CALL;
    }
    if (span.name().equals("orchestrate_tools") || span.name().equals("invocation")) {
      return Role.RUN;
    }
    // Whoever asks a model, though the call may have failed before there was any usage.
    boolean call =
        span.has("gen_ai.request.model")
            || span.hasKeyStartingWith("gen_ai.usage.")
            || span.hasKeyStartingWith("llm.usage.");
    return call ? Role.LLM_CALL : Role.PLAIN;
  }

  /// ADK writes one more span for a group of parallel calls; handing over to another agent is no
  /// tool either.
  private static boolean isNoTool(SpanView span) {
    String tool = span.text("gen_ai.tool.name");
    return tool != null && (tool.equals("(merged tools)") || tool.startsWith("transfer_to_"));
  }

  @Override
  public @Nullable String toolInName(SpanView span) {
    String called = Dialect.after(span.name(), "tools/call ");
    return called != null ? called : Dialect.after(span.name(), "execute_tool ");
  }

  @Override
  public @Nullable String workflowOf(SpanView span) {
    // From v0.1.0 on a workflow's span carries the workflow's name as agent name.
    return "invoke_workflow".equals(span.text("gen_ai.operation.name"))
        ? span.text("gen_ai.agent.name")
        : Dialect.after(span.name(), "workflow:");
  }

  @Override
  public List<String> contentKeys() {
    return CONTENT_KEYS;
  }

  @Override
  public List<String> argumentKeys() {
    return List.of("gen_ai.tool.call.arguments", "gen_ai.tool.args");
  }
}
