// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the class of a client tells of the provider, in the words of OpenTelemetry. OpenAI's own
/// client is not in it: many providers are reached with it, under addresses that the log does not
/// tell.
final class ClientClass {
  private static final Map<String, String> PROVIDERS =
      Map.ofEntries(
          Map.entry("AzureOpenAI", "azure.ai.openai"),
          Map.entry("AnthropicClient", "anthropic"),
          Map.entry("GeminiClient", "gcp.gemini"),
          Map.entry("BedrockClient", "aws.bedrock"),
          Map.entry("MistralAIClient", "mistral_ai"),
          Map.entry("GroqClient", "groq"),
          Map.entry("CohereClient", "cohere"),
          Map.entry("CerebrasClient", "cerebras"),
          Map.entry("TogetherClient", "together_ai"),
          Map.entry("OllamaClient", "ollama"));

  private ClientClass() {}

  /// Null when it cannot be told.
  static @Nullable String provider(@Nullable String className) {
    return className == null ? null : PROVIDERS.get(className);
  }
}
