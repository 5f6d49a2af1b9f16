// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.server.normalise.Dialects;
import ai.mozaiks.observability.server.normalise.DirectDerivation;
import ai.mozaiks.observability.server.normalise.Origin;
import ai.mozaiks.observability.server.normalise.SpanFacts;
import ai.mozaiks.observability.server.normalise.TraceDerivation;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.StorageException;
import ai.mozaiks.observability.storage.StorageReader;
import ai.mozaiks.observability.storage.StoredOrigin;
import ai.mozaiks.observability.storage.StoredSpan;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// Brings parts back from the store when a record comes late. What comes back is exactly what left.
final class ColdParts {
  private final StorageReader store;
  private final Dialects dialects;
  private final TraceDerivation traceDerivation;
  private final DirectDerivation directDerivation;

  ColdParts(
      StorageReader store,
      Dialects dialects,
      TraceDerivation traceDerivation,
      DirectDerivation directDerivation) {
    this.store = store;
    this.dialects = dialects;
    this.traceDerivation = traceDerivation;
    this.directDerivation = directDerivation;
  }

  Part create(PartId id) {
    return id.direct() ? new DirectPart(id, directDerivation) : new TracePart(id, traceDerivation);
  }

  /// Reads parts from the store.
  ///
  /// @param ids which may be there; parts that are not are left out
  ///
  /// @throws UnavailableException if the store cannot be read now
  Map<PartId, Part> load(Collection<PartId> ids) {
    return ask(() -> read(ids));
  }

  /// The parts among these, all of them stored, that the store no longer has in full: those it
  /// deleted, and those it deleted a chat of.
  ///
  /// @throws UnavailableException if the store cannot be read now
  List<Part> lost(Collection<Part> parts) {
    Set<PartId> ids = new HashSet<>();
    Set<ChatKey> chats = new HashSet<>();
    for (Part part : parts) {
      ids.add(part.id);
      part.handedOver.forEach(event -> chats.add(event.chat()));
    }
    return ask(() -> {
      Set<PartId> knownParts = store.parts(ids).keySet();
      Set<ChatKey> knownChats = store.chats(chats).keySet();
      return parts.stream()
          .filter(part ->
              !knownParts.contains(part.id)
                  || part.handedOver.stream().anyMatch(e -> !knownChats.contains(e.chat())))
          .toList();
    });
  }

  private static <T> T ask(Supplier<T> question) {
    try {
      return question.get();
    } catch (StorageException e) {
      if (e.retryable()) {
        throw new UnavailableException(e);
      }
      throw e;
    }
  }

  /// The store cannot be read at the moment; nothing was changed.
  static final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnavailableException(StorageException cause) {
      super(cause.getMessage(), cause);
    }
  }

  private Map<PartId, Part> read(Collection<PartId> ids) {
    Set<PartId> known = store.parts(ids).keySet();
    if (known.isEmpty()) {
      return Map.of();
    }
    Map<PartId, List<ChatEvent>> events = store.eventsOfParts(known);
    Map<PartId, Part> parts = new HashMap<>();
    for (PartId id : known) {
      Part part = create(id);
      List<ChatEvent> stored = events.getOrDefault(id, List.of());
      part.derived = stored;
      part.handedOver = stored;
      part.published = stored;
      if (part instanceof DirectPart direct) {
        stored.forEach(direct::put);
      }
      parts.put(id, part);
    }
    loadSpans(parts);
    return parts;
  }

  private void loadSpans(Map<PartId, Part> parts) {
    List<PartId> traces = new ArrayList<>(parts.keySet());
    traces.removeIf(PartId::direct);
    Map<PartId, List<StoredSpan>> spans = store.spans(traces);
    Set<Long> originIds = new HashSet<>();
    spans.values().forEach(list -> list.forEach(span -> originIds.add(span.origin())));
    Map<Long, Origin> origins = new HashMap<>();
    for (StoredOrigin origin : store.origins(originIds).values()) {
      origins.put(origin.id(), Origin.of(origin));
    }
    spans.forEach((id, list) -> {
      if (parts.get(id) instanceof TracePart trace) {
        list.forEach(span -> trace.put(facts(span, origins)));
      }
    });
  }

  private SpanFacts facts(StoredSpan span, Map<Long, Origin> origins) {
    Origin origin = origins.get(span.origin());
    if (origin == null) {
      throw new StorageException(
          "origin " + span.origin() + " of a span of " + span.trace() + " is missing", false, null);
    }
    try {
      return dialects.read(Span.parseFrom(span.body()), origin, span.body());
    } catch (InvalidProtocolBufferException e) {
      throw new StorageException("a stored span of " + span.trace() + " is unreadable", false, e);
    }
  }
}
