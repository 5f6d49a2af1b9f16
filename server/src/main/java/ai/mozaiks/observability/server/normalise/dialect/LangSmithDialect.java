// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// LangSmith's OpenTelemetry export. `langsmith.trace.session_id` and `.session_name` are the
/// project, not a chat.
final class LangSmithDialect implements Dialect {
  private static final String KIND = "langsmith.span.kind";
  private static final Dialect GEN_AI = new GenAiDialect();

  private static final Map<String, Role> ROLE_BY_KIND =
      Map.of(
          "llm", Role.LLM_CALL,
          "embedding", Role.EMBEDDING_CALL,
          "tool", Role.TOOL_CALL,
          "chain", Role.RUN,
          "retriever", Role.OTHER,
          "prompt", Role.OTHER,
          "parser", Role.OTHER);

  @Override
  public String name() {
    return "langsmith";
  }

  @Override
  public boolean ownsScope(String scopeName) {
    return scopeName.equals("langsmith");
  }

  @Override
  public List<String> marks() {
    return List.of(KIND);
  }

  @Override
  public Role role(SpanView span) {
    String kind = span.text(KIND);
    return kind == null ? GEN_AI.role(span) : ROLE_BY_KIND.getOrDefault(kind, Role.OTHER);
  }

  @Override
  public void addFields(FieldTable.Builder table) {
    String[] usage = {"langsmith.usage_metadata", "langsmith.metadata.usage_metadata"};
    table
        .field(Field.PROMPT_TOKENS, Conversion.jsonCount("/input_tokens"), usage)
        .field(Field.COMPLETION_TOKENS, Conversion.jsonCount("/output_tokens"), usage)
        .field(Field.TOTAL_TOKENS, Conversion.jsonCount("/total_tokens"), usage)
        .field(
            Field.CACHED_READ_TOKENS,
            Conversion.jsonCount("/input_token_details/cache_read"),
            usage)
        .field(
            Field.CACHED_READ_TOKENS,
            Conversion.jsonCount("/cache_read"),
            "gen_ai.usage.input_token_details")
        .field(
            Field.CACHE_WRITE_TOKENS,
            Conversion.jsonCount("/input_token_details/cache_creation"),
            usage)
        .field(
            Field.CACHE_WRITE_TOKENS,
            Conversion.jsonCount("/cache_creation"),
            "gen_ai.usage.input_token_details")
        .field(
            Field.REASONING_TOKENS, Conversion.jsonCount("/output_token_details/reasoning"), usage)
        .field(
            Field.REASONING_TOKENS,
            Conversion.jsonCount("/reasoning"),
            "gen_ai.usage.output_token_details")
        .field(Field.USER, Conversion::text, "langsmith.metadata.user_id");
  }

  /// The name of the trace is, on each span, the span's own: only the root's is that of the whole.
  @Override
  public @Nullable String workflowOf(SpanView span) {
    return span.isRoot() ? span.text("langsmith.trace.name") : null;
  }

  @Override
  public ToolInput toolInput() {
    return new ToolInput(KIND, "gen_ai.prompt");
  }
}
