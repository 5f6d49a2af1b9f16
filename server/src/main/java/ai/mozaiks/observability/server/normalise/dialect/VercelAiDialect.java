// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import java.util.List;
import java.util.Map;

/// The legacy telemetry of the Vercel AI SDK: root and model call carry the same usage.
final class VercelAiDialect implements Dialect {
  private static final String PROVIDER_METADATA = "ai.response.providerMetadata";

  private static final Map<String, Role> ROLE_BY_OPERATION =
      Map.ofEntries(
          Map.entry("ai.generateText", Role.TURN),
          Map.entry("ai.streamText", Role.TURN),
          Map.entry("ai.generateObject", Role.TURN),
          Map.entry("ai.streamObject", Role.TURN),
          Map.entry("ai.generateText.doGenerate", Role.LLM_CALL),
          Map.entry("ai.generateObject.doGenerate", Role.LLM_CALL),
          Map.entry("ai.streamText.doStream", Role.LLM_CALL),
          Map.entry("ai.streamObject.doStream", Role.LLM_CALL),
          Map.entry("ai.embed", Role.RUN),
          Map.entry("ai.embedMany", Role.RUN),
          Map.entry("ai.embed.doEmbed", Role.EMBEDDING_CALL),
          Map.entry("ai.embedMany.doEmbed", Role.EMBEDDING_CALL),
          Map.entry("ai.toolCall", Role.TOOL_CALL));

  private static final List<String> CONTENT_KEYS =
      List.of(
          "ai.prompt",
          "ai.prompt.*",
          "ai.response.text",
          "ai.response.object",
          "ai.response.toolCalls",
          "ai.response.reasoning",
          "ai.response.files",
          "ai.result.text",
          "ai.result.object",
          "ai.result.toolCalls",
          "ai.toolCall.args",
          "ai.toolCall.result",
          "ai.value",
          "ai.values",
          "ai.embedding",
          "ai.embeddings");

  @Override
  public String name() {
    return "vercel-ai";
  }

  @Override
  public boolean ownsScope(String scopeName) {
    return scopeName.equals("ai");
  }

  @Override
  public List<String> marks() {
    return List.of("ai.operationId");
  }

  @Override
  public Role role(SpanView span) {
    String operation = span.text("ai.operationId");
    return operation == null ? Role.PLAIN : ROLE_BY_OPERATION.getOrDefault(operation, Role.OTHER);
  }

  /// Where the SDK itself drops the parts of the tokens, what the provider said of them is left.
  @Override
  public void addFields(FieldTable.Builder table) {
    table
        .field(
            Field.CACHED_READ_TOKENS,
            Conversion.jsonCount(
                "/openai/cachedPromptTokens",
                "/anthropic/cacheReadInputTokens",
                "/anthropic/usage/cache_read_input_tokens",
                "/bedrock/usage/cacheReadInputTokens"),
            PROVIDER_METADATA)
        .field(
            Field.CACHE_WRITE_TOKENS,
            Conversion.jsonCount(
                "/anthropic/cacheCreationInputTokens", "/bedrock/usage/cacheWriteInputTokens"),
            PROVIDER_METADATA)
        .field(
            Field.REASONING_TOKENS,
            Conversion.jsonCount("/openai/reasoningTokens"),
            PROVIDER_METADATA);
  }

  @Override
  public List<String> contentKeys() {
    return CONTENT_KEYS;
  }

  @Override
  public List<String> argumentKeys() {
    return List.of("ai.toolCall.args");
  }
}
