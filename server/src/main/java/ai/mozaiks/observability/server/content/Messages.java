// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.content;

import ai.mozaiks.observability.storage.ContentKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads messages in the shapes in which emitters write them: the OTel conventions' `parts`,
/// OpenAI's chat completions and responses, Anthropic's and Gemini's, LangChain's serialised
/// objects. What has none of these shapes is one thing that was said, as JSON.
///
/// For other readers of telemetry too, such as those of AG2's log files. Stateless.
public final class Messages {
  /// Where whole requests and answers keep their messages.
  private static final List<String> WRAPPERS =
      List.of("messages", "contents", "choices", "candidates", "generations");

  /// The `type` of items that are messages though they have no role.
  private static final Set<String> ITEM_TYPES =
      Set.of(
          "message",
          "function_call",
          "function_call_output",
          "human",
          "ai",
          "system",
          "tool",
          "function",
          "chat");

  /// Deeper ones are no messages in one another any more.
  private static final int MAX_DEPTH = 8;

  private final ContentKind kind;
  private final List<Said> said = new ArrayList<>();

  private Messages(ContentKind kind) {
    this.kind = kind;
  }

  /// Reads text that may be JSON.
  ///
  /// @param kind what they are; messages of the system are [ContentKind#SYSTEM] in any case but
  ///   among what came out
  /// @return in their order; empty when nothing was said
  public static List<Said> of(String text, ContentKind kind) {
    return of(Trees.ofText(text), kind);
  }

  /// Reads a tree.
  static List<Said> of(JsonNode node, ContentKind kind) {
    Messages messages = new Messages(kind);
    messages.read(node, 0);
    return messages.said;
  }

  /// What is no message, as it stands.
  static List<Said> value(JsonNode node, ContentKind kind, @Nullable String name) {
    if (Trees.isEmpty(node)) {
      return List.of();
    }
    JsonNode kept = Blobs.without(node);
    return List.of(
        kept.isString()
            ? new Said(kind, null, name, false, kept.stringValue())
            : new Said(kind, null, name, true, kept.toString()));
  }

  private void read(JsonNode node, int depth) {
    if (Trees.isEmpty(node)) {
      return;
    }
    if (depth > MAX_DEPTH) {
      said.addAll(value(node, kind, null));
    } else if (node.isArray()) {
      readArray(node, depth);
    } else if (node.isObject()) {
      readObject(node, depth);
    } else {
      said.addAll(value(node, kind, null));
    }
  }

  private void readArray(JsonNode array, int depth) {
    boolean isList = false;
    for (JsonNode each : array) {
      isList |= each.isArray() || isMessage(each) || isWrapper(each);
    }
    if (isList) {
      array.forEach(each -> read(each, depth + 1));
    } else {
      add(null, null, array); // the parts of one message, such as system instructions
    }
  }

  private void readObject(JsonNode object, int depth) {
    JsonNode inner = unwrapped(object);
    if (isMessage(inner)) {
      readMessage(inner, roleOf(object, inner));
    } else if (inner.path("message").isObject()) { // a choice, a generation
      read(inner.path("message"), depth + 1);
    } else if (isWrapper(inner)) {
      readWrapper(inner, depth);
    } else {
      said.addAll(value(inner, kind, null));
    }
  }

  /// What is in a serialised LangChain object.
  private static JsonNode unwrapped(JsonNode object) {
    return object.has("lc") && object.path("kwargs").isObject() ? object.path("kwargs") : object;
  }

  private static boolean isMessage(JsonNode node) {
    if (!node.isObject()) {
      return false;
    }
    JsonNode inner = unwrapped(node);
    String type = Trees.text(inner, "type");
    boolean hasBody =
        inner.has("content") || inner.path("parts").isArray() || inner.has("tool_calls");
    return (inner.path("role").isString() && hasBody)
        || inner.path("parts").isArray()
        || (type != null
            && ITEM_TYPES.contains(type)
            && (hasBody || inner.has("arguments") || inner.has("output")));
  }

  private static boolean isWrapper(JsonNode node) {
    if (!node.isObject()) {
      return false;
    }
    JsonNode inner = unwrapped(node);
    return WRAPPERS.stream().anyMatch(field -> inner.path(field).isArray())
        || inner.path("message").isObject()
        || isAnswer(inner);
  }

  /// An answer of OpenAI's responses API (`output`) or of Gemini (`content` of `parts`).
  private static boolean isAnswer(JsonNode object) {
    return (object.path("output").isArray() && anyIsItem(object.path("output")))
        || object.path("content").path("parts").isArray();
  }

  private static boolean anyIsItem(JsonNode array) {
    for (JsonNode each : array) {
      if (isMessage(each)) {
        return true;
      }
    }
    return false;
  }

  private void readWrapper(JsonNode object, int depth) {
    readInstructions(object);
    for (String field : WRAPPERS) {
      if (object.path(field).isArray()) {
        read(object.path(field), depth + 1);
        return;
      }
    }
    if (object.path("output").isArray()) {
      read(object.path("output"), depth + 1);
    } else {
      read(object.path("content"), depth + 1);
    }
  }

