// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.util.List;

/// What a recorder has seen since it was made.
///
/// @param activeChats chats that are running now, stalled ones included
/// @param trackedChats chats ever started, cleaned-up ones included
/// @param totals everything ever recorded; a copy of the reader's own
/// @param chats the chats that are still in memory, the oldest first
public record AggregateSnapshot(
    long activeChats, long trackedChats, Tally totals, List<ChatSnapshot> chats) {
  public AggregateSnapshot {
    chats = List.copyOf(chats);
  }
}
