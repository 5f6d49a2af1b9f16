// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The fold: what a chat's events add up to. The recorder's live view, the server's live view and a
/// view rebuilt from disk are all this class.
///
/// The result depends on the set of events only, never on their order: sums, minima and maxima with
/// fixed tie-breaks. [#merge] joins the states of disjoint sets of events, so a chat is the merge
/// of its traces.
///
/// Mutable and not thread-safe; callers guard it.
public final class ChatState {

  /// At most this many trace ids are remembered per chat (the smallest ones, so that order cannot
  /// matter).
  public static final int MAX_TRACE_IDS = 32;

  /// At most this many different calls of tools are remembered of a chat that left memory, the most
  /// frequent ones.
  public static final int MAX_SAME_CALLS = 32;

  private final ChatKey key;
  private final Tally tally = new Tally();
  private final TreeSet<String> traceIds = new TreeSet<>();
  private final SameCalls sameCalls = new SameCalls();
  private @Nullable Instant startedAt;
  private @Nullable Instant lastStartAt;
  private @Nullable Instant lastActivityAt;
  private @Nullable Attribution workflow;
  private @Nullable Attribution user;
  private @Nullable Attribution parent;
  private @Nullable End end;
  private @Nullable Instant lastTurnEndedAt;
  private @Nullable Duration lastTurnDuration; // null exactly when lastTurnEndedAt is
  private @Nullable String lastTraceId;

  private record End(Instant at, ChatStatus status) {
    static @Nullable End later(@Nullable End a, @Nullable End b) {
      if (a == null || b == null) {
        return a == null ? b : a;
      }
      int order = a.at.compareTo(b.at);
      return order > 0 || (order == 0 && a.status.compareTo(b.status) >= 0) ? a : b;
    }
  }

  /// A chat of which nothing is known yet.
  public ChatState(ChatKey key) {
    this.key = Objects.requireNonNull(key, "key");
  }

  /// Continues from what a store kept.
  public static ChatState of(ChatSummary summary) {
    ChatState state = new ChatState(summary.key());
    state.tally.add(summary.tally());
    state.traceIds.addAll(summary.traceIds());
    state.startedAt = summary.startedAt();
    state.lastStartAt = summary.lastStartAt();
    state.lastActivityAt = summary.lastActivityAt();
    state.workflow = summary.workflowAttribution();
    state.user = summary.userAttribution();
    state.parent = summary.parentAttribution();
    if (summary.endedAt() != null && summary.endStatus() != null) {
      state.end = new End(summary.endedAt(), summary.endStatus());
    }
    state.turned(summary.lastTurnEndedAt(), summary.lastTurnDuration());
    state.sameCalls.add(summary.sameCalls());
    return state;
  }

  /// What these events add up to, each applied once.
  ///
  /// @throws IllegalArgumentException if one of them belongs to another chat
  public static ChatState fold(ChatKey key, Iterable<? extends ChatEvent> events) {
    ChatState state = new ChatState(key);
    events.forEach(state::apply);
    return state;
  }

  /// Adds one event. The caller sees to it that each event is applied once.
  ///
  /// @throws IllegalArgumentException if the event belongs to another chat
  public void apply(ChatEvent event) {
    apply(event, event.endedAt());
  }

  /// The same for who knows the event's end, and so spares working it out.
  void apply(ChatEvent event, Instant endedAt) {
    ChatEvent.Context context = event.context();
    if (!context.chat().equals(key)) {
      throw new IllegalArgumentException("chat: " + context.chat() + " (expected: " + key + ")");
    }
    tally.add(event);
    seen(event.at(), event.at(), endedAt);
    if (context.workflow() != null) {
      workflow = Attribution.earlier(workflow, context.workflow(), event.at());
    }
    if (context.user() != null) {
      user = Attribution.earlier(user, context.user(), event.at());
    }
    if (context.span() != null) {
      addTraceId(context.span().traceId());
    }
    if (event instanceof ChatEvent.AgentTurn turn) {
      turned(endedAt, turn.duration());
    } else if (event instanceof ChatEvent.WorkflowStarted started) {
      if (started.parentChatId() != null) {
        parent = Attribution.earlier(parent, started.parentChatId(), event.at());
      }
    } else if (event instanceof ChatEvent.ToolCall call) {
      sameCalls.add(call);
    } else if (event instanceof ChatEvent.WorkflowEnded ended) {
      end = End.later(end, new End(ended.at(), ended.status()));
    } else if (event instanceof ChatEvent.TraceAttached attached) {
      addTraceId(attached.traceId());
    }
  }