  /// The system's words where a request has them beside its messages.
  private void readInstructions(JsonNode request) {
    for (JsonNode instructions :
        List.of(
            request.path("system"),
            request.path("instructions"),
            request.path("system_instruction"),
            request.path("config").path("system_instruction"),
            request.path("config").path("systemInstruction"))) {
      JsonNode parts =
          instructions.path("parts").isArray() ? instructions.path("parts") : instructions;
      if (!Trees.isEmpty(parts)) {
        add("system", null, parts);
      }
    }
  }

  private static @Nullable String roleOf(JsonNode whole, JsonNode message) {
    String role = Trees.text(message, "role");
    if (role == null) {
      role = Trees.text(message, "type");
    }
    if (role == null && whole.path("id").isArray() && !whole.path("id").isEmpty()) {
      role = whole.path("id").path(whole.path("id").size() - 1).asString(""); // HumanMessage
    }
    return switch (role) {
      case null -> null;
      case "human", "HumanMessage" -> "user";
      case "ai", "model", "AIMessage", "AIMessageChunk", "function_call" -> "assistant";
      case "SystemMessage" -> "system";
      case "ToolMessage", "function_call_output" -> "tool";
      case "message", "chat" -> null;
      default -> role;
    };
  }

  private void readMessage(JsonNode message, @Nullable String role) {
    ArrayNode parts = JsonNodeFactory.instance.arrayNode();
    addReasoning(message, parts);
    addContent(message.path("content"), parts);
    addContent(message.path("parts"), parts);
    for (JsonNode call : message.path("tool_calls")) {
      parts.add(toolCall(call));
    }
    if (message.path("function_call").isObject()) {
      parts.add(toolCall(message.path("function_call")));
    }
    String type = Trees.text(message, "type");
    if ("function_call".equals(type)) {
      parts.add(toolCall(message));
    } else if ("function_call_output".equals(type)) {
      addContent(message.path("output"), parts);
    }
    if (!parts.isEmpty()) {
      String name = "function_call".equals(type) ? null : Trees.text(message, "name");
      add(role, name, parts);
    }
  }

  private static void addReasoning(JsonNode message, ArrayNode parts) {
    String reasoning = Trees.text(message, "reasoning_content");
    if (reasoning != null) {
      parts.addObject().put("type", "reasoning").put("content", reasoning);
    }
  }

  private static void addContent(JsonNode content, ArrayNode parts) {
    if (content.isArray()) {
      content.forEach(part -> addContent(part, parts));
    } else if (!Trees.isEmpty(content)) {
      parts.add(content);
    }
  }

  /// A call in the conventions' form, whichever API it comes from.
  private static ObjectNode toolCall(JsonNode call) {
    JsonNode function = call.path("function").isObject() ? call.path("function") : call;
    ObjectNode part = JsonNodeFactory.instance.objectNode().put("type", "tool_call");
    String id = Trees.text(call, "id");
    id = id == null ? Trees.text(call, "call_id") : id;
    if (id != null) {
      part.put("id", id);
    }
    String name = Trees.text(function, "name");
    if (name != null) {
      part.put("name", name);
    }
    JsonNode arguments = function.has("arguments") ? function.path("arguments") : call.path("args");
    if (!arguments.isMissingNode()) {
      part.set(
          "arguments", arguments.isString() ? Trees.ofText(arguments.stringValue()) : arguments);
    }
    return part;
  }

  /// Adds a message: as plain text if all of it is text.
  private void add(@Nullable String role, @Nullable String name, JsonNode parts) {
    boolean fromSystem = "system".equals(role) || "developer".equals(role);
    ContentKind ofMessage = fromSystem && kind == ContentKind.INPUT ? ContentKind.SYSTEM : kind;
    JsonNode kept = Blobs.without(parts);
    String text = textOf(kept);
    if (text == null) {
      said.add(new Said(ofMessage, role, name, true, kept.toString()));
    } else if (!text.isBlank()) {
      said.add(new Said(ofMessage, role, name, false, text));
    }
  }

  /// The text of parts that are all text, each from a line of its own; null if one is not.
  private static @Nullable String textOf(JsonNode parts) {
    if (!parts.isArray()) {
      return textOfPart(parts);
    }
    StringBuilder all = new StringBuilder();
    for (JsonNode part : parts) {
      String text = textOfPart(part);
      if (text == null) {
        return null;
      }
      all.append(all.isEmpty() ? "" : "\n").append(text);
    }
    return all.toString();
  }

  private static @Nullable String textOfPart(JsonNode part) {
    if (part.isString()) {
      return part.stringValue();
    }
    String type = Trees.text(part, "type");
    boolean mayBeText =
        type == null
            ? part.size() == 1 // Gemini: {"text": "..."}
            : type.equals("text") || type.equals("input_text") || type.equals("output_text");
    if (!mayBeText) {
      return null;
    }
    JsonNode text = part.has("content") ? part.path("content") : part.path("text");
    return text.isString() ? text.stringValue() : null;
  }
}
