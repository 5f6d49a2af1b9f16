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
/// Guarded by its own monitor: every method is called while holding it, except the final fields and
/// [#now], which any thread may read. No code of the host runs under the monitor.
final class LiveChat {

  final ChatKey key;
  private final String idPrefix;
  private final LongSupplier ticker;
  private final Instant anchor;
  private final long anchorTick;
  private final ChatState state;
  private @Nullable String workflow;
  private @Nullable String user;
  private Instant runStartedAt;
  private long serial;
  private boolean removed;
  private List<ChatEvent> pending = new ArrayList<>(0);

  LiveChat(ChatKey key, String idPrefix, Instant anchor, LongSupplier ticker) {
    this.key = key;
    this.idPrefix = idPrefix;
    this.ticker = ticker;
    this.anchor = anchor;
    this.anchorTick = ticker.getAsLong();
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

  Duration ran(Instant now) {
    return Duration.between(runStartedAt, now);
  }

  ChatEvent.Context context(Instant at) {
    return new ChatEvent.Context(
        idPrefix.concat(Long.toString(serial++, Character.MAX_RADIX)),
        key,
        workflow,
        user,
        at,
        null);
  }

  void apply(ChatEvent event) {
    state.apply(event);
  }

  void buffer(ChatEvent event) {
    pending.add(event);
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

  boolean isEmpty() {
    return state.isEmpty();
  }

  boolean isRemoved() {
    return removed;
  }

  void remove() {
    removed = true;
  }
}
