// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Knows which attributes hold what people and models said: prompts, answers, tool arguments and
/// results, documents. They are not kept unless the operator says so. One table for all dialects.
/// Immutable.
public final class ContentFilter {

  /// What to do with an attribute.
  enum Treatment {
    KEEP,
    REMOVE,
    /// Content that also reports usage: keep only that, see [UsageInContent].
    KEEP_USAGE
  }

  /// A `*` stands for any characters, also none.
  private static final List<String> CONTENT_KEYS =
      List.of(
          // OpenTelemetry GenAI, all generations
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
          "gen_ai.workflow.input",
          "gen_ai.workflow.output",
          "mcp.request.argument",
          "mcp.response.value",
          // OpenInference
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
          "embedding.embeddings.*",
          // OpenLLMetry
          "traceloop.entity.input",
          "traceloop.entity.output",
          "traceloop.prompt.*",
          // Vercel AI SDK
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
          "ai.embeddings",
          // Langfuse, MLflow, Laminar, Logfire, LangSmith
          "langfuse.observation.input",
          "langfuse.observation.output",
          "langfuse.trace.input",
          "langfuse.trace.output",
          "mlflow.spanInputs",
          "mlflow.spanOutputs",
          "lmnr.span.input",
          "lmnr.span.output",
          "pydantic_ai.all_messages",
          "all_messages_events",
          "final_result",
          "tool_arguments",
          "tool_response",
          "request_data",
          "response_data",
          // Google ADK, Genkit
          "gcp.vertex.agent.llm_request",
          "gcp.vertex.agent.llm_response",
          "gcp.vertex.agent.tool_call_args",
          "gcp.vertex.agent.tool_response",
          "gcp.vertex.agent.data",
          "genkit:input",
          // AG2, Spring AI
          "ag2.human_input.prompt",
          "ag2.human_input.response",
          "ag2.code_execution.output",
          "ag2.chats.summaries",
          "spring.ai.tool.call.arguments",
          "spring.ai.tool.call.result");

  private static final Set<String> USAGE_IN_CONTENT = Set.of("genkit:output");

  /// Attributes that are content on an event which is a message.
  private static final Set<String> MESSAGE_EVENT_KEYS =
      Set.of("content", "message", "body", "tool_calls", "arguments", "gen_ai.event.content");

  private final boolean keepContent;
  private final Set<String> exact = new HashSet<>();
  private final List<List<String>> patterns = new ArrayList<>();

  /// Fixes what happens to content.
  ///
  /// @param keepContent whether to keep everything
  public ContentFilter(boolean keepContent) {
    this.keepContent = keepContent;
    for (String key : CONTENT_KEYS) {
      if (key.indexOf('*') < 0) {
        exact.add(key);
      } else {
        patterns.add(List.of(key.split("\\*", -1)));
      }
    }
  }

  /// What to do with an attribute of a span, resource, scope, event or link.
  Treatment treatment(String key) {
    if (keepContent) {
      return Treatment.KEEP;
    }
    if (USAGE_IN_CONTENT.contains(key)) {
      return Treatment.KEEP_USAGE;
    }
    boolean content = exact.contains(key) || patterns.stream().anyMatch(p -> matches(p, key));
    return content ? Treatment.REMOVE : Treatment.KEEP;
  }

  /// Whether an event of this name is a message of a conversation.
  boolean isMessageEvent(String name) {
    return !keepContent
        && name.startsWith("gen_ai.")
        && (name.endsWith(".message")
            || name.equals("gen_ai.choice")
            || name.startsWith("gen_ai.content."));
  }

  /// Whether an attribute of a message event is content.
  boolean isMessageContent(String key) {
    return MESSAGE_EVENT_KEYS.contains(key);
  }

  private static boolean matches(List<String> parts, String key) {
    String first = parts.getFirst();
    String last = parts.getLast();
    if (key.length() < first.length() + last.length()
        || !key.startsWith(first)
        || !key.endsWith(last)) {
      return false;
    }
    int from = first.length();
    int end = key.length() - last.length();
    for (String part : parts.subList(1, parts.size() - 1)) {
      int at = key.indexOf(part, from);
      if (at < 0 || at + part.length() > end) {
        return false;
      }
      from = at + part.length();
    }
    return true;
  }
}
