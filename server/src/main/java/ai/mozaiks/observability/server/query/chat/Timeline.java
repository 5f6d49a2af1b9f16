// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query.chat;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.storage.ChatRows;
import ai.mozaiks.observability.storage.EventRow;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.SpanRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The timeline of a chat: its spans, the direct events, and the calls of which only a log event
/// tells, in the order of start, then id.
///
/// @param rows each with its [TimelineRow#index], its parent (among these, or null; never one that
///   is below it) and its chat
/// @param total how many rows there are, those that are left out included
record Timeline(List<TimelineRow> rows, long total) {
  private static final Comparator<TimelineRow> BY_START =
      Comparator.comparingLong((TimelineRow row) -> row.startNanos)
          .thenComparing(row -> row.id)
          .thenComparing(row -> row.trace, Comparator.nullsFirst(Comparator.naturalOrder()));

  /// Makes a timeline.
  ///
  /// @param rows what the store has
  /// @param limit at most so many rows, the earliest
  static Timeline of(ChatKey chat, ChatRows rows, int limit) {
    Map<PartId, OfTrace> traces = new HashMap<>();
    List<TimelineRow> all = new ArrayList<>(rows.spans().size() + rows.direct().size());
    for (SpanRow span : rows.spans()) {
      TimelineRow row = TimelineRow.of(span);
      traces.computeIfAbsent(span.trace(), _ -> new OfTrace()).put(span, row);
      all.add(row);
    }
    int spans = all.size();
    for (EventRow event : rows.events()) {
      traces.computeIfAbsent(event.part(), _ -> new OfTrace()).add(event, all);
    }
    long total = rows.total() + (all.size() - spans);
    traces.values().forEach(trace -> trace.complete(chat));
    addDirect(rows.direct(), all);
    all.sort(BY_START);
    List<TimelineRow> shown = all.subList(0, Math.min(limit, all.size()));
    for (int i = 0; i < shown.size(); i++) {
      shown.get(i).index = i;
    }
    return new Timeline(List.copyOf(shown), total);
  }

  private static void addDirect(List<EventRow> events, List<TimelineRow> all) {
    Map<Long, EventRow> ends = new HashMap<>(); // by when the run that ended had begun
    for (EventRow event : events) {
      if (event.kind() == EventRow.Kind.WORKFLOW_ENDED && event.durationNanos() != null) {
        ends.put(event.atNanos() - event.durationNanos(), event);
      }
    }
    for (EventRow event : events) {
      TimelineRow row = TimelineRow.ofDirect(event);
      EventRow end =
          event.kind() == EventRow.Kind.WORKFLOW_STARTED ? ends.get(event.atNanos()) : null;
      if (end != null) {
        row.durationNanos = end.durationNanos();
        row.status = end.failed() ? TimelineRow.Status.ERROR : TimelineRow.Status.OK;
      }
      all.add(row);
    }
  }

  /// The rows of one trace.
  private static final class OfTrace {
    private final Map<Long, TimelineRow> spans = new HashMap<>();
    private long earliest;
    private @Nullable EventRow first;

    void put(SpanRow span, TimelineRow row) {
      spans.put(span.spanId(), row);
      if (span.startNanos() != 0 && (earliest == 0 || span.startNanos() < earliest)) {
        earliest = span.startNanos();
      }
    }

    /// @param all gets the row of a span that never came
    void add(EventRow event, List<TimelineRow> all) {
      TimelineRow row = spans.get(event.spanId());
      if (row == null) {
        row = TimelineRow.standingIn(event);
        spans.put(event.spanId(), row);
        all.add(row);
      }
      row.add(event);
      if (first == null || isEarlier(event, first)) {
        first = event;
      }
    }

    private static boolean isEarlier(EventRow one, EventRow other) {
      return one.atNanos() != other.atNanos()
          ? one.atNanos() < other.atNanos()
          : one.chat().compareTo(other.chat()) < 0;
    }

    /// Fills in what no span says itself.
    ///
    /// @param chat which spans belong to when no event of the trace says it
    void complete(ChatKey chat) {
      for (TimelineRow row : spans.values()) {
        row.startNanos = row.startNanos == 0 ? earliest : row.startNanos;
        row.parent = row.parentSpanId == 0 ? null : spans.get(row.parentSpanId);
      }
      breakRings();
      ChatKey usual = first == null ? chat : first.chat();
      spans.values().forEach(row -> chatOf(row, usual));
    }

    /// Spans that are their own ancestors exist in broken data only; the earliest of each ring has
    /// no parent, as when they were counted.
    private void breakRings() {
      int walk = 0;
      for (TimelineRow start : spans.values()) {
        walk++;
        TimelineRow row = start;
        while (row != null && row.walk == 0) {
          row.walk = walk;
          row = row.parent;
        }
        if (row != null && row.walk == walk) { // what an earlier walk met leads to no ring
          earliestOfRing(row).parent = null;
        }
      }
    }

    private static TimelineRow earliestOfRing(TimelineRow anyOfRing) {
      TimelineRow found = anyOfRing;
      for (TimelineRow row = anyOfRing.parent; row != null && row != anyOfRing; row = row.parent) {
        found = BY_START.compare(row, found) < 0 ? row : found;
      }
      return found;
    }

    /// That of the nearest span above of which an event says it.
    private static void chatOf(TimelineRow row, ChatKey usual) {
      TimelineRow above = row;
      while (above != null && above.chat == null) {
        above = above.parent;
      }
      ChatKey chat = above == null ? usual : above.chat;
      for (TimelineRow each = row; each != null && each.chat == null; each = each.parent) {
        each.chat = chat;
      }
    }
  }
}
