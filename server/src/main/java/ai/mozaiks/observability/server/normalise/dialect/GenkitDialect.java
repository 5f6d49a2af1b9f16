// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Genkit: actions of several kinds. The tokens of a model call stand only inside its answer.
final class GenkitDialect implements Dialect {
  private static final String SUBTYPE = "genkit:metadata:subtype";
  private static final String OUTPUT = "genkit:output";
  private static final String NAME = "genkit:name";

  private static final Map<String, Role> ROLE_BY_SUBTYPE =
      Map.of(
          "model", Role.LLM_CALL,
          "embedder", Role.EMBEDDING_CALL,
          "tool", Role.TOOL_CALL,
          "flow", Role.RUN);

  @Override
  public String name() {
    return "genkit";
  }

  @Override
  public boolean ownsScope(String scopeName) {
    return scopeName.equals("genkit-tracer");
  }

  @Override
  public List<String> marks() {
    return List.of("genkit:type");
  }

  @Override
  public Role role(SpanView span) {
    String subtype = span.text(SUBTYPE);
    if (subtype != null) {
      return ROLE_BY_SUBTYPE.getOrDefault(subtype, Role.OTHER);
    }
    return "flow".equals(span.text("genkit:type")) ? Role.RUN : Role.OTHER;
  }

  @Override
  public void addFields(FieldTable.Builder table) {
    table
        .field(Field.PROMPT_TOKENS, Conversion.jsonCount("/usage/inputTokens"), OUTPUT)
        .field(Field.COMPLETION_TOKENS, Conversion.jsonCount("/usage/outputTokens"), OUTPUT)
        .field(Field.TOTAL_TOKENS, Conversion.jsonCount("/usage/totalTokens"), OUTPUT)
        .field(Field.REASONING_TOKENS, Conversion.jsonCount("/usage/thoughtsTokens"), OUTPUT)
        .field(Field.CACHED_READ_TOKENS, Conversion.jsonCount("/usage/cachedContentTokens"), OUTPUT)
        .field(Field.PROVIDER, Conversion.mapped(GenkitDialect::provider), NAME)
        .field(Field.REQUEST_MODEL, Conversion.mapped(GenkitDialect::model), NAME)
        .field(Field.SESSION_ID, Conversion::id, "genkit:sessionId");
  }

  /// The plug-in in front of a model's name: `googleai/gemini-2.5-flash`.
  private static @Nullable String provider(String name) {
    int slash = name.indexOf('/');
    if (slash <= 0) {
      return null;
    }
    String plugin = name.substring(0, slash);
    return switch (plugin) {
      case "googleai" -> "gcp.gemini";
      case "vertexai" -> "gcp.vertex_ai";
      default -> StandardFields.provider(plugin);
    };
  }

  /// Names without a plug-in are those of flows and tools.
  private static @Nullable String model(String name) {
    return name.indexOf('/') < 0 ? null : StandardFields.model(name);
  }

  @Override
  public @Nullable String workflowOf(SpanView span) {
    return role(span) == Role.RUN ? span.text(NAME) : null;
  }

  @Override
  public @Nullable String toolInName(SpanView span) {
    return span.text(NAME);
  }

  @Override
  public List<String> contentKeys() {
    return List.of("genkit:input");
  }

  @Override
  public ToolInput toolInput() {
    return new ToolInput(SUBTYPE, "genkit:input");
  }

  @Override
  public List<String> usageInContentKeys() {
    return List.of(OUTPUT);
  }
}
