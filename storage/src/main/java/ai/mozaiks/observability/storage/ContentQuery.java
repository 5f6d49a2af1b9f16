// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatKey;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Which content of a chat to list.
///
/// @param chat whose
/// @param newestFirst the order: false from the oldest on, as a transcript is read
/// @param after only what comes behind this place in that order; null for the first page
/// @param limit items of a page; 1 to [#MAX_LIMIT]
/// @param maxBytes a page ends before its texts are longer together than this, but never before its
///   first item; bytes of UTF-8, `> 0`
public record ContentQuery(
    ChatKey chat, boolean newestFirst, @Nullable Place after, int limit, long maxBytes) {

  public static final int MAX_LIMIT = 1_000;

  /// The place of an item in a chat: when it was said, then its trace, its span, its event and its
  /// position there.
  ///
  /// @param event the log record that told it; null for the span itself
  public record Place(
      long atNanos, PartId trace, long spanId, @Nullable RecordId event, int position)
      implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparingLong(Place::atNanos)
            .thenComparing(place -> place.trace().high(), Long::compareUnsigned)
            .thenComparing(place -> place.trace().low(), Long::compareUnsigned)
            .thenComparing(Place::spanId, Long::compareUnsigned)
            .thenComparing(Place::event, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparingInt(Place::position);

    public Place {
      Objects.requireNonNull(trace, "trace");
    }

    /// The place of an item.
    public static Place of(StoredContent item) {
      return new Place(item.atNanos(), item.trace(), item.spanId(), item.event(), item.position());
    }

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  public ContentQuery {
    Objects.requireNonNull(chat, "chat");
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: 1 to " + MAX_LIMIT + ")");
    }
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes: " + maxBytes + " (expected: > 0)");
    }
  }

  /// The order of the list.
  public Comparator<Place> order() {
    return newestFirst ? Comparator.reverseOrder() : Comparator.naturalOrder();
  }

  /// Whether a place is on this page or a later one.
  public boolean reaches(Place place) {
    return after == null || order().compare(after, place) < 0;
  }
}
