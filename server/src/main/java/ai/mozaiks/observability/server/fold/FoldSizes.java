// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

/// What the fold holds at a moment, and what went wrong in it so far; counts.
///
/// @param movingParts traces, and direct events of chats, that are still moving
/// @param movingRecords their spans and events
/// @param liveChats chats in memory
/// @param earlyExits parts that had to leave memory before they were quiet, since the start
/// @param unreadableSpans how often a stored span could not be read, since the start
/// @param failedDerivations how often a trace or chat could not be derived, since the start
public record FoldSizes(
    int movingParts,
    int movingRecords,
    int liveChats,
    long earlyExits,
    long unreadableSpans,
    long failedDerivations) {

  /// Before anything was taken.
  static final FoldSizes NONE = new FoldSizes(0, 0, 0, 0, 0, 0);
}
