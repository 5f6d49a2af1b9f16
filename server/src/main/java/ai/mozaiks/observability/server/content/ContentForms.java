// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.content;

import static ai.mozaiks.observability.storage.ContentKind.DOCUMENT;
import static ai.mozaiks.observability.storage.ContentKind.INPUT;
import static ai.mozaiks.observability.storage.ContentKind.OTHER;
import static ai.mozaiks.observability.storage.ContentKind.OUTPUT;
import static ai.mozaiks.observability.storage.ContentKind.SYSTEM;
import static ai.mozaiks.observability.storage.ContentKind.TOOL_ARGUMENTS;
import static ai.mozaiks.observability.storage.ContentKind.TOOL_DEFINITIONS;
import static ai.mozaiks.observability.storage.ContentKind.TOOL_RESULT;

import ai.mozaiks.observability.storage.ContentKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// All places where content stands, in order of precedence: of several that tell the same, what the
/// first one tells counts. Emitters repeat themselves (`input.value` beside `llm.input_messages`),
/// and a dialect's content comes under another one's attributes, so the places are the same for all
/// dialects.
final class ContentForms {
  private static final List<ContentForm> FORMS =
      List.of(
          // OTel GenAI, since 1.37
          AttributesForm.messages(SYSTEM, "gen_ai.system_instructions")
              .and(AttributesForm.messages(INPUT, "gen_ai.input.messages"))
              .and(AttributesForm.messages(OUTPUT, "gen_ai.output.messages")),
          new MessageEventsForm(),
          new FlattenedGenAiForm(),
          // OpenInference
          new FlattenedMessagesForm(),
          AttributesForm.messages(INPUT, "input.value")
              .and(AttributesForm.messages(OUTPUT, "output.value")),
          // OpenLLMetry
          AttributesForm.messages(INPUT, "traceloop.entity.input")
              .and(AttributesForm.messages(OUTPUT, "traceloop.entity.output")),
          AttributesForm.messages(INPUT, "gen_ai.task.input")
              .and(AttributesForm.messages(OUTPUT, "gen_ai.task.output")),
          new VercelAiForm(),
          // Google ADK
          AttributesForm.messages(INPUT, "gcp.vertex.agent.llm_request")
              .and(AttributesForm.messages(OUTPUT, "gcp.vertex.agent.llm_response")),
          AttributesForm.messages(INPUT, "gcp.vertex.agent.data"),
          AttributesForm.messages(INPUT, "langfuse.observation.input")
              .and(AttributesForm.messages(OUTPUT, "langfuse.observation.output")),
          AttributesForm.messages(INPUT, "langfuse.trace.input")
              .and(AttributesForm.messages(OUTPUT, "langfuse.trace.output")),
          AttributesForm.messages(INPUT, "mlflow.chat.messages"),
          AttributesForm.messages(INPUT, "mlflow.spanInputs")
              .and(AttributesForm.messages(OUTPUT, "mlflow.spanOutputs")),
          AttributesForm.messages(INPUT, "lmnr.span.input")
              .and(AttributesForm.messages(OUTPUT, "lmnr.span.output")),
          AttributesForm.messages(INPUT, "genkit:input")
              .and(AttributesForm.messages(OUTPUT, "genkit:output")),
          // Pydantic AI: the history of a run, its answer included
          AttributesForm.messages(INPUT, "pydantic_ai.all_messages")
              .and(AttributesForm.messages(OUTPUT, "final_result")),
          AttributesForm.messages(INPUT, "all_messages_events"),
          AttributesForm.messages(INPUT, "request_data")
              .and(AttributesForm.messages(OUTPUT, "response_data")),
          // LangSmith, and OTel GenAI before 1.28
          AttributesForm.messages(INPUT, "gen_ai.prompt")
              .and(AttributesForm.messages(OUTPUT, "gen_ai.completion")),
          // OpenLIT
          AttributesForm.messages(INPUT, "gen_ai.workflow.input")
              .and(AttributesForm.messages(OUTPUT, "gen_ai.workflow.output")),
          AttributesForm.value(INPUT, "function.args"),
          // AG2, AutoGen, CrewAI
          new HumanInputForm(),
          AttributesForm.value(OUTPUT, "ag2.chats.summaries"),
          AttributesForm.messages(INPUT, "message"),
          AttributesForm.value(INPUT, "crew_tasks").and(AttributesForm.value(INPUT, "crew_inputs")),
          // what was looked for
          AttributesForm.value(INPUT, "gen_ai.retrieval.query.text"),
          AttributesForm.value(INPUT, "reranker.query"),
          AttributesForm.value(INPUT, "embedding.text"),
          // tools: what they were called with
          AttributesForm.value(TOOL_ARGUMENTS, "gen_ai.tool.call.arguments"),
          AttributesForm.value(TOOL_ARGUMENTS, "tool_call.function.arguments"),
          AttributesForm.value(TOOL_ARGUMENTS, "ai.toolCall.args"),
          AttributesForm.value(TOOL_ARGUMENTS, "gcp.vertex.agent.tool_call_args"),
          AttributesForm.value(TOOL_ARGUMENTS, "spring.ai.tool.call.arguments"),
          AttributesForm.value(TOOL_ARGUMENTS, "tool_arguments"),
          AttributesForm.value(TOOL_ARGUMENTS, "mcp.request.argument"),
          AttributesForm.value(TOOL_ARGUMENTS, "gen_ai.tool.args"),
          // what they gave back
          AttributesForm.value(TOOL_RESULT, "gen_ai.tool.call.result"),
          AttributesForm.value(TOOL_RESULT, "ai.toolCall.result"),
          AttributesForm.value(TOOL_RESULT, "gcp.vertex.agent.tool_response"),
          AttributesForm.value(TOOL_RESULT, "spring.ai.tool.call.result"),
          AttributesForm.value(TOOL_RESULT, "tool_response"),
          AttributesForm.value(TOOL_RESULT, "mcp.response.value"),
          AttributesForm.value(TOOL_RESULT, "ag2.code_execution.output"),
          // what a model was told of them
          AttributesForm.value(TOOL_DEFINITIONS, "gen_ai.tool.definitions"),
          new IndexedForm(TOOL_DEFINITIONS, "llm.tools.", "tool", "json_schema", ""),
          AttributesForm.value(TOOL_DEFINITIONS, "mlflow.chat.tools"),
          AttributesForm.value(TOOL_DEFINITIONS, "ai.prompt.tools"),
          AttributesForm.value(TOOL_DEFINITIONS, "tool.json_schema"),
          AttributesForm.value(TOOL_DEFINITIONS, "tool.parameters"),
          AttributesForm.value(TOOL_DEFINITIONS, "model_request_parameters"),
          // what was found
          AttributesForm.value(DOCUMENT, "gen_ai.retrieval.documents"),
          new IndexedForm(DOCUMENT, "retrieval.documents.", "document", "content", "id"),
          AttributesForm.value(DOCUMENT, "retrieval.documents"),
          new IndexedForm(DOCUMENT, "reranker.output_documents.", "document", "content", "id"),
          new IndexedForm(DOCUMENT, "reranker.input_documents.", "document", "content", "id"));

