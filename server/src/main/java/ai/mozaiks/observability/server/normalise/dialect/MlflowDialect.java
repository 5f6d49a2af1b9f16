// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// MLflow Tracing exported as OTLP: every value is JSON, texts in quotes.
final class MlflowDialect implements Dialect {
  private static final String TYPE = "mlflow.spanType";
  private static final String USAGE = "mlflow.chat.tokenUsage";
  private static final Dialect GEN_AI = new GenAiDialect();

  private static final Map<String, Role> ROLE_BY_TYPE =
      Map.of(
          "LLM", Role.LLM_CALL,
          "CHAT_MODEL", Role.LLM_CALL,
          "EMBEDDING", Role.EMBEDDING_CALL,
          "TOOL", Role.TOOL_CALL,
          "AGENT", Role.TURN_OR_RUN,
          "CHAIN", Role.RUN,
          "WORKFLOW", Role.RUN,
          "EVALUATOR", Role.CHECK,
          "GUARDRAIL", Role.CHECK);

  @Override
  public String name() {
    return "mlflow";
  }

  @Override
  public boolean ownsScope(String scopeName) {
    return scopeName.startsWith("mlflow");
  }

  @Override
  public List<String> marks() {
    return List.of(TYPE);
  }

  @Override
  public Role role(SpanView span) {
    String type = unquoted(span.text(TYPE));
    Role role = type == null ? null : ROLE_BY_TYPE.get(type);
    if (role != null) {
      return role;
    }
    Role byOperation = GEN_AI.role(span);
    return byOperation == Role.PLAIN ? Role.OTHER : byOperation;
  }

  @Override
  public void addFields(FieldTable.Builder table) {
    table
        .field(Field.PROMPT_TOKENS, Conversion.jsonCount("/input_tokens"), USAGE)
        .field(Field.COMPLETION_TOKENS, Conversion.jsonCount("/output_tokens"), USAGE)
        .field(Field.TOTAL_TOKENS, Conversion.jsonCount("/total_tokens"), USAGE)
        .field(
            Field.CACHED_READ_TOKENS,
            Conversion.jsonCount("/cache_read_input_tokens", "/cached_input_tokens"),
            USAGE)
        .field(
            Field.CACHE_WRITE_TOKENS, Conversion.jsonCount("/cache_creation_input_tokens"), USAGE)
        .field(
            Field.REQUEST_MODEL,
            Conversion.mapped(text -> StandardFields.model(orEmpty(unquoted(text)))),
            "mlflow.llm.model")
        .field(
            Field.SESSION_ID,
            Conversion.mapped(text -> Conversion.unmasked(unquoted(text))),
            "mlflow.trace.session")
        .field(Field.USER, Conversion.mapped(MlflowDialect::unquoted), "mlflow.trace.user");
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static @Nullable String unquoted(@Nullable String text) {
    if (text == null || text.length() < 2 || !text.startsWith("\"") || !text.endsWith("\"")) {
      return text;
    }
    return text.substring(1, text.length() - 1);
  }

  /// Spans are called what they are about.
  @Override
  public @Nullable String agentInName(SpanView span) {
    return span.name();
  }

  @Override
  public @Nullable String toolInName(SpanView span) {
    return span.name();
  }

  @Override
  public List<String> contentKeys() {
    return List.of(
        "mlflow.spanInputs",
        "mlflow.spanOutputs",
        "mlflow.chat.messages",
        "mlflow.chat.tools",
        "mlflow.chunk.value");
  }

  @Override
  public ToolInput toolInput() {
    return new ToolInput(TYPE, "mlflow.spanInputs");
  }
}
