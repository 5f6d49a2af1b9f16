// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One chat in a recorder: its fold, its clock, and its events that the sink has not got yet.
///
/// Guarded by its own monitor: every method is called while holding it, except for the key, which
/// any thread may read. No code of the host runs under the monitor.
final class LiveChat {

  final ChatKey key;
  private final String idPrefix;
  private final LongSupplier ticker;
  private final Instant anchor;
  private final long anchorTick;
  private final PendingEvents outbox;
  private final ChatState state;
  private @Nullable String workflow;
  private @Nullable String user;
  private Instant runStartedAt;
  private long serial;
  private long recorded;
  private boolean removed;
  private List<ChatEvent> pending = new ArrayList<>(0);

  LiveChat(
      ChatKey key, String idPrefix, Instant anchor, LongSupplier ticker, PendingEvents outbox) {
    this.key = key;
    this.idPrefix = idPrefix;
    this.ticker = ticker;
    this.anchor = anchor;
    this.anchorTick = ticker.getAsLong();
    this.outbox = outbox;
    this.state = new ChatState(key);
    this.runStartedAt = anchor;
  }

  /// The time in this chat: never runs backwards, whatever is done to the computer's clock.
  Instant now() {
    return anchor.plusNanos(ticker.getAsLong() - anchorTick);
  }

  void started(@Nullable String workflow, @Nullable String user, Instant at) {
    this.workflow = workflow == null ? this.workflow : workflow;
    this.user = user == null ? this.user : user;
    this.runStartedAt = at;
  }

  /// How long the current run has lasted.
  Duration ran(Instant now) {
    return Duration.between(runStartedAt, now);
  }

  /// The context of the chat's next event.
  ChatEvent.Context context(Instant at) {
    return new ChatEvent.Context(idPrefix + serial++, key, workflow, user, at, null);
  }

  /// Counts an event, and keeps it for the sink if there is room.
  ///
  /// @param now when it ended
  void add(ChatEvent event, Instant now) {
    state.apply(event, now);
    recorded++;
    if (outbox.reserve()) {
      pending.add(event);
    }
  }

  List<ChatEvent> takePending() {
    List<ChatEvent> taken = pending;
    pending = new ArrayList<>(0);
    return taken;
  }

  ChatSnapshot snapshot(ChatTimeouts timeouts) {
    return state.snapshot(now(), timeouts);
  }

  Tally tally() {
    return state.tally();
  }

  /// How many events were recorded.
  long recorded() {
    return recorded;
  }

  boolean isRemoved() {
    return removed;
  }

  void remove() {
    removed = true;
  }
}
