// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.rescan;

import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a request for a scan says.
///
/// @param reason empty when not told
/// @param askedBy empty when not told
record RescanBody(boolean dryRun, String reason, String askedBy) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int LONGEST = 1_000;
  private static final List<String> KEYS = List.of("dry_run", "reason", "asked_by");

  /// Reads the JSON object of a body.
  ///
  /// @throws Refusal 415 or 400, naming what is wrong
  static RescanBody of(Request request) throws Refusal {
    String type = request.header("Content-Type");
    // A page in a browser cannot send this type to another host without being asked first.
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      throw Refusal.of(415, "Content-Type: " + type + " (expected: application/json)");
    }
    JsonNode body = tree(request);
    for (String key : body.propertyNames()) {
      if (!KEYS.contains(key)) {
        String shown = key.length() <= 64 ? key : key.substring(0, 64) + "...";
        throw Refusal.of(400, shown + ": unknown key (expected: " + String.join(", ", KEYS) + ")");
      }
    }
    JsonNode dryRun = body.path("dry_run");
    if (!dryRun.isMissingNode() && !dryRun.isBoolean()) {
      throw Refusal.of(400, "dry_run: neither true nor false (expected: true or false)");
    }
    return new RescanBody(
        !dryRun.isMissingNode() && dryRun.booleanValue(),
        text(body, "reason"),
        text(body, "asked_by"));
  }

  private static JsonNode tree(Request request) throws Refusal {
    try {
      JsonNode body = JSON.readTree(request.body().stream());
      if (body.isObject()) {
        return body;
      }
    } catch (JacksonException e) {
      throw Refusal.of(400, "body: " + e.getOriginalMessage() + " (expected: a JSON object)");
    }
    throw Refusal.of(400, "body: no object (expected: such as {\"dry_run\": true})");
  }

  private static String text(JsonNode body, String key) throws Refusal {
    JsonNode value = body.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (!value.isString() || value.stringValue().length() > LONGEST) {
      throw Refusal.of(400, key + ": no text of at most 1,000 characters (expected: one)");
    }
    return value.stringValue();
  }
}
