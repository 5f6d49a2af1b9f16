// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The folded chat as a value: what stores keep and queries return. Everything in it follows from
/// the chat's events alone; what also depends on the time of asking is in [ChatSnapshot].
///
/// @param key the chat
/// @param workflowAttribution the earliest known `workflow_name`; null when unknown
/// @param userAttribution the earliest known `user_id`; null when unknown
/// @param startedAt when its first event began
/// @param lastStartAt when its latest event began; after `endedAt` it means that the chat was taken
///   up again
/// @param lastActivityAt when its latest event ended
/// @param endedAt the latest reported end; null when none was
/// @param endStatus how it ended; null exactly when `endedAt` is
/// @param lastTurnEndedAt when the latest agent turn ended; null before the first
/// @param lastTurnDuration how long that turn took; null exactly when `lastTurnEndedAt` is
/// @param tally its counts; must not be changed
/// @param traceIds the traces it is made of, at most [ChatState#MAX_TRACE_IDS], sorted
/// @param sameCalls how often which tool was called with the same arguments, the most frequent
///   first, at most [ChatState#MAX_SAME_CALLS]; calls whose arguments are unknown are left out
/// @param parentAttribution the id of the chat that it is a part of, the earliest that was told;
///   null when it stands for itself
public record ChatSummary(
    ChatKey key,
    @Nullable Attribution workflowAttribution,
    @Nullable Attribution userAttribution,
    Instant startedAt,
    Instant lastStartAt,
    Instant lastActivityAt,
    @Nullable Instant endedAt,
    @Nullable ChatStatus endStatus,
    @Nullable Instant lastTurnEndedAt,
    @Nullable Duration lastTurnDuration,
    Tally tally,
    List<String> traceIds,
    List<ToolCallCount> sameCalls,
    @Nullable Attribution parentAttribution) {

  public ChatSummary {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(lastStartAt, "lastStartAt");
    Objects.requireNonNull(lastActivityAt, "lastActivityAt");
    Objects.requireNonNull(tally, "tally");
    traceIds = List.copyOf(traceIds);
    sameCalls = List.copyOf(sameCalls);
  }

  /// The `workflow_name`; null when unknown.
  public @Nullable String workflow() {
    return workflowAttribution == null ? null : workflowAttribution.name();
  }

  /// The `user_id`; null when unknown.
  public @Nullable String user() {
    return userAttribution == null ? null : userAttribution.name();
  }

  /// The id of the chat of the same app that it is a part of; null when it stands for itself.
  public @Nullable String parentChatId() {
    return parentAttribution == null ? null : parentAttribution.name();
  }

  /// Whether an end was reported and nothing has begun since.
  public boolean isEnded() {
    return endedAt != null && !lastStartAt.isAfter(endedAt);
  }

  /// The status at an instant.
  public ChatStatus status(Instant now, ChatTimeouts timeouts) {
    if (isEnded()) {
      return Objects.requireNonNull(endStatus);
    }
    boolean silent = !lastActivityAt.plus(timeouts.abandonedAfter()).isAfter(now);
    return silent ? ChatStatus.ABANDONED : ChatStatus.RUNNING;
  }
}
