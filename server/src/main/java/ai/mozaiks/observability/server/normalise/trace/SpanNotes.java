// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.trace;

import ai.mozaiks.observability.server.normalise.dialect.SpanFacts;
import ai.mozaiks.observability.server.normalise.dialect.SpanNote;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Puts the notes of a trace to their spans: rule 7 of docs/counting.md. A note adds what its span
/// does not tell itself; while the span is not there, one of a whole call stands in for it, and
/// gives way when it comes.
final class SpanNotes {

  /// The latest first, since it knows most.
  private static final Comparator<SpanNote> LATEST_FIRST =
      Comparator.comparingLong(SpanNote::timeNanos).thenComparing(SpanNote::id).reversed();

  private SpanNotes() {}

  /// The spans with all that is known of them.
  static Collection<SpanFacts> join(Collection<SpanFacts> spans, Collection<SpanNote> notes) {
    if (notes.isEmpty()) {
      return spans;
    }
    Map<Long, List<SpanNote>> bySpan = new HashMap<>();
    notes.stream()
        .sorted(LATEST_FIRST)
        .forEach(note -> bySpan.computeIfAbsent(note.spanId(), _ -> new ArrayList<>()).add(note));
    List<SpanFacts> joined = new ArrayList<>(spans.size() + bySpan.size());
    for (SpanFacts span : spans) {
      List<SpanNote> ofSpan = bySpan.remove(span.spanId());
      joined.add(ofSpan == null ? span : span.with(ofSpan));
    }
    for (List<SpanNote> ofMissing : bySpan.values()) {
      ofMissing.stream()
          .filter(note -> note.kind() == SpanNote.Kind.CALL)
          .findFirst()
          .ifPresent(call -> joined.add(call.facts().standingIn().with(ofMissing)));
    }
    return joined;
  }
}
