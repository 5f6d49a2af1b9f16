// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.content;

import ai.mozaiks.observability.storage.ContentKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// OpenInference: `llm.input_messages.{i}.message.role`, `.content`,
/// `.contents.{j}.message_content.text`, `.tool_calls.{k}.tool_call.function.name` and so on, the
/// same under `llm.output_messages`; and for text completions `llm.prompts.{i}.prompt.text` and
/// `llm.choices.{i}.completion.text`.
final class FlattenedMessagesForm implements ContentForm {
  private static final Map<String, ContentKind> PREFIXES =
      Map.of(
          "llm.input_messages.", ContentKind.INPUT,
          "llm.output_messages.", ContentKind.OUTPUT,
          "llm.prompts.", ContentKind.INPUT,
          "llm.choices.", ContentKind.OUTPUT);

  @Override
  public boolean owns(String key) {
    return PREFIXES.keySet().stream().anyMatch(key::startsWith);
  }

  @Override
  public List<Said> read(ContentSource source) {
    List<Said> said = new ArrayList<>();
    for (String prefix :
        List.of("llm.input_messages.", "llm.prompts.", "llm.output_messages.", "llm.choices.")) {
      ContentKind kind = PREFIXES.getOrDefault(prefix, ContentKind.OTHER);
      source.rebuilt(prefix).values().forEach(each -> said.addAll(read(each, kind)));
    }
    return said;
  }

  private static List<Said> read(ObjectNode element, ContentKind kind) {
    JsonNode text = element.path("prompt").path("text");
    text = text.isMissingNode() ? element.path("completion").path("text") : text;
    return text.isMissingNode()
        ? Messages.of(message(element.path("message")), kind)
        : Messages.value(text, kind, null);
  }

  private static JsonNode message(JsonNode flat) {
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    copy(flat, "role", message, "role");
    copy(flat, "name", message, "name");
    copy(flat, "content", message, "content");
    List<JsonNode> contents = ContentSource.list(flat, "contents");
    if (!message.has("content") && !contents.isEmpty()) {
      ArrayNode parts = message.putArray("content");
      contents.forEach(each -> parts.add(each.path("message_content")));
    }
    List<JsonNode> calls = ContentSource.list(flat, "tool_calls");
    if (!calls.isEmpty()) {
      ArrayNode list = message.putArray("tool_calls");
      calls.forEach(each -> list.add(toolCall(each.path("tool_call"))));
    }
    if (flat.path("function_call_name").isString()) {
      ObjectNode call = message.putObject("function_call");
      copy(flat, "function_call_name", call, "name");
      copy(flat, "function_call_arguments_json", call, "arguments");
    }
    return message;
  }

  private static ObjectNode toolCall(JsonNode flat) {
    ObjectNode call = JsonNodeFactory.instance.objectNode();
    copy(flat, "id", call, "id");
    copy(flat.path("function"), "name", call, "name");
    copy(flat.path("function"), "arguments", call, "arguments");
    return call;
  }

  private static void copy(JsonNode from, String field, ObjectNode to, String as) {
    JsonNode value = from.path(field);
    if (!value.isMissingNode()) {
      to.set(as, value);
    }
  }
}
