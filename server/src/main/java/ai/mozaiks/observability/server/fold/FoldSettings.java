// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import java.time.Duration;

/// How the fold paces itself and what it may hold.
///
/// @param rootGrace how long a trace without a root waits for it; `> 0`
/// @param keepCompleted how long ended chats stay in memory after their last change; `>= 0`
/// @param retention how long the store keeps a chat after it was last written; zero keeps for ever
/// @param maxHotRecords how many spans and events moving parts may hold before the longest quiet
///   ones leave early; `> 0`
/// @param maxLiveChats how many chats stay in memory; `> 0`
public record FoldSettings(
    Duration rootGrace,
    Duration keepCompleted,
    Duration retention,
    int maxHotRecords,
    int maxLiveChats) {

  public static final FoldSettings DEFAULT =
      new FoldSettings(
          Duration.ofSeconds(60), Duration.ofHours(24), Duration.ofDays(30), 400_000, 50_000);

  public FoldSettings {
    if (rootGrace.isNegative() || rootGrace.isZero()) {
      throw new IllegalArgumentException("rootGrace: " + rootGrace + " (expected: > 0)");
    }
    if (maxHotRecords < 1) {
      throw new IllegalArgumentException("maxHotRecords: " + maxHotRecords + " (expected: > 0)");
    }
    if (maxLiveChats < 1) {
      throw new IllegalArgumentException("maxLiveChats: " + maxLiveChats + " (expected: > 0)");
    }
  }
}
