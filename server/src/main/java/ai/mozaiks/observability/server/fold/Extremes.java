// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.recorder.Attribution;
import ai.mozaiks.observability.recorder.ChatState;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.ChatSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What of a chat is the first or the last of its kind. With what adds up, the
/// [ai.mozaiks.observability.recorder.Tally], it is all of a [ChatSummary]. The rules are those of
/// [ChatState#merge], as values, so that one of many parts can be replaced without folding the
/// others anew.
///
/// @param startedAt null when unknown, like all of them
/// @param traceIds sorted, the smallest, at most [ChatState#MAX_TRACE_IDS]; empty when unknown
record Extremes(
    @Nullable Instant startedAt,
    @Nullable Instant lastStartAt,
    @Nullable Instant lastActivityAt,
    @Nullable Attribution workflow,
    @Nullable Attribution user,
    @Nullable End end,
    @Nullable Turn lastTurn,
    @Nullable Attribution parent,
    List<String> traceIds) {

  /// Of no events.
  static final Extremes NONE =
      new Extremes(null, null, null, null, null, null, null, null, List.of());

  private static final Comparator<Attribution> BY_TIME_AND_NAME =
      Comparator.comparing(Attribution::at).thenComparing(Attribution::name);
  private static final Comparator<End> BY_TIME_AND_STATUS =
      Comparator.comparing(End::at).thenComparing(End::status);
  private static final Comparator<Turn> BY_END_AND_LENGTH =
      Comparator.comparing(Turn::endedAt).thenComparing(Turn::duration);

  /// The end of a run.
  record End(Instant at, ChatStatus status) {}

  /// An agent's turn.
  record Turn(Instant endedAt, Duration duration) {}

  static Extremes of(ChatState state) {
    if (state.isEmpty()) {
      return NONE;
    }
    ChatSummary chat = state.summary();
    return new Extremes(
        chat.startedAt(),
        chat.lastStartAt(),
        chat.lastActivityAt(),
        chat.workflowAttribution(),
        chat.userAttribution(),
        chat.endedAt() == null || chat.endStatus() == null
            ? null
            : new End(chat.endedAt(), chat.endStatus()),
        chat.lastTurnEndedAt() == null || chat.lastTurnDuration() == null
            ? null
            : new Turn(chat.lastTurnEndedAt(), chat.lastTurnDuration()),
        chat.parentAttribution(),
        chat.traceIds());
  }

  /// Those of both sets of events together.
  Extremes and(Extremes other) {
    if (equals(NONE)) {
      return other;
    }
    if (other.equals(NONE)) {
      return this;
    }
    return new Extremes(
        first(startedAt, other.startedAt, Comparator.naturalOrder()),
        last(lastStartAt, other.lastStartAt, Comparator.naturalOrder()),
        last(lastActivityAt, other.lastActivityAt, Comparator.naturalOrder()),
        first(workflow, other.workflow, BY_TIME_AND_NAME),
        first(user, other.user, BY_TIME_AND_NAME),
        last(end, other.end, BY_TIME_AND_STATUS),
        last(lastTurn, other.lastTurn, BY_END_AND_LENGTH),
        first(parent, other.parent, BY_TIME_AND_NAME),
        smallest(traceIds, other.traceIds));
  }

  /// Those that certainly stay when events with these extremes are taken out: what both have may
  /// have come from those events, and then the next best is not known.
  Extremes without(Extremes leaving) {
    return new Extremes(
        unlessSame(startedAt, leaving.startedAt),
        unlessSame(lastStartAt, leaving.lastStartAt),
        unlessSame(lastActivityAt, leaving.lastActivityAt),
        unlessSame(workflow, leaving.workflow),
        unlessSame(user, leaving.user),
        unlessSame(end, leaving.end),
        unlessSame(lastTurn, leaving.lastTurn),
        unlessSame(parent, leaving.parent),
        traceIds.stream().filter(id -> !leaving.traceIds.contains(id)).toList());
  }

  private static <T> @Nullable T unlessSame(@Nullable T value, @Nullable T leaving) {
    return Objects.equals(value, leaving) ? null : value;
  }

  private static <T> @Nullable T first(@Nullable T a, @Nullable T b, Comparator<? super T> order) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return order.compare(a, b) <= 0 ? a : b;
  }

  private static <T> @Nullable T last(@Nullable T a, @Nullable T b, Comparator<? super T> order) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return order.compare(a, b) >= 0 ? a : b;
  }

  private static List<String> smallest(List<String> a, List<String> b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.isEmpty() ? b : a;
    }
    List<String> smallest = new ArrayList<>(Math.min(a.size() + b.size(), ChatState.MAX_TRACE_IDS));
    int i = 0;
    int j = 0;
    while (smallest.size() < ChatState.MAX_TRACE_IDS && (i < a.size() || j < b.size())) {
      int order = i == a.size() ? 1 : j == b.size() ? -1 : a.get(i).compareTo(b.get(j));
      smallest.add(order <= 0 ? a.get(i) : b.get(j));
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    return List.copyOf(smallest);
  }

  /// Whether there are no events.
  boolean areNone() {
    return startedAt == null;
  }

  /// The chat that has these, of which there must be some.
  ///
  /// @param sums what adds up in it
  ChatSummary summary(ChatState sums) {
    return new ChatSummary(
        sums.key(),
        workflow,
        user,
        Objects.requireNonNull(startedAt),
        Objects.requireNonNull(lastStartAt),
        Objects.requireNonNull(lastActivityAt),
        end == null ? null : end.at(),
        end == null ? null : end.status(),
        lastTurn == null ? null : lastTurn.endedAt(),
        lastTurn == null ? null : lastTurn.duration(),
        sums.tally().copy(),
        traceIds,
        sums.sameCalls(),
        parent);
  }
}
