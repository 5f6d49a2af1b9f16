// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.channel;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Looks at JSON as strictly as a schema that allows nothing but what it names.
final class StrictShape {
  private StrictShape() {}

  /// An object with all of the required fields, and otherwise only allowed ones.
  static JsonNode object(JsonNode node, List<String> required, String... allowed) {
    require(node.isObject(), "no object: " + node);
    Set<String> unknown = new TreeSet<>(node.propertyNames());
    required.forEach(each -> require(node.has(each), each + " is missing in " + node));
    required.forEach(unknown::remove);
    List.of(allowed).forEach(unknown::remove);
    require(unknown.isEmpty(), "unknown: " + unknown);
    return node;
  }

  static String text(JsonNode node, int longest) {
    require(node.isString(), "no text: " + node);
    String text = node.stringValue();
    require(!text.isEmpty() && text.length() <= longest, text.length() + " characters");
    return text;
  }

  static void word(JsonNode node, String... words) {
    require(List.of(words).contains(text(node, 100)), node.toString());
  }

  static void matches(JsonNode node, String pattern) {
    require(Pattern.matches(pattern, text(node, 10_000)), node + " is not " + pattern);
  }

  static JsonNode list(JsonNode node, int least, int most) {
    require(node.isArray() && node.size() >= least && node.size() <= most, "no such list: " + node);
    return node;
  }

  static void require(boolean right, String message) {
    if (!right) {
      throw new IllegalArgumentException(message);
    }
  }
}
