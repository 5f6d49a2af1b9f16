// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// The values of a JSON object that are no objects or arrays, by their names.
///
/// @param object valid JSON
record JsonFields(String object) {
  private static final JsonFactory JSON = new JsonFactory();

  /// Whether the object has all of these.
  boolean matchAll(Map<String, String> asked) {
    Set<String> missing = new HashSet<>(asked.keySet());
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), object)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        String expected = asked.get(name);
        if (expected != null && isValue(json, value, expected)) {
          missing.remove(name);
        }
        json.skipChildren();
      }
    }
    return missing.isEmpty();
  }

  private static boolean isValue(JsonParser json, @Nullable JsonToken value, String expected) {
    return switch (value) {
      case VALUE_STRING -> json.getString().equals(expected);
      case VALUE_TRUE -> expected.equals("true");
      case VALUE_FALSE -> expected.equals("false");
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          json.getString().equals(expected) || isNumber(json.getDoubleValue(), expected);
      case null, default -> false;
    };
  }

  private static boolean isNumber(double number, String expected) {
    Double asked = LogFilter.numberOf(expected);
    return asked != null && asked == number;
  }
}
