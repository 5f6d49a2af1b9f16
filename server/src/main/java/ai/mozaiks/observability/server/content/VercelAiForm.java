// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.content;

import ai.mozaiks.observability.storage.ContentKind;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The AI SDK's own attributes: what went in is `ai.prompt.messages`, or `ai.prompt` on the root;
/// what came out is one message whose parts stand in `ai.response.*` (older: `ai.result.*`).
final class VercelAiForm implements ContentForm {
  private static final List<String> OUTPUTS = List.of("ai.response.", "ai.result.");

  @Override
  public boolean owns(String key) {
    return key.equals("ai.prompt")
        || key.equals("ai.prompt.messages")
        || key.equals("ai.value")
        || key.equals("ai.values")
        || OUTPUTS.stream().anyMatch(key::startsWith);
  }

  @Override
  public List<Said> read(ContentSource source) {
    List<Said> said = new ArrayList<>();
    for (String key : List.of("ai.prompt.messages", "ai.prompt", "ai.values", "ai.value")) {
      if (said.isEmpty()) {
        said.addAll(Messages.of(prompt(source.tree(key)), ContentKind.INPUT));
      }
    }
    for (String prefix : OUTPUTS) {
      List<Said> output = output(source, prefix);
      if (!output.isEmpty()) {
        said.addAll(output);
        break;
      }
    }
    return said;
  }

  /// `{"prompt": "..."}` is a message of the user.
  private static JsonNode prompt(JsonNode node) {
    if (!node.path("prompt").isString()) {
      return node;
    }
    ObjectNode message =
        JsonNodeFactory.instance
            .objectNode()
            .put("role", "user")
            .put("content", node.path("prompt").stringValue());
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    if (node.has("system")) {
      request.set("system", node.path("system"));
    }
    request.putArray("messages").add(message);
    return request;
  }

  private static List<Said> output(ContentSource source, String prefix) {
    ObjectNode message = JsonNodeFactory.instance.objectNode().put("role", "assistant");
    ArrayNode content = message.putArray("content");
    JsonNode reasoning = source.plain(prefix + "reasoning");
    if (!Trees.isEmpty(reasoning)) {
      content.addObject().put("type", "reasoning").set("content", reasoning);
    }
    JsonNode text = source.plain(prefix + "text");
    if (!Trees.isEmpty(text)) {
      content.add(text);
    }
    JsonNode object = source.tree(prefix + "object");
    if (!Trees.isEmpty(object)) {
      content.addObject().put("type", "object").set("content", object);
    }
    ArrayNode calls = message.putArray("tool_calls");
    for (JsonNode call : source.tree(prefix + "toolCalls")) {
      ObjectNode copy = calls.addObject();
      copy.put("id", Trees.text(call, "toolCallId"));
      copy.put("name", Trees.text(call, "toolName"));
      if (call.has("input") || call.has("args")) {
        copy.set("arguments", call.has("input") ? call.path("input") : call.path("args"));
      }
    }
    return Messages.of(message, ContentKind.OUTPUT);
  }
}
