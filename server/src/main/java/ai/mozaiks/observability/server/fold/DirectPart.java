// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.server.normalise.Activity;
import ai.mozaiks.observability.server.normalise.DirectDerivation;
import ai.mozaiks.observability.server.normalise.UsageSources;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.PartId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The direct events of one chat.
final class DirectPart extends Part {
  private final DirectDerivation derivation;
  private final Map<String, ChatEvent> events = new HashMap<>();
  private Set<Activity> told = Set.of();
  private boolean mayYield;
  private boolean ended;
  private long firstNanos = Long.MAX_VALUE;
  private long lastNanos;
  private long heldBackFrom = Long.MAX_VALUE;

  DirectPart(PartId id, DirectDerivation derivation) {
    super(id);
    this.derivation = derivation;
  }

  /// Whether an event with its id is there, or itself by the id that it had before it was masked as
  /// it is now; the first one stands.
  ///
  /// @param masking masks messages by the rules of now
  boolean has(ChatEvent event, UnaryOperator<String> masking) {
    return events.containsKey(event.id()) || ResentEvent.isAmong(events.values(), event, masking);
  }

  /// Adds an event whose id is not there; one that the store has as superseded is decided anew.
  void put(ChatEvent read) {
    ChatEvent event = read instanceof ChatEvent.Superseded superseded ? superseded.event() : read;
    events.put(event.id(), event);
    mayYield |= UsageSources.mayYield(event);
    ended |= event instanceof ChatEvent.WorkflowEnded;
    firstNanos = Math.min(firstNanos, Nanos.saturated(event.at()));
    lastNanos = Math.max(lastNanos, Nanos.saturated(event.endedAt()));
  }

  /// The chat it belongs to; null while it has no event.
  @Nullable ChatKey chat() {
    return events.isEmpty() ? null : events.values().iterator().next().chat();
  }

  /// Whether what the traces of its chat tell matters to it.
  boolean mayYield() {
    return mayYield;
  }

  /// Learns what the traces of its chat tell of, before it is derived.
  void told(Set<Activity> byTraces) {
    told = Set.copyOf(byTraces);
  }

  /// Direct events are stored as what is derived of them, so the journal must keep a record until
  /// that was done.
  void holdBack(long sequence) {
    heldBackFrom = Math.min(heldBackFrom, sequence);
  }

  @Override
  long heldBackFrom() {
    return heldBackFrom;
  }

  @Override
  void letGo() {
    heldBackFrom = Long.MAX_VALUE;
  }

  @Override
  int records() {
    return events.size();
  }

  @Override
  long firstNanos() {
    return firstNanos;
  }

  @Override
  long lastNanos() {
    return lastNanos;
  }

  @Override
  boolean hasFinalNames() {
    return true; // as a rule each event, or the first, says its own
  }

  @Override
  boolean hasEnded() {
    return ended;
  }

  @Override
  List<ChatEvent> deriveAnew() {
    return derivation.derive(events.values(), told);
  }

  /// What was derived before, and the others as they were sent: they are stored nowhere else.
  @Override
  List<ChatEvent> asNotDerived() {
    Set<String> known = new HashSet<>();
    derived.forEach(event -> known.add(event.id()));
    List<ChatEvent> all = new ArrayList<>(derived);
    for (ChatEvent event : events.values()) {
      if (known.add(event.id())) {
        all.add(event.withContext(event.context().pending()));
      }
    }
    return List.copyOf(all);
  }

  @Override
  String withoutDerivation() {
    return "what is new in it counts as it was sent, without a price or what others tell";
  }
}
