// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.content;

import ai.mozaiks.observability.storage.ContentKind;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `gen_ai.prompt.{i}.role`, `.content`, `.tool_calls.{k}.name` and so on, and the same under
/// `gen_ai.completion`: OpenLLMetry's older packages, Koog.
final class FlattenedGenAiForm implements ContentForm {
  private static final String PROMPT = "gen_ai.prompt.";
  private static final String COMPLETION = "gen_ai.completion.";

  @Override
  public boolean owns(String key) {
    return key.startsWith(PROMPT) || key.startsWith(COMPLETION);
  }

  @Override
  public List<Said> read(ContentSource source) {
    List<Said> said = new ArrayList<>();
    source
        .rebuilt(PROMPT)
        .values()
        .forEach(message -> said.addAll(read(message, ContentKind.INPUT)));
    source
        .rebuilt(COMPLETION)
        .values()
        .forEach(message -> said.addAll(read(message, ContentKind.OUTPUT)));
    return said;
  }

  private static List<Said> read(ObjectNode message, ContentKind kind) {
    List<JsonNode> calls = ContentSource.list(message, "tool_calls");
    if (!calls.isEmpty()) {
      ArrayNode list = message.putArray("tool_calls");
      calls.forEach(list::add);
    }
    // texts of several parts come as JSON in the text
    if (message.path("content").isString()) {
      JsonNode parts = Trees.parsed(message.path("content").stringValue());
      if (parts != null && parts.isArray()) {
        message.set("content", parts);
      }
    }
    if (!message.path("role").isString()) {
      message.put("role", kind == ContentKind.OUTPUT ? "assistant" : "user");
    }
    return Messages.of(message, kind);
  }
}
