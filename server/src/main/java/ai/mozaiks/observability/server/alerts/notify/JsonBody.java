// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify;

import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.text.ShownText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The JSON object of a request's body.
public final class JsonBody {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int LONGEST = 1_000;

  private final JsonNode body;

  private JsonBody(JsonNode body) {
    this.body = body;
  }

  /// Reads a JSON object.
  ///
  /// @param keys those that are understood
  /// @throws Refusal 415 or 400, naming what is wrong
  public static JsonBody of(Request request, String... keys) throws Refusal {
    String type = request.header("Content-Type");
    // A page in a browser cannot send this type to another host without being asked first.
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      throw Refusal.of(415, "Content-Type: " + type + " (expected: application/json)");
    }
    JsonNode body;
    try {
      body = JSON.readTree(request.body().stream());
    } catch (JacksonException e) {
      throw Refusal.of(400, "body: " + e.getOriginalMessage() + " (expected: a JSON object)");
    }
    if (!body.isObject()) {
      throw Refusal.of(400, "body: no object (expected: a JSON object, such as {})");
    }
    List<String> known = List.of(keys);
    for (String key : body.propertyNames()) {
      if (!known.contains(key)) {
        throw Refusal.of(
            400,
            ShownText.of(key, 64) + ": unknown key (expected: " + String.join(", ", known) + ")");
      }
    }
    return new JsonBody(body);
  }

  /// A text; null when absent.
  public @Nullable String text(String key) throws Refusal {
    JsonNode value = body.get(key);
    return value == null || value.isNull() ? null : text(key, value);
  }

  private static String text(String key, JsonNode value) throws Refusal {
    if (!value.isString()
        || value.stringValue().isBlank()
        || value.stringValue().length() > LONGEST) {
      throw Refusal.of(
          400, key + ": not usable (expected: a text of 1 to " + LONGEST + " characters)");
    }
    return value.stringValue();
  }

  String requiredText(String key) throws Refusal {
    String text = text(key);
    if (text == null) {
      throw Refusal.of(400, key + ": missing (expected: a text)");
    }
    return text;
  }

  /// A list of texts; empty when absent.
  List<String> texts(String key) throws Refusal {
    List<String> texts = new ArrayList<>();
    JsonNode value = body.path(key);
    if (!value.isMissingNode() && !value.isArray()) {
      throw Refusal.of(400, key + ": no list (expected: a list of texts)");
    }
    for (JsonNode each : value) {
      texts.add(text(key, each));
    }
    return texts;
  }
}