  /// Numbers for machines, and settings that say nothing.
  private static final Set<String> LEFT_OUT =
      Set.of("embedding.vector", "ai.embedding", "ai.embeddings", "ai.prompt.toolChoice");

  private ContentForms() {}

  /// Kinds that the same things can be told as: the system's words are told with what goes in.
  private static ContentKind slotOf(ContentKind kind) {
    return kind == SYSTEM ? INPUT : kind;
  }

  /// Everything that a span says, each once.
  ///
  /// @param contentKeys the attributes of the span that are content
  static List<Said> read(ContentSource source, List<String> contentKeys) {
    List<Said> said = new ArrayList<>();
    Set<ContentKind> told = EnumSet.noneOf(ContentKind.class);
    for (ContentForm form : FORMS) {
      Set<ContentKind> here = EnumSet.noneOf(ContentKind.class);
      for (Said each : form.read(source)) {
        if (!told.contains(slotOf(each.kind()))) {
          said.add(each);
          here.add(slotOf(each.kind()));
        }
      }
      told.addAll(here);
    }
    for (String key : contentKeys.stream().sorted().toList()) {
      if (!LEFT_OUT.contains(key)
          && !key.startsWith("embedding.embeddings.")
          && FORMS.stream().noneMatch(form -> form.owns(key))) {
        said.addAll(Messages.value(source.tree(key), OTHER, key));
      }
    }
    return said;
  }
}
