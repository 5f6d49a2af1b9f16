// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.answers;

import ai.mozaiks.observability.recorder.ChatSnapshot;
import ai.mozaiks.observability.recorder.Tally;
import java.util.List;

/// What is known at the moment. Thread-safe.
public interface LiveView {

  /// Running chats, the latest started first.
  List<ChatSnapshot> activeRuns(int limit);

  /// What everything adds up to.
  Aggregate aggregate();

  /// Chats in memory, latest activity first.
  List<ChatSnapshot> chats(int limit);

  /// The chats with this id in all apps, running or not, in memory or stored, latest activity
  /// first.
  List<ChatSnapshot> chatsById(String chatId);

  /// Sums over everything ever seen.
  ///
  /// @param activeChats chats running now; count
  /// @param trackedChats chats known, whatever their status; count
  /// @param lifetime all counts, chats that left memory or were deleted included; must not be
  ///   changed
  record Aggregate(long activeChats, long trackedChats, Tally lifetime) {}
}
