// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.deletions;

import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.storage.DeletionSubject;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a request to delete says.
///
/// @param reason empty when not told
/// @param askedBy empty when not told
record DeletionBody(DeletionSubject subject, String reason, String askedBy) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int LONGEST = 1_000;
  private static final List<String> KEYS =
      List.of("app_id", "user_id", "chat_id", "reason", "asked_by");

  /// Reads the JSON object of a body.
  ///
  /// @throws Refusal 415 or 400, naming what is wrong
  static DeletionBody of(Request request) throws Refusal {
    String type = request.header("Content-Type");
    // A page in a browser cannot send this type to another host without being asked first.
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      throw Refusal.of(415, "Content-Type: " + type + " (expected: application/json)");
    }
    JsonNode body = tree(request);
    for (String key : body.propertyNames()) {
      if (!KEYS.contains(key)) {
        throw Refusal.of(
            400, shortened(key) + ": unknown key (expected: " + String.join(", ", KEYS) + ")");
      }
    }
    return new DeletionBody(
        subject(text(body, "app_id"), text(body, "user_id"), text(body, "chat_id")),
        orEmpty(text(body, "reason")),
        orEmpty(text(body, "asked_by")));
  }

  /// Reads what is asked of one chat.
  static DeletionBody ofChat(Request request) throws Refusal {
    return new DeletionBody(
        new DeletionSubject.OfChat(
            request.pathParameter("chat_id"), checked("app", request.queryParameter("app"))),
        orEmpty(checked("reason", request.queryParameter("reason"))),
        orEmpty(checked("asked_by", request.queryParameter("asked_by"))));
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
    throw Refusal.of(400, "body: no object (expected: such as {\"chat_id\": \"c-1\"})");
  }

  private static DeletionSubject subject(
      @Nullable String app, @Nullable String user, @Nullable String chat) throws Refusal {
    if (chat != null && user != null) {
      throw Refusal.of(400, "chat_id, user_id: both (expected: one of them)");
    }
    if (chat != null) {
      return new DeletionSubject.OfChat(chat, app);
    }
    if (user != null) {
      return new DeletionSubject.OfUser(user, app);
    }
    if (app != null) {
      return new DeletionSubject.OfApp(app);
    }
    throw Refusal.of(400, "nothing to delete is named (expected: chat_id, user_id or app_id)");
  }

  private static @Nullable String text(JsonNode body, String key) throws Refusal {
    JsonNode value = body.get(key);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isString()) {
      throw Refusal.of(400, key + ": no text (expected: a text)");
    }
    return checked(key, value.stringValue());
  }

  private static @Nullable String checked(String key, @Nullable String text) throws Refusal {
    if (text != null && (text.isEmpty() || text.length() > LONGEST)) {
      throw Refusal.of(
          400, "%s: %d characters (expected: 1 to %d)".formatted(key, text.length(), LONGEST));
    }
    return text;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static String shortened(String text) {
    return text.length() <= 64 ? text : text.substring(0, 64) + "...";
  }
}
