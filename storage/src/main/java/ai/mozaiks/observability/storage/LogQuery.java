// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatKey;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which log records to list, newest first; a null filter matches all.
///
/// @param from inclusive
/// @param to exclusive
/// @param app exact app; with `chat`, only of records that name the chat themselves
/// @param chat records of one chat
/// @param trace records of one trace
/// @param minSeverity only records of at least this severity; 0 takes those without one too
/// @param before only records that come after this one in the list; null for the first page
/// @param limit page size, 1 to [#MAX_LIMIT]
public record LogQuery(
    Instant from,
    Instant to,
    @Nullable String app,
    @Nullable OfChat chat,
    @Nullable PartId trace,
    int minSeverity,
    @Nullable RecordKey before,
    int limit) {

  /// One more than a page shows, so that it can be told whether another one follows.
  public static final int MAX_LIMIT = 10_001;

  /// The records of a chat: those that name it themselves, and those of its traces, which are the
  /// traces that have events of it and those that were attached to it.
  ///
  /// @param chatId what records call it
  /// @param chats what it is now; several if apps share the id, none if no such chat is known
  public record OfChat(String chatId, Set<ChatKey> chats) {
    public OfChat {
      Objects.requireNonNull(chatId, "chatId");
      chats = Set.copyOf(chats);
    }
  }

  public LogQuery {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
    if (minSeverity < 0 || minSeverity > StoredLog.MAX_SEVERITY) {
      throw new IllegalArgumentException("minSeverity: " + minSeverity + " (expected: 0 to 24)");
    }
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: 1 to " + MAX_LIMIT + ")");
    }
  }

  /// The newest of all.
  public static LogQuery newest(int limit) {
    return new LogQuery(Instant.MIN, Instant.MAX, null, null, null, 0, null, limit);
  }

  /// The page after the one that ended with this record.
  public LogQuery after(StoredLog last) {
    return new LogQuery(from, to, app, chat, trace, minSeverity, last.key(), limit);
  }
}
