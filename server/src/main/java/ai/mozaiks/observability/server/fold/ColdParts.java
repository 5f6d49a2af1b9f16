// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.server.normalise.DirectDerivation;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.server.normalise.dialect.Origin;
import ai.mozaiks.observability.server.normalise.dialect.SpanFacts;
import ai.mozaiks.observability.server.normalise.dialect.SpanNote;
import ai.mozaiks.observability.server.normalise.trace.TraceDerivation;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.PartInfo;
import ai.mozaiks.observability.storage.StorageReader;
import ai.mozaiks.observability.storage.StoredLog;
import ai.mozaiks.observability.storage.StoredOrigin;
import ai.mozaiks.observability.storage.StoredSpan;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings parts back from the store when a record comes late. What comes back is exactly what left.
final class ColdParts {
  private static final Logger LOG = LoggerFactory.getLogger(ColdParts.class);

  private final StoreQuestions questions;
  private final Dialects dialects;
  private final TraceDerivation traceDerivation;
  private final DirectDerivation directDerivation;
  private final SaidOfParts saidUnreadable = new SaidOfParts();
  private long unreadableSpans;

  ColdParts(
      StoreQuestions questions,
      Dialects dialects,
      TraceDerivation traceDerivation,
      DirectDerivation directDerivation) {
    this.questions = questions;
    this.dialects = dialects;
    this.traceDerivation = traceDerivation;
    this.directDerivation = directDerivation;
  }

  Part create(PartId id) {
    return id.direct() ? new DirectPart(id, directDerivation) : new TracePart(id, traceDerivation);
  }

  /// How many records the parts have that are in the store; the others are absent.
  ///
  /// @throws StoreQuestions.UnavailableException if the store cannot be read now
  Map<PartId, Integer> sizes(Collection<PartId> ids) {
    Map<PartId, Integer> sizes = new HashMap<>();
    if (!ids.isEmpty()) {
      questions.ask(store -> store.parts(ids)).forEach((id, info) -> sizes.put(id, info.records()));
    }
    return sizes;
  }

  /// Reads parts from the store.
  ///
  /// A span that can never be read again (its origin is lost, its body is damaged) is left out,
  /// counted and logged, once for its part: the other spans still tell something, and a copy that
  /// is sent again heals it.
  ///
  /// @param ids which are there, by [#sizes]
  ///
  /// @throws StoreQuestions.UnavailableException if the store cannot be read now
  Map<PartId, Part> load(Collection<PartId> ids) {
    return ids.isEmpty() ? Map.of() : questions.ask(store -> read(store, ids));
  }

  /// How often a stored span could not be read, since the start.
  long unreadableSpans() {
    return unreadableSpans;
  }

  /// The parts among these, all of them stored, that the store no longer has in full: those it
  /// deleted, and those it deleted a chat of.
  ///
  /// @throws StoreQuestions.UnavailableException if the store cannot be read now
  List<Part> lost(Collection<Part> parts) {
    Set<PartId> ids = new HashSet<>();
    Set<ChatKey> chats = new HashSet<>();
    for (Part part : parts) {
      ids.add(part.id);
      part.handedOver.forEach(event -> chats.add(event.chat()));
    }
    return questions.ask(store -> {
      Set<PartId> knownParts = store.parts(ids).keySet();
      Set<ChatKey> knownChats = store.chats(chats).keySet();
      return parts.stream()
          .filter(part ->
              !knownParts.contains(part.id)
                  || part.handedOver.stream().anyMatch(e -> !knownChats.contains(e.chat())))
          .toList();
    });
  }

  private Map<PartId, Part> read(StorageReader store, Collection<PartId> ids) {
    Map<PartId, List<ChatEvent>> events = store.eventsOfParts(ids);
    Map<PartId, Part> parts = new HashMap<>();
    for (PartInfo info : store.parts(ids).values()) {
      PartId id = info.part();
      Part part = create(id);
      part.writtenAt = info.writtenAt();
      restoreTimes(part, info);
      List<ChatEvent> stored = events.getOrDefault(id, List.of());
      part.derived = stored;
      part.handedOver = stored;
      part.published = stored;
      part.booked = BookedPrices.of(stored);
      if (part instanceof DirectPart direct) {
        stored.forEach(direct::put);
      }
      parts.put(id, part);
    }
    loadSpans(store, parts);
    return parts;
  }

  private void loadSpans(StorageReader store, Map<PartId, Part> parts) {
    List<PartId> traces = new ArrayList<>(parts.keySet());
    traces.removeIf(PartId::direct);
    Map<PartId, List<StoredSpan>> spans = store.spans(traces);
    Map<PartId, List<StoredLog>> notes = store.notes(traces);
    Set<Long> originIds = new HashSet<>();
    notes.values().forEach(list -> list.forEach(note -> originIds.add(note.origin())));
    spans.values().forEach(list -> list.forEach(span -> originIds.add(span.origin())));
    Map<Long, Origin> origins = new HashMap<>();
    for (StoredOrigin origin : store.origins(originIds).values()) {
      origins.put(origin.id(), Origin.of(origin));
    }
    spans.forEach((id, list) -> {
      if (parts.get(id) instanceof TracePart trace) {
        list.forEach(span -> restore(trace, span, origins.get(span.origin())));
      }
    });
    notes.forEach((id, list) -> {
      if (parts.get(id) instanceof TracePart trace) {
        list.forEach(note -> restore(trace, note, origins.get(note.origin())));
      }
    });
  }

  /// A trace of which only content came has no record to tell its times by.
  private static void restoreTimes(Part part, PartInfo info) {
    if (part instanceof TracePart trace && info.records() == 0) {
      trace.include(info.firstNanos());
      trace.include(info.lastNanos());
    }
  }

  private void restore(TracePart trace, StoredLog note, @Nullable Origin origin) {
    if (origin == null) {
      report(trace, note, "its origin " + note.origin() + " is missing");
      return;
    }
    try {
      trace.restore(SpanNote.of(note, origin, dialects));
    } catch (IllegalArgumentException e) {
      report(trace, note, "it is damaged: " + e.getMessage());
    }
  }

  private void report(TracePart trace, StoredLog note, String reason) {
    unreadableSpans++;
    if (saidUnreadable.isNew(trace.id)) {
      LOG.error(
          "The stored log event {} of {} cannot be read, {}. The trace goes on without it",
          note.id(),
          trace.id,
          reason);
    }
  }

  private void restore(TracePart trace, StoredSpan span, @Nullable Origin origin) {
    if (origin == null) {
      trace.restoreUnreadable(span);
      report(span, "its origin " + span.origin() + " is missing");
      return;
    }
    SpanFacts facts;
    try {
      facts = dialects.read(Span.parseFrom(span.body()), origin, span.body());
    } catch (InvalidProtocolBufferException e) {
      trace.restoreUnreadable(span);
      report(span, "its body is damaged: " + e.getMessage());
      return;
    }
    trace.restore(facts);
  }

  private void report(StoredSpan span, String reason) {
    unreadableSpans++;
    if (saidUnreadable.isNew(span.trace())) {
      LOG.error(
          "Stored span {} of {} cannot be read, {}. The trace goes on without it and others like"
              + " it; sending them again heals it",
          HexFormat.of().toHexDigits(span.spanId()),
          span.trace(),
          reason);
    }
  }
}
