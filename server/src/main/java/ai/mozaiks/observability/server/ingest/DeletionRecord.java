// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import ai.mozaiks.observability.storage.DeletionRequest;
import ai.mozaiks.observability.storage.DeletionSubject;
import ai.mozaiks.observability.storage.UnreadableRecordException;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A request to delete as the journal keeps it: a JSON object with the keys of `POST
/// /api/deletions`, and `id` and `asked_at`.
final class DeletionRecord {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private DeletionRecord() {}

  static byte[] write(DeletionRequest request) {
    ObjectNode node = JSON.createObjectNode();
    node.put("id", request.id());
    node.put("asked_at", request.askedAt().toString());
    node.put("asked_by", request.askedBy());
    node.put("reason", request.reason());
    switch (request.subject()) {
      case DeletionSubject.OfApp _ -> {}
      case DeletionSubject.OfUser user -> node.put("user_id", user.user());
      case DeletionSubject.OfChat chat -> node.put("chat_id", chat.chatId());
    }
    String app = request.subject().app();
    if (app != null) {
      node.put("app_id", app);
    }
    return JSON.writeValueAsBytes(node);
  }

  /// @throws UnreadableRecordException if it is not what [#write] makes
  static DeletionRequest read(byte[] payload) {
    try {
      JsonNode node = JSON.readTree(payload);
      return new DeletionRequest(
          node.required("id").stringValue(),
          Instant.parse(node.required("asked_at").stringValue()),
          node.required("asked_by").stringValue(),
          node.required("reason").stringValue(),
          subject(node));
    } catch (JacksonException | DateTimeException | IllegalArgumentException e) {
      throw new UnreadableRecordException(
          "deletion: " + e.getMessage() + " (expected: a request as this program writes it)", e);
    }
  }

  private static DeletionSubject subject(JsonNode node) {
    String app = text(node, "app_id");
    String user = text(node, "user_id");
    String chat = text(node, "chat_id");
    if (chat != null) {
      return new DeletionSubject.OfChat(chat, app);
    }
    return user != null
        ? new DeletionSubject.OfUser(user, app)
        : new DeletionSubject.OfApp(app == null ? "" : app);
  }

  private static @Nullable String text(JsonNode node, String key) {
    JsonNode value = node.get(key);
    return value == null ? null : value.stringValue();
  }
}
