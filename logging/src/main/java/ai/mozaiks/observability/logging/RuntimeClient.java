// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

/// A provider's client within a wrapper.
///
/// @param id unique within this process
/// @param className tells the provider, where it is one that AG2 has: `OpenAI`, `AzureOpenAI`,
///   `AnthropicClient`, `GeminiClient`, `BedrockClient`, `MistralAIClient`, `GroqClient` and so on
public record RuntimeClient(long id, RuntimeWrapper wrapper, String className) {}
