// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import static ai.mozaiks.observability.server.normalise.dialect.Conversion.isWord;
import static ai.mozaiks.observability.server.normalise.dialect.Conversion.jsonDollars;
import static ai.mozaiks.observability.server.normalise.dialect.Conversion.jsonId;
import static ai.mozaiks.observability.server.normalise.dialect.Conversion.jsonText;
import static ai.mozaiks.observability.server.normalise.dialect.Conversion.mapped;

import ai.mozaiks.observability.server.normalise.UnixNanos;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The table of precedence that all dialects share: the first attribute of a row wins. Spans mix
/// dialects (`gen_ai.*` beside `llm.*`), so the rows name them all; a dialect adds only what it
/// alone has.
final class StandardFields {
  /// An attribute that holds a JSON object of the application's own.
  static final String METADATA = "metadata";

  /// What is left on a span of the content that was taken out of it.
  static final String CONTENT_ATTRIBUTES = "mozaiks.content.attributes";

  static final String[] CHAT_KEYS_OF_METADATA = {"chat_id", "session_id", "thread_id"};

  /// Written by the screen in place of the arguments of a tool call: an integer that is equal for
  /// equal arguments.
  static final String ARGUMENTS_HASH = "mozaiks.tool.arguments_hash";

  private StandardFields() {}

  /// The rows by which a span names its app.
  static FieldTable.Builder appRows(FieldTable.Builder table) {
    return table
        .field(Field.APP, Conversion::text, "mozaiks.app_id", "app.id")
        .field(
            Field.APP_HINT,
            Conversion::text,
            "traceloop.association.properties.app_id",
            "langsmith.metadata.app_id",
            "ai.telemetry.metadata.appId")
        .field(Field.APP_HINT, jsonText("app_id"), METADATA)
        .field(Field.APP_HINT, Conversion::text, "enterprise_id");
  }

