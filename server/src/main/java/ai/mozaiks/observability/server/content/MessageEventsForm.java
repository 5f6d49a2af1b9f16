// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.content;

import ai.mozaiks.observability.storage.ContentKind;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Messages as events on the span: one event a message (conventions 1.27 to 1.36 and, as
/// `gen_ai.content.*`, before), or one event for the whole call (`operation.details`).
final class MessageEventsForm implements ContentForm {
  /// The bodies of events where they are sent as one attribute.
  private static final List<String> BODIES = List.of("gen_ai.event.content", "body", "event.body");

  private static final Set<String> MESSAGE_FIELDS =
      Set.of("content", "message", "tool_calls", "arguments", "role", "name", "id");

  @Override
  public boolean owns(String key) {
    return false; // an event's attributes, none of the span's
  }

  @Override
  public List<Said> read(ContentSource source) {
    List<Said> said = new ArrayList<>();
    for (Span.Event event : source.events()) {
      switch (event.getName()) {
        case "gen_ai.system.message" -> addMessage(event, ContentKind.INPUT, "system", said);
        case "gen_ai.user.message" -> addMessage(event, ContentKind.INPUT, "user", said);
        case "gen_ai.assistant.message" -> addMessage(event, ContentKind.INPUT, "assistant", said);
        case "gen_ai.tool.message" -> addMessage(event, ContentKind.INPUT, "tool", said);
        case "gen_ai.choice" -> addMessage(event, ContentKind.OUTPUT, "assistant", said);
        case "gen_ai.content.prompt" ->
            add(Messages.of(tree(event, "gen_ai.prompt"), ContentKind.INPUT), said);
        case "gen_ai.content.completion" ->
            add(Messages.of(tree(event, "gen_ai.completion"), ContentKind.OUTPUT), said);
        case "gen_ai.client.inference.operation.details" -> addDetails(event, said);
        default -> {}
      }
    }
    return said;
  }

  private static void addDetails(Span.Event event, List<Said> said) {
    add(Messages.of(tree(event, "gen_ai.system_instructions"), ContentKind.SYSTEM), said);
    add(Messages.of(tree(event, "gen_ai.input.messages"), ContentKind.INPUT), said);
    add(Messages.of(tree(event, "gen_ai.output.messages"), ContentKind.OUTPUT), said);
    add(
        Messages.value(tree(event, "gen_ai.tool.definitions"), ContentKind.TOOL_DEFINITIONS, null),
        said);
  }

  private static void add(List<Said> some, List<Said> said) {
    said.addAll(some);
  }

  private static void addMessage(Span.Event event, ContentKind kind, String role, List<Said> said) {
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    JsonNode body = bodyOf(event);
    if (body instanceof ObjectNode object) {
      message.setAll(object);
    } else if (!Trees.isEmpty(body)) {
      message.set("content", body);
    }
    for (KeyValue attribute : event.getAttributesList()) {
      if (MESSAGE_FIELDS.contains(attribute.getKey())) {
        message.set(attribute.getKey(), Trees.of(attribute.getValue()));
      }
    }
    // a choice has its message inside, beside the reason for its end
    if (message.get("message") instanceof ObjectNode inner) {
      message = inner;
    } else if (message.path("message").isString()) {
      message.set("content", message.path("message"));
    }
    if (!message.path("role").isString()) {
      message.put("role", role);
    }
    said.addAll(Messages.of(message, kind));
  }

  private static JsonNode bodyOf(Span.Event event) {
    for (String key : BODIES) {
      JsonNode body = tree(event, key);
      if (!Trees.isEmpty(body)) {
        return body;
      }
    }
    return JsonNodeFactory.instance.missingNode();
  }

  private static JsonNode tree(Span.Event event, String key) {
    @Nullable KeyValue found = null;
    for (KeyValue attribute : event.getAttributesList()) {
      found = attribute.getKey().equals(key) ? attribute : found;
    }
    return found == null ? JsonNodeFactory.instance.missingNode() : Trees.of(found.getValue());
  }
}
