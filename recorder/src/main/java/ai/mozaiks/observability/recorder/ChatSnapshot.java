// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What is seen of a chat at one instant.
///
/// @param summary the folded chat
/// @param status its status at that instant
/// @param stalled whether it is running but silent for longer than [ChatTimeouts#stalledAfter]
/// @param endedAt when it ended; for an abandoned chat its last activity; null while it runs
/// @param runtime from its start to its end, or to now while it runs; `>= 0`
public record ChatSnapshot(
    ChatSummary summary,
    ChatStatus status,
    boolean stalled,
    @Nullable Instant endedAt,
    Duration runtime) {

  /// Looks at a folded chat.
  public static ChatSnapshot of(ChatSummary summary, Instant now, ChatTimeouts timeouts) {
    ChatStatus status = summary.status(now, timeouts);
    Instant endedAt =
        switch (status) {
          case RUNNING -> null;
          case ABANDONED -> summary.isEnded() ? summary.endedAt() : summary.lastActivityAt();
          case COMPLETED, FAILED, CANCELLED -> summary.endedAt();
        };
    boolean stalled =
        status == ChatStatus.RUNNING
            && !summary.lastActivityAt().plus(timeouts.stalledAfter()).isAfter(now);
    Duration runtime = Duration.between(summary.startedAt(), endedAt == null ? now : endedAt);
    return new ChatSnapshot(
        summary, status, stalled, endedAt, runtime.isNegative() ? Duration.ZERO : runtime);
  }

  /// The chat.
  public ChatKey key() {
    return summary.key();
  }

  /// Its counts at that instant; must not be changed.
  public Tally tally() {
    return summary.tally();
  }
}
