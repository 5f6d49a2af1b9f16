// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Shows once what spans and log events tell twice: of each span, what goes in, what comes out and
/// so on by the first of its tellers that tells of it at all: the span, else the latest event of
/// the whole call, else the events that are messages. Decided when somebody reads, so that it does
/// not matter which of them came first, or comes again. For one thread.
public final class ContentOnce {
  /// A system's words are told with what goes in.
  private record Slot(PartId trace, long spanId, ContentKind kind) {
    static Slot of(PartId trace, long spanId, ContentKind kind) {
      return new Slot(trace, spanId, kind == ContentKind.SYSTEM ? ContentKind.INPUT : kind);
    }
  }

  /// Who told it.
  private record Telling(ContentTeller teller, long atNanos, @Nullable RecordId event) {
    private static final Comparator<Telling> LATEST_FIRST =
        Comparator.comparingLong(Telling::atNanos)
            .thenComparing(Telling::event, Comparator.nullsFirst(Comparator.naturalOrder()))
            .reversed();

    private static final Comparator<Telling> FIRST_COUNTS =
        Comparator.comparing(Telling::teller).thenComparing(LATEST_FIRST);
  }

  private final Map<Slot, Telling> counting = new HashMap<>();

  /// Takes an item, of which there may be more.
  ///
  /// @param atNanos when it was said
  /// @param event the log record that told it; null for the span itself
  public void add(
      PartId trace,
      long spanId,
      ContentKind kind,
      ContentTeller teller,
      long atNanos,
      @Nullable RecordId event) {
    counting.merge(
        Slot.of(trace, spanId, kind),
        new Telling(teller, atNanos, event),
        (known, other) -> Telling.FIRST_COUNTS.compare(other, known) < 0 ? other : known);
  }

  /// Whether an item is shown, now that all of its span were added.
  ///
  /// @param event as in [#add]
  public boolean isShown(
      PartId trace, long spanId, ContentKind kind, ContentTeller teller, @Nullable RecordId event) {
    Telling telling = counting.get(Slot.of(trace, spanId, kind));
    return telling != null
        && telling.teller() == teller
        && (teller != ContentTeller.CALL_EVENT || Objects.equals(telling.event(), event));
  }
}