  /// The rows for span attributes.
  static FieldTable.Builder spanTable() {
    return appRows(FieldTable.builder())
        .field(Field.CHAT_ID, Conversion::id, "mozaiks.chat_id")
        .field(Field.CONVERSATION_ID, Conversion::id, "gen_ai.conversation.id")
        .field(
            Field.SESSION_ID,
            Conversion::id,
            "langfuse.session.id",
            "session.id",
            "traceloop.association.properties.chat_id",
            "traceloop.association.properties.conversation_id",
            "traceloop.association.properties.session_id",
            "traceloop.association.properties.thread_id",
            "langsmith.metadata.session_id",
            "langsmith.metadata.thread_id",
            "langsmith.metadata.conversation_id",
            "spring.ai.chat.client.conversation.id",
            "ai.telemetry.metadata.sessionId",
            "gcp.vertex.agent.session_id")
        .field(Field.SESSION_ID, jsonId(CHAT_KEYS_OF_METADATA), METADATA)
        .field(
            Field.SESSION_ID,
            Conversion::id,
            "lmnr.association.properties.session_id",
            "ag2.network.channel_id")
        .field(Field.CONTENT_ATTRIBUTES, Conversion::count, CONTENT_ATTRIBUTES)
        .field(Field.WORKFLOW, Conversion::text, "mozaiks.workflow_name", "gen_ai.workflow.name")
        .field(
            Field.WORKFLOW_HINT,
            Conversion::text,
            "traceloop.workflow.name",
            "langfuse.trace.name",
            "ai.telemetry.functionId")
        .field(
            Field.USER,
            Conversion::text,
            "mozaiks.user_id",
            "user.id",
            "langfuse.user.id",
            "enduser.id",
            "traceloop.association.properties.user_id",
            "ai.telemetry.metadata.userId",
            "gen_ai.user",
            "llm.user")
        .field(Field.AGENT, Conversion::text, "gen_ai.agent.name", "agent.name")
        .field(Field.AGENT_ID, Conversion::text, "gen_ai.agent.id")
        .field(Field.AGENT_HINT, Conversion::text, "graph.node.name", "graph.node.id")
        .field(
            Field.PROVIDER,
            mapped(StandardFields::provider),
            "gen_ai.provider.name",
            "gen_ai.system",
            "llm.provider",
            "llm.system",
            "ai.model.provider")
        .field(
            Field.REQUEST_MODEL,
            mapped(StandardFields::model),
            "gen_ai.request.model",
            "llm.request.model_name",
            "ai.model.id",
            "llm.model_name")
        .field(
            Field.RESPONSE_MODEL,
            mapped(StandardFields::model),
            "gen_ai.response.model",
            "llm.response.model_name",
            "langfuse.observation.model.name",
            "ai.response.model")
        .field(Field.RESPONSE_ID, Conversion::text, "gen_ai.response.id", "ai.response.id")
        .field(
            Field.PROMPT_TOKENS,
            Conversion::count,
            "gen_ai.usage.input_tokens",
            "gen_ai.usage.prompt_tokens",
            "llm.token_count.prompt",
            "llm.usage.prompt_tokens",
            "ai.usage.inputTokens",
            "ai.usage.promptTokens",
            "ai.usage.tokens",
            "gen_ai.aggregated_usage.input_tokens")
        .field(
            Field.COMPLETION_TOKENS,
            Conversion::count,
            "gen_ai.usage.output_tokens",
            "gen_ai.usage.completion_tokens",
            "llm.token_count.completion",
            "llm.usage.completion_tokens",
            "ai.usage.outputTokens",
            "ai.usage.completionTokens",
            "gen_ai.aggregated_usage.output_tokens")
        .field(
            Field.CACHED_READ_TOKENS,
            Conversion::count,
            "gen_ai.usage.cache_read.input_tokens",
            "gen_ai.usage.cache_read_input_tokens",
            "gen_ai.usage.details.cache_read_tokens",
            "llm.token_count.prompt_details.cache_read",
            "llm.token_count.prompt_details.cache_input",
            "ai.usage.cachedInputTokens",
            "ai.usage.inputTokenDetails.cacheReadTokens",
            "gen_ai.aggregated_usage.details.cache_read_tokens")
        .field(
            Field.CACHE_WRITE_TOKENS,
            Conversion::count,
            "gen_ai.usage.cache_write.input_tokens",
            "gen_ai.usage.cache_creation.input_tokens",
            "gen_ai.usage.cache_creation_input_tokens",
            "gen_ai.usage.details.cache_write_tokens",
            "llm.token_count.prompt_details.cache_write",
            "ai.usage.inputTokenDetails.cacheWriteTokens",
            "gen_ai.aggregated_usage.details.cache_write_tokens")
        .field(
            Field.REASONING_TOKENS,
            Conversion::count,
            "gen_ai.usage.reasoning.output_tokens",
            "gen_ai.usage.reasoning_tokens",
            "gen_ai.usage.thinking_tokens",
            "gen_ai.usage.details.reasoning_tokens",
            "llm.usage.reasoning_tokens",
            "llm.token_count.completion_details.reasoning",
            "ai.usage.reasoningTokens",
            "ai.usage.outputTokenDetails.reasoningTokens",
            "gen_ai.aggregated_usage.details.reasoning_tokens")
        .field(
            Field.TOTAL_TOKENS,
            Conversion::count,
            "gen_ai.usage.total_tokens",
            "llm.usage.total_tokens",
            "llm.token_count.total",
            "ai.usage.totalTokens")
        .field(Field.COST_USD, jsonDollars("/total"), "langfuse.observation.cost_details")
        .field(
            Field.COST_USD,
            Conversion::dollars,
            "llm.cost.total",
            "gen_ai.usage.cost",
            "operation.cost")
        .field(
            Field.TIME_TO_FIRST_TOKEN_NANOS,
            Conversion::seconds,
            "gen_ai.response.time_to_first_chunk",
            "gen_ai.client.inference.time_to_first_chunk",
            "gen_ai.client.operation.time_to_first_chunk",
            "gen_ai.server.time_to_first_token")
        .field(
            Field.TIME_TO_FIRST_TOKEN_NANOS,
            Conversion::millis,
            "ai.response.msToFirstChunk",
            "ai.stream.msToFirstChunk")
        .field(
            Field.STREAMING,
            Conversion::flag,
            "gen_ai.request.stream",
            "gen_ai.is_streaming",
            "llm.is_streaming")
        .field(Field.LOCALLY_CACHED, Conversion::flag, "mozaiks.cached", "gen_ai.response.cached")
        .field(
            Field.FINISH_REASONS,
            Conversion::texts,
            "gen_ai.response.finish_reasons",
            "gen_ai.response.finish_reason",
            "gen_ai.response.stop_reason",
            "llm.finish_reason",
            "ai.response.finishReason")
        .field(
            Field.TOOL,
            Conversion::text,
            "gen_ai.tool.name",
            "tool.name",
            "spring.ai.tool.definition.name",
            "ai.toolCall.name",
            "tool_call.function.name")
        .field(
            Field.TOOL_CALL_ID,
            Conversion::text,
            "gen_ai.tool.call.id",
            "gen_ai.tool_call.id",
            "tool_call.id",
            "tool.id",
            "ai.toolCall.id")
        .field(Field.TOOL_ARGUMENTS_HASH, Conversion::integer, ARGUMENTS_HASH)
        .field(Field.ERROR_TYPE, Conversion::text, "error.type")
        .field(Field.ERROR_LEVEL, isWord("ERROR"), "langfuse.observation.level")
        .field(Field.PENDING, isWord("pending_span"), "logfire.span_type")
        .field(Field.SENT_TIMES, Conversion::text, UnixNanos.SENT_TIMES);
  }