  /// Adds only what adds up in another state of the same chat, and can be withdrawn: the counts,
  /// and the calls of tools that repeat each other.
  public void addSums(ChatState other) {
    tally.add(other.tally);
    sameCalls.add(other.sameCalls);
  }

  /// Withdraws what [#addSums] or [#merge] added before.
  public void subtractSums(ChatState other) {
    tally.subtract(other.tally);
    sameCalls.subtract(other.sameCalls);
  }

  /// Adds the state of other events of the same chat.
  public void merge(ChatState other) {
    if (!other.key.equals(key)) {
      throw new IllegalArgumentException("chat: " + other.key + " (expected: " + key + ")");
    }
    addSums(other);
    if (other.startedAt != null && other.lastStartAt != null && other.lastActivityAt != null) {
      seen(other.startedAt, other.lastStartAt, other.lastActivityAt);
    }
    workflow = Attribution.earlier(workflow, other.workflow);
    user = Attribution.earlier(user, other.user);
    parent = Attribution.earlier(parent, other.parent);
    end = End.later(end, other.end);
    turned(other.lastTurnEndedAt, other.lastTurnDuration);
    other.traceIds.forEach(this::addTraceId);
  }

  private void seen(Instant first, Instant lastStart, Instant lastActivity) {
    if (startedAt == null || first.isBefore(startedAt)) {
      startedAt = first;
    }
    if (lastStartAt == null || lastStart.isAfter(lastStartAt)) {
      lastStartAt = lastStart;
    }
    if (lastActivityAt == null || lastActivity.isAfter(lastActivityAt)) {
      lastActivityAt = lastActivity;
    }
  }

  private void turned(@Nullable Instant endedAt, @Nullable Duration duration) {
    if (endedAt == null || duration == null) {
      return;
    }
    if (lastTurnEndedAt != null && lastTurnDuration != null) {
      int order = endedAt.compareTo(lastTurnEndedAt);
      if (order < 0 || (order == 0 && duration.compareTo(lastTurnDuration) <= 0)) {
        return;
      }
    }
    lastTurnEndedAt = endedAt;
    lastTurnDuration = duration;
  }

  private void addTraceId(String traceId) {
    if (traceId.equals(lastTraceId)) {
      return; // the usual case: the events of one trace in a row
    }
    lastTraceId = traceId;
    if (traceIds.add(traceId) && traceIds.size() > MAX_TRACE_IDS) {
      traceIds.pollLast();
    }
  }

  /// The chat.
  public ChatKey key() {
    return key;
  }

  /// Whether no event has been applied.
  public boolean isEmpty() {
    return startedAt == null;
  }

  /// The counts so far; the caller must not change them.
  public Tally tally() {
    return tally;
  }

  /// How often which tool was called with the same arguments, as [ChatSummary#sameCalls] tells it.
  public List<ToolCallCount> sameCalls() {
    return sameCalls.mostFrequent();
  }

  /// What a store keeps; does not depend on the time of asking.
  ///
  /// @throws IllegalStateException if no event has been applied
  public ChatSummary summary() {
    if (startedAt == null || lastStartAt == null || lastActivityAt == null) {
      throw new IllegalStateException("no event was applied to " + key);
    }
    return new ChatSummary(
        key,
        workflow,
        user,
        startedAt,
        lastStartAt,
        lastActivityAt,
        end == null ? null : end.at(),
        end == null ? null : end.status(),
        lastTurnEndedAt,
        lastTurnDuration,
        tally.copy(),
        List.copyOf(traceIds),
        sameCalls(),
        parent);
  }

  /// What is seen of the chat at an instant.
  public ChatSnapshot snapshot(Instant now, ChatTimeouts timeouts) {
    return ChatSnapshot.of(summary(), now, timeouts);
  }
}
