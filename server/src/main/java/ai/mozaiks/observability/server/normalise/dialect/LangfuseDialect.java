// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import io.opentelemetry.proto.common.v1.AnyValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Langfuse's SDKs: observations of a few types, their usage and cost as JSON objects.
final class LangfuseDialect implements Dialect {
  private static final String TYPE = "langfuse.observation.type";
  private static final String USAGE = "langfuse.observation.usage_details";
  private static final Dialect GEN_AI = new GenAiDialect();

  private static final Map<String, Role> ROLE_BY_TYPE =
      Map.of(
          "generation", Role.LLM_CALL,
          "embedding", Role.EMBEDDING_CALL,
          "tool", Role.TOOL_CALL,
          "agent", Role.TURN,
          "chain", Role.RUN,
          "evaluator", Role.CHECK,
          "guardrail", Role.CHECK);

  @Override
  public String name() {
    return "langfuse";
  }

  @Override
  public boolean ownsScope(String scopeName) {
    return scopeName.equals("langfuse-sdk");
  }

  @Override
  public List<String> marks() {
    return List.of(TYPE);
  }

  @Override
  public Role role(SpanView span) {
    String type = span.text(TYPE);
    if (type != null && !type.equals("span")) {
      return ROLE_BY_TYPE.getOrDefault(type, Role.OTHER);
    }
    Role role = GEN_AI.role(span);
    return role == Role.PLAIN ? Role.OTHER : role;
  }

  @Override
  public void addFields(FieldTable.Builder table) {
    table
        .field(Field.PROMPT_TOKENS, usage(LangfuseUsage::prompt), USAGE)
        .field(Field.COMPLETION_TOKENS, usage(LangfuseUsage::completion), USAGE)
        .field(Field.CACHED_READ_TOKENS, usage(LangfuseUsage::cachedRead), USAGE)
        .field(Field.CACHE_WRITE_TOKENS, usage(LangfuseUsage::cacheWrite), USAGE)
        .field(Field.REASONING_TOKENS, usage(LangfuseUsage::reasoning), USAGE);
  }

  private static Conversion usage(Part part) {
    return (AnyValue value) -> {
      LangfuseUsage usage = LangfuseUsage.of(value);
      return usage == null ? null : part.of(usage);
    };
  }

  @FunctionalInterface
  private interface Part {
    @Nullable Long of(LangfuseUsage usage);
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
        "langfuse.observation.input",
        "langfuse.observation.output",
        "langfuse.trace.input",
        "langfuse.trace.output");
  }

  @Override
  public ToolInput toolInput() {
    return new ToolInput(TYPE, "langfuse.observation.input");
  }
}
