// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.answers;

import ai.mozaiks.observability.recorder.ChatSnapshot;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.server.flags.ChatFlag;
import java.util.List;

/// What is known at the moment. Thread-safe.
public interface LiveView {

  /// Running chats, counted and listed in one look.
  ActiveRuns activeRuns(int limit);

  /// What everything adds up to, with the chats in memory, counted and listed in one look.
  Aggregate aggregate(int limit);

  /// Chats in memory, latest activity first.
  List<ChatSnapshot> chats(int limit);

  /// The chats with this id in all apps, running or not, in memory or stored, latest activity
  /// first.
  List<ChatSnapshot> chatsById(String chatId);

  /// What is conspicuous about a chat that was just looked at; usually empty.
  List<ChatFlag> flags(ChatSnapshot chat);

  /// The running chats at one moment.
  ///
  /// @param count how many there are
  /// @param chats the latest started first; at most as many as were asked for
  record ActiveRuns(long count, List<ChatSnapshot> chats) {
    public ActiveRuns {
      chats = List.copyOf(chats);
    }
  }

  /// Sums over everything ever seen.
  ///
  /// @param activeChats chats running now; count
  /// @param trackedChats chats known, whatever their status; count
  /// @param lifetime all counts, chats that left memory or were deleted included; must not be
  ///   changed
  /// @param chats chats in memory, latest activity first; at most as many as were asked for
  record Aggregate(long activeChats, long trackedChats, Tally lifetime, List<ChatSnapshot> chats) {
    public Aggregate {
      chats = List.copyOf(chats);
    }
  }
}
