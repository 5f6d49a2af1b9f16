// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.explain;

import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.server.normalise.dialect.Origin;
import ai.mozaiks.observability.server.normalise.dialect.SpanFacts;
import ai.mozaiks.observability.server.normalise.dialect.SpanNote;
import ai.mozaiks.observability.server.normalise.trace.Explanation;
import ai.mozaiks.observability.server.normalise.trace.TraceDerivation;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.StorageReader;
import ai.mozaiks.observability.storage.StoredLog;
import ai.mozaiks.observability.storage.StoredOrigin;
import ai.mozaiks.observability.storage.StoredSpan;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Explains traces that are stored, as [ExplainApi] does those that are sent: by reading all their
/// spans again. Thread-safe.
public final class StoredTraces {

  /// The largest trace that is explained; spans. Reading one of this size takes about a second.
  public static final int MAX_SPANS = 20_000;

  private final StorageReader store;
  private final Dialects dialects;
  private final TraceDerivation derivation;

  public StoredTraces(StorageReader store, Dialects dialects, TraceDerivation derivation) {
    this.store = store;
    this.dialects = dialects;
    this.derivation = derivation;
  }

  /// Adds what is decided about a span within its trace, with the fields of `POST /api/explain`.
  ///
  /// @return whether there is anything to say: not if the span cannot be read
  public boolean explain(PartId trace, long spanId, ObjectNode node) {
    Set<PartId> asked = Set.of(trace);
    List<StoredSpan> spans = store.spans(asked).getOrDefault(trace, List.of());
    List<StoredLog> notes = store.notes(asked).getOrDefault(trace, List.of());
    Map<Long, Origin> origins = origins(spans, notes);
    List<SpanFacts> facts = new ArrayList<>(spans.size());
    for (StoredSpan span : spans) {
      SpanFacts read = read(span, origins.get(span.origin()));
      if (read != null) {
        facts.add(read);
      }
    }
    if (facts.isEmpty()) {
      return false;
    }
    Explanation explanation = derivation.explain(facts, read(notes, origins));
    for (Explanation.Span span : explanation.spans()) {
      if (span.spanId() == spanId && !span.standsIn()) {
        TraceJson.put(node, span);
        return true;
      }
    }
    return false;
  }

  private Map<Long, Origin> origins(List<StoredSpan> spans, List<StoredLog> notes) {
    Set<Long> ids = new HashSet<>();
    spans.forEach(span -> ids.add(span.origin()));
    notes.forEach(note -> ids.add(note.origin()));
    Map<Long, Origin> origins = new HashMap<>();
    for (StoredOrigin origin : store.origins(ids).values()) {
      origins.put(origin.id(), Origin.of(origin));
    }
    return origins;
  }

  /// Null for what cannot be read: it counts nowhere, and the trace goes on without it.
  private @Nullable SpanFacts read(StoredSpan span, @Nullable Origin origin) {
    try {
      return origin == null
          ? null
          : dialects.read(Span.parseFrom(span.body()), origin, span.body());
    } catch (InvalidProtocolBufferException e) {
      return null;
    }
  }

  private List<SpanNote> read(List<StoredLog> notes, Map<Long, Origin> origins) {
    List<SpanNote> all = new ArrayList<>(notes.size());
    for (StoredLog note : notes) {
      SpanNote read = read(note, origins.get(note.origin()));
      if (read != null) {
        all.add(read);
      }
    }
    return all;
  }

  /// Null for what cannot be read: it decided nothing when the trace was counted either.
  private @Nullable SpanNote read(StoredLog note, @Nullable Origin origin) {
    try {
      return origin == null ? null : SpanNote.of(note, origin, dialects);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
