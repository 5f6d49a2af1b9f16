// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.util.Objects;

/// Names one chat: a `chat_id` is unique within its app only, so both are the key.
///
/// @param app the tenant (`app_id`); never empty, [#UNKNOWN_APP] when the sender named none
/// @param chatId the chat's id (`chat_id`); never empty
public record ChatKey(String app, String chatId) implements Comparable<ChatKey> {

  /// The app of a chat whose sender named none.
  public static final String UNKNOWN_APP = "unknown";

  public ChatKey {
    requireText(app, "app");
    requireText(chatId, "chatId");
  }

  @Override
  public int compareTo(ChatKey other) {
    int byApp = app.compareTo(other.app);
    return byApp != 0 ? byApp : chatId.compareTo(other.chatId);
  }

  private static void requireText(String value, String name) {
    Objects.requireNonNull(value, name);
    if (value.isEmpty()) {
      throw new IllegalArgumentException(name + ": empty (expected: at least one character)");
    }
  }
}