  /// The rows for resource attributes: what holds for every span of a process unless a span says
  /// otherwise.
  static FieldTable resourceTable() {
    return FieldTable.builder()
        .field(Field.CHAT_ID, Conversion::id, "mozaiks.chat_id")
        .field(Field.SESSION_ID, Conversion::id, "session.id")
        .field(Field.APP, Conversion::text, "mozaiks.app_id", "app.id")
        .field(Field.WORKFLOW, Conversion::text, "mozaiks.workflow_name")
        .field(Field.USER, Conversion::text, "mozaiks.user_id", "user.id")
        .build();
  }

  /// The provider behind a reported name: old spellings mapped, API suffixes dropped, framework
  /// names refused.
  static @Nullable String provider(String reported) {
    String name = reported.toLowerCase(Locale.ROOT);
    return switch (name) {
      // Frameworks write themselves where the provider belongs.
      case "autogen",
          "gcp.vertex.agent",
          "spring_ai",
          "langchain",
          "crewai",
          "microsoft.agent_framework",
          "_other" ->
          null;
      case "xai" -> "x_ai";
      case "az.ai.openai", "azure_openai" -> "azure.ai.openai";
      case "az.ai.inference" -> "azure.ai.inference";
      case "vertex_ai", "vertexai" -> "gcp.vertex_ai";
      case "gemini", "google_genai" -> "gcp.gemini";
      case "mistralai" -> "mistral_ai";
      case "bedrock", "bedrock_converse" -> "aws.bedrock";
      default -> {
        boolean dotted =
            name.startsWith("gcp.")
                || name.startsWith("aws.")
                || name.startsWith("azure.ai.")
                || name.startsWith("ibm.");
        int dot = name.indexOf('.');
        yield dotted || dot <= 0 ? name : name.substring(0, dot); // openai.responses -> openai
      }
    };
  }

  /// The provider whose models bear such names; null when the name tells none. Who hosts an open
  /// model cannot be told from its name.
  static @Nullable String providerOf(String model) {
    String name = model.toLowerCase(Locale.ROOT);
    for (ModelFamily family : FAMILIES) {
      if (name.startsWith(family.prefix())) {
        return family.provider();
      }
    }
    return null;
  }

  private record ModelFamily(String prefix, String provider) {}

  private static final List<ModelFamily> FAMILIES =
      List.of(
          new ModelFamily("gpt-", "openai"),
          new ModelFamily("chatgpt-", "openai"),
          new ModelFamily("text-embedding-", "openai"),
          new ModelFamily("o1", "openai"),
          new ModelFamily("o3", "openai"),
          new ModelFamily("o4", "openai"),
          new ModelFamily("claude-", "anthropic"),
          new ModelFamily("gemini-", "gcp.gemini"),
          new ModelFamily("command-", "cohere"),
          new ModelFamily("deepseek-", "deepseek"),
          new ModelFamily("grok-", "x_ai"),
          new ModelFamily("mistral-", "mistral_ai"));

  /// The model's name without the resource path in front of it.
  static @Nullable String model(String reported) {
    String name = reported.substring(reported.lastIndexOf('/') + 1);
    return name.isEmpty() ? null : name;
  }
}
