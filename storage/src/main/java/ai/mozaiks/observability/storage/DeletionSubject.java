// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Whose data is to be deleted.
public sealed interface DeletionSubject {

  /// Everything of an app.
  record OfApp(String app) implements DeletionSubject {
    public OfApp {
      requireText("app", app);
    }
  }

  /// Every chat that a user takes part in, and what names the user beside chats.
  ///
  /// @param app only in this app; null in all
  record OfUser(String user, @Nullable String app) implements DeletionSubject {
    public OfUser {
      requireText("user", user);
    }
  }

  /// A chat.
  ///
  /// @param app only in this app; null in all that have a chat with this id
  record OfChat(String chatId, @Nullable String app) implements DeletionSubject {
    public OfChat {
      requireText("chatId", chatId);
    }
  }

  private static void requireText(String name, String value) {
    Objects.requireNonNull(value, name);
    if (value.isEmpty()) {
      throw new IllegalArgumentException(name + ": empty (expected: an id)");
    }
  }

  /// The app it is limited to; null for none.
  @Nullable String app();

  /// Whether a chat with such a user, or an event that says so, belongs to it.
  default boolean names(ChatKey chat, @Nullable String user) {
    return switch (this) {
      case OfApp(String app) -> chat.app().equals(app);
      case OfUser(String id, String app) ->
          id.equals(user) && (app == null || chat.app().equals(app));
      case OfChat(String id, String app) ->
          chat.chatId().equals(id) && (app == null || chat.app().equals(app));
    };
  }

  /// Whether an event belongs to it.
  default boolean names(ChatEvent event) {
    return names(event.chat(), event.context().user());
  }

  /// Whether a log record says itself that it belongs to it. One that names the chat and no app is
  /// taken to be of the chat.
  default boolean names(LogSubject log) {
    return switch (this) {
      case OfApp(String app) -> log.app().equals(app);
      case OfUser(String id, String app) -> id.equals(log.user()) && isOf(log, app);
      case OfChat(String id, String app) -> id.equals(log.chatId()) && isOf(log, app);
    };
  }

  private static boolean isOf(LogSubject log, @Nullable String app) {
    return app == null || log.app().equals(app) || log.app().equals(ChatKey.UNKNOWN_APP);
  }
}
