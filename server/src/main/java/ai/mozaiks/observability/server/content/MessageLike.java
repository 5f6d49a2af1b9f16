// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.content;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Recognises messages of a conversation by their shape, for values under keys that nobody knows:
/// objects with a `role` and a body, in a list, in `messages`, or alone; structured, or as JSON in
/// a text. Text that is no JSON any more, since it was cut or is Python's way to write it, is
/// judged by the words in it: rather too much is left out than what somebody said is stored.
final class MessageLike {
  private static final String ROLE = "role";
  private static final Set<String> BODIES = Set.of("content", "parts", "tool_calls");
  private static final int MAX_DEPTH = 6;

  private MessageLike() {}

  /// Whether a value is a message, or holds some.
  static boolean is(AnyValue value) {
    return is(value, 0);
  }

  /// Whether a map is itself a message.
  static boolean isOne(AnyValue map) {
    List<KeyValue> entries = map.getKvlistValue().getValuesList();
    boolean role =
        entries.stream()
            .anyMatch(each -> each.getKey().equals(ROLE) && each.getValue().hasStringValue());
    return role && entries.stream().anyMatch(each -> BODIES.contains(each.getKey()));
  }

  private static boolean is(AnyValue value, int depth) {
    if (depth > MAX_DEPTH) {
      return false;
    }
    return switch (value.getValueCase()) {
      case STRING_VALUE -> is(value.getStringValue());
      case ARRAY_VALUE ->
          value.getArrayValue().getValuesList().stream().anyMatch(each -> is(each, depth + 1));
      case KVLIST_VALUE ->
          isOne(value)
              || value.getKvlistValue().getValuesList().stream()
                  .anyMatch(each -> is(each.getValue(), depth + 1));
      case BOOL_VALUE, INT_VALUE, DOUBLE_VALUE, BYTES_VALUE, STRING_VALUE_STRINDEX, VALUE_NOT_SET ->
          false;
    };
  }

  /// Whether a text is a message as JSON, or holds some.
  static boolean is(String text) {
    int start = 0;
    while (start < text.length() && Character.isWhitespace(text.charAt(start))) {
      start++;
    }
    boolean structured =
        start < text.length() && (text.charAt(start) == '{' || text.charAt(start) == '[');
    // Nearly every text ends here; what is left is worth a parser.
    if (!structured
        || !namesField(text, ROLE)
        || BODIES.stream().noneMatch(f -> namesField(text, f))) {
      return false;
    }
    JsonNode parsed = Trees.parsed(text);
    return parsed == null || is(parsed, 0);
  }

  private static boolean namesField(String text, String field) {
    return text.contains('"' + field + '"')
        || text.contains("'" + field + "'")
        || text.contains("\\\"" + field + "\\\""); // JSON in JSON
  }

  private static boolean is(JsonNode node, int depth) {
    if (depth > MAX_DEPTH) {
      return false;
    }
    if (node.isString()) {
      return is(node.stringValue());
    }
    if (node.isObject() && node.path(ROLE).isString() && BODIES.stream().anyMatch(node::has)) {
      return true;
    }
    for (JsonNode each : node) { // of an object its values
      if (is(each, depth + 1)) {
        return true;
      }
    }
    return false;
  }
}
