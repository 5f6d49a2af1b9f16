// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatKey;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which chat and agent the content of a trace's spans belongs to: those of the event behind which
/// the span is, else of the nearest span above that is behind one, else the chat of the trace's
/// earliest event. So content moves with the events when a late span names the chat. For one
/// thread.
public final class ContentPlacement {
  /// As far as the rules look up a trace, so that a circle of parents ends.
  private static final int MAX_LEVELS = 256;

  /// Of several events behind one span, in whatever order they come.
  private static final Comparator<Owner> PREFERENCE =
      Comparator.comparing(Owner::agent, Comparator.nullsLast(TextOrder.INSTANCE))
          .thenComparing(Owner::chat);

  private record SpanKey(PartId trace, long spanId) {}

  /// Where content belongs.
  ///
  /// @param agent null when not known
  public record Owner(ChatKey chat, @Nullable String agent) {}

  private record Earliest(long atNanos, ChatKey chat) {}

  private final Map<SpanKey, Owner> owners = new HashMap<>();
  private final Map<PartId, Earliest> earliest = new HashMap<>();
  private final Map<SpanKey, Long> parents = new HashMap<>();

  /// Takes an event of a trace.
  ///
  /// @param spanId the span behind it; 0 for none
  /// @param agent null when it has none
  public void event(PartId trace, long spanId, ChatKey chat, @Nullable String agent, long atNanos) {
    if (spanId != 0) {
      owners.merge(
          new SpanKey(trace, spanId),
          new Owner(chat, agent),
          (known, other) -> PREFERENCE.compare(other, known) < 0 ? other : known);
    }
    earliest.merge(
        trace,
        new Earliest(atNanos, chat),
        (known, other) -> isEarlier(other, known) ? other : known);
  }

  private static boolean isEarlier(Earliest one, Earliest other) {
    return one.atNanos() != other.atNanos()
        ? one.atNanos() < other.atNanos()
        : one.chat().compareTo(other.chat()) < 0;
  }

  /// Whether no event is behind a span, so that its parents have to be known.
  public boolean needsParents(PartId trace, long spanId) {
    return !owners.containsKey(new SpanKey(trace, spanId));
  }

  /// Takes a span's parent.
  ///
  /// @param parentSpanId 0 for a root
  public void parent(PartId trace, long spanId, long parentSpanId) {
    parents.put(new SpanKey(trace, spanId), parentSpanId);
  }

  /// Where the content of a span belongs; null if its trace has no event.
  public @Nullable Owner ownerOf(PartId trace, long spanId) {
    long span = spanId;
    for (int level = 0; span != 0 && level < MAX_LEVELS; level++) {
      Owner owner = owners.get(new SpanKey(trace, span));
      if (owner != null) {
        return owner;
      }
      span = parents.getOrDefault(new SpanKey(trace, span), 0L);
    }
    Earliest first = earliest.get(trace);
    return first == null ? null : new Owner(first.chat(), null);
  }
}
