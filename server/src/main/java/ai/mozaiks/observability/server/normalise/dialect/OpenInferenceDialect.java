// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// OpenInference (Arize): one attribute, `openinference.span.kind`, says what a span is.
final class OpenInferenceDialect implements Dialect {

  private static final String KIND = "openinference.span.kind";
  private static final String BEEAI = "openinference.instrumentation.beeai";
  private static final Dialect GEN_AI = new GenAiDialect();

  private static final Map<String, Role> ROLE_BY_KIND =
      Map.of(
          "LLM", Role.LLM_CALL,
          "EMBEDDING", Role.EMBEDDING_CALL,
          "TOOL", Role.TOOL_CALL,
          "AGENT", Role.TURN_OR_RUN,
          "CHAIN", Role.RUN,
          "RETRIEVER", Role.OTHER,
          "RERANKER", Role.OTHER,
          "GUARDRAIL", Role.CHECK,
          "EVALUATOR", Role.CHECK,
          "PROMPT", Role.OTHER);

  /// What may follow the start of a call in BeeAI.
  private static final Set<String> LATER_EVENTS =
      Set.of("newToken", "update", "retry", "success", "finish", "error");

  private static final List<String> CONTENT_KEYS =
      List.of(
          "input.value",
          "output.value",
          "llm.input_messages.*.content",
          "llm.input_messages.*.message_content.text",
          "llm.input_messages.*.message_content.image*",
          "llm.input_messages.*.message_content.audio*",
          "llm.input_messages.*.arguments",
          "llm.input_messages.*.function_call_arguments_json",
          "llm.output_messages.*.content",
          "llm.output_messages.*.message_content.text",
          "llm.output_messages.*.message_content.image*",
          "llm.output_messages.*.message_content.audio*",
          "llm.output_messages.*.arguments",
          "llm.output_messages.*.function_call_arguments_json",
          "llm.prompts",
          "llm.prompts.*",
          "llm.choices.*",
          "llm.prompt_template.*",
          "llm.invocation_parameters", // the system's instructions among them, of OpenAI's
          // responses
          "llm.function_call",
          "llm.tools.*",
          "tool.parameters",
          "tool.json_schema",
          "tool_call.function.arguments",
          "retrieval.documents",
          "retrieval.documents.*",
          "reranker.query",
          "reranker.input_documents*",
          "reranker.output_documents*",
          "embedding.text",
          "embedding.vector",
          "embedding.embeddings.*");

  @Override
  public String name() {
    return "openinference";
  }

  @Override
  public boolean ownsScope(String scopeName) {
    return scopeName.startsWith("openinference.instrumentation.");
  }

  @Override
  public List<String> marks() {
    return List.of(KIND);
  }

  @Override
  public Role role(SpanView span) {
    String kind = span.text(KIND);
    if (kind == null) {
      return GEN_AI.role(span);
    }
    if (span.scopeName().equals(BEEAI) && isLaterEventOfCall(span.name())) {
      return Role.OTHER;
    }
    Role role = ROLE_BY_KIND.getOrDefault(kind, Role.OTHER);
    if (role == Role.TURN_OR_RUN && span.name().endsWith(".initiate_chat")) {
      return Role.RUN; // AG2: the whole chat is an AGENT span too
    }
    if (role == Role.TOOL_CALL && isHandOver(span)) {
      return Role.OTHER;
    }
    return role;
  }

  /// BeeAI writes a span for each event of a call, `…start-14`, `…success-16`, `…finish-17`, all of
  /// one kind: the start alone counts.
  private static boolean isLaterEventOfCall(String name) {
    int dash = name.lastIndexOf('-');
    String event = dash < 0 ? name : name.substring(0, dash);
    return LATER_EVENTS.contains(event.substring(event.lastIndexOf('.') + 1));
  }

  private static boolean isHandOver(SpanView span) {
    String tool = span.text("tool.name");
    String name = tool == null ? nameOfTool(span) : tool;
    return name.startsWith("handoff to ") || name.startsWith("transfer_to_");
  }

  private static String nameOfTool(SpanView span) {
    String executed = Dialect.after(span.name(), "execute_tool ");
    return executed == null ? span.name() : executed;
  }

  @Override
  public @Nullable String agentInName(SpanView span) {
    String inBrackets = Dialect.inBrackets(span.name(), "agent_run [");
    return inBrackets != null ? inBrackets : Dialect.before(span.name(), ".generate_reply");
  }

  @Override
  public @Nullable String workflowOf(SpanView span) {
    String inBrackets = Dialect.inBrackets(span.name(), "invocation [");
    return inBrackets != null ? inBrackets : Dialect.before(span.name(), ".kickoff");
  }

  @Override
  public @Nullable String toolInName(SpanView span) {
    return nameOfTool(span);
  }

  @Override
  public List<String> contentKeys() {
    return CONTENT_KEYS;
  }

  @Override
  public List<String> argumentKeys() {
    return List.of("tool_call.function.arguments");
  }

  @Override
  public ToolInput toolInput() {
    return new ToolInput(KIND, "input.value");
  }
}
