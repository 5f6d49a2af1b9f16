// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.deletions;

import ai.mozaiks.observability.server.fold.DeletedByAge;
import ai.mozaiks.observability.storage.DeletionReceipt;
import ai.mozaiks.observability.storage.DeletionRequest;
import ai.mozaiks.observability.storage.DeletionSubject;
import ai.mozaiks.observability.storage.Storage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The JSON form of a [DeletionReceipt].
final class ReceiptJson {
  private ReceiptJson() {}

  static void put(ObjectNode node, DeletionReceipt receipt) {
    DeletionRequest request = receipt.request();
    node.put("id", request.id());
    put(node, request.subject());
    node.put("asked_at", request.askedAt().toString());
    node.put("asked_by", request.askedBy().isEmpty() ? null : request.askedBy());
    node.put("reason", request.reason().isEmpty() ? null : request.reason());
    node.put("done_at", receipt.doneAt().toString());
    put(node.putObject("removed"), receipt.removed());
    put(node.putObject("removed_from_archive"), receipt.archived());
    node.put("from", text(receipt.from()));
    node.put("to", text(receipt.to()));
    node.put("digest", receipt.digest());
  }

  static void put(ObjectNode node, DeletionSubject subject) {
    switch (subject) {
      case DeletionSubject.OfApp _ -> node.putNull("chat_id").putNull("user_id");
      case DeletionSubject.OfUser user -> node.putNull("chat_id").put("user_id", user.user());
      case DeletionSubject.OfChat chat -> node.put("chat_id", chat.chatId()).putNull("user_id");
    }
    node.put("app_id", subject.app());
  }

  static void put(ObjectNode node, DeletionReceipt.Removed removed) {
    node.put("chats", removed.chats());
    node.put("events", removed.events());
    node.put("spans", removed.spans());
    node.put("content", removed.contents());
    node.put("logs", removed.logs());
    node.put("metric_points", removed.points());
  }

  static void put(ObjectNode node, DeletedByAge byAge) {
    node.put("last_at", text(byAge.lastAt()));
    put(node.putObject("removed"), with(byAge.deleted(), byAge.contents()));
    DeletedByAge.ForSize forSize = byAge.forSize();
    put(node.putObject("removed_for_size"), with(forSize.deleted(), forSize.contents()));
    node.put("archive_files", byAge.archiveFiles());
  }

  private static DeletionReceipt.Removed with(Storage.Deleted deleted, long contents) {
    return new DeletionReceipt.Removed(
        deleted.chats(),
        deleted.events(),
        deleted.spans(),
        contents,
        deleted.logs(),
        deleted.points());
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}
