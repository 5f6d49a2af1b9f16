// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Which chats to list; a null filter matches all.
///
/// @param app exact `app_id`
/// @param workflow exact `workflow_name`
/// @param user exact `user_id`
/// @param activeSince only chats with activity at or after this instant
/// @param before only chats that come after this cursor in the list; null for the first page
/// @param limit page size, 1 to [#MAX_LIMIT]
public record ChatQuery(
    @Nullable String app,
    @Nullable String workflow,
    @Nullable String user,
    @Nullable Instant activeSince,
    @Nullable Cursor before,
    int limit) {

  public static final int MAX_LIMIT = 10_000;

  /// The place of a chat in the list: latest activity descending, then app, then chat id ascending.
  public record Cursor(Instant lastActivityAt, String app, String chatId) {
    public Cursor {
      Objects.requireNonNull(lastActivityAt, "lastActivityAt");
      Objects.requireNonNull(app, "app");
      Objects.requireNonNull(chatId, "chatId");
    }
  }

  public ChatQuery {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: 1 to " + MAX_LIMIT + ")");
    }
  }

  public static ChatQuery latest(int limit) {
    return new ChatQuery(null, null, null, null, null, limit);
  }
}
