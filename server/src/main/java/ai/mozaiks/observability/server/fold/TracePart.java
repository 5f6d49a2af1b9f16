// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.server.normalise.dialect.SpanFacts;
import ai.mozaiks.observability.server.normalise.dialect.SpanNote;
import ai.mozaiks.observability.server.normalise.trace.TraceDerivation;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.StoredSpan;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The spans of one trace, and the notes about them.
final class TracePart extends Part {
  private final TraceDerivation derivation;
  private final Map<Long, SpanFacts> spans = new HashMap<>();
  private final Map<RecordId, SpanNote> notes = new HashMap<>();
  private final Set<Long> unreadable = new HashSet<>();
  private boolean rootArrived;
  private long firstNanos = Long.MAX_VALUE;
  private long lastNanos;

  TracePart(PartId id, TraceDerivation derivation) {
    super(id);
    this.derivation = derivation;
  }

  /// What happened to a span that was put.
  enum Put {
    NEW,
    /// It replaced an earlier version of the same span.
    REPLACED,
    /// It was known, or is the older version: nothing changed.
    KNOWN,
    /// It is new, and there is no room for it: nothing changed.
    FULL
  }

  /// Takes a span that was sent.
  ///
  /// @param most how many spans there may be; a further version of a known one always has room
  Put put(SpanFacts span, int most) {
    SpanFacts known = spans.get(span.spanId());
    if (known != null && !span.replaces(known)) {
      return Put.KNOWN;
    }
    if (known == null && records() >= most && !unreadable.contains(span.spanId())) {
      return Put.FULL;
    }
    boolean stored = unreadable.remove(span.spanId()) || known != null;
    restore(span);
    return stored ? Put.REPLACED : Put.NEW;
  }

  /// Takes a note that was sent.
  ///
  /// @param most how many spans and notes there may be
  Put put(SpanNote note, int most) {
    if (notes.containsKey(note.id())) {
      return Put.KNOWN;
    }
    if (records() >= most) {
      return Put.FULL;
    }
    restore(note);
    return Put.NEW;
  }

  /// Takes a note that the store has.
  void restore(SpanNote note) {
    notes.put(note.id(), note);
    include(note.timeNanos());
  }

  /// Learns that something at this time belongs to the trace, of which nothing is derived.
  void include(long nanos) {
    firstNanos = Math.min(firstNanos, nanos);
    lastNanos = Math.max(lastNanos, nanos);
  }

  /// Takes a span that the store has.
  void restore(SpanFacts span) {
    spans.put(span.spanId(), span);
    rootArrived |= span.parentSpanId() == 0;
    firstNanos = Math.min(firstNanos, span.startNanos());
    lastNanos = Math.max(lastNanos, span.endNanos());
  }

  /// Learns that the store has a span that cannot be read. Whatever comes of it replaces it.
  void restoreUnreadable(StoredSpan span) {
    unreadable.add(span.spanId());
    rootArrived |= span.parentSpanId() == 0;
    firstNanos = Math.min(firstNanos, span.startNanos());
    lastNanos = Math.max(lastNanos, span.endNanos());
  }

  @Override
  int records() {
    return spans.size() + notes.size() + unreadable.size();
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
    return hasEnded() || graceOver; // the root names the agent, the workflow and the app
  }

  @Override
  boolean hasEnded() {
    return rootArrived; // spans come when they end, so the trace ended with its root
  }

  @Override
  List<ChatEvent> deriveAnew() {
    return spans.isEmpty() && notes.isEmpty()
        ? List.of()
        : derivation.derive(spans.values(), notes.values(), graceOver);
  }

  @Override
  List<ChatEvent> asNotDerived() {
    return derived; // the spans themselves are stored beside the events
  }

  @Override
  String withoutDerivation() {
    return "it stays as it was, and its spans are kept";
  }
}
