// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.benchmarks.floor;

import ai.mozaiks.observability.benchmarks.load.AgentTraces;
import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatState;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.server.normalise.dialect.Origin;
import ai.mozaiks.observability.server.normalise.dialect.SpanFacts;
import ai.mozaiks.observability.server.normalise.trace.TraceDerivation;
import ai.mozaiks.observability.storage.PartChange;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.StorageBatch;
import ai.mozaiks.observability.storage.StoredSpan;
import ai.mozaiks.observability.storage.TotalsKey;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The batches that the store gets when the load driver's traces are sent: the same spans without
/// the content that is not kept, and what is derived from them.
final class DerivedBatches {
  private static final int TRACES = 64;
  private static final long FIRST_NUMBER = 0x19AB_CDEF_0000L;

  private final ResourceSpans sent =
      new AgentTraces(450).request(TRACES * AgentTraces.SPANS).getResourceSpans(0);
  private final Origin origin = Origin.of(sent, sent.getScopeSpans(0));
  private final Dialects dialects = Dialects.standard();
  private final TraceDerivation derivation = new TraceDerivation((_, _, _, _) -> Cost.UNPRICED);
  private final Set<TotalsKey> series = new HashSet<>();
  private long sequence;

  /// The next batch, of so many traces of [AgentTraces#SPANS] spans.
  StorageBatch next(int traces) {
    List<StoredSpan> spans = new ArrayList<>();
    List<PartChange> parts = new ArrayList<>();
    List<TotalsKey> newSeries = new ArrayList<>();
    Map<ChatKey, List<ChatEvent>> eventsByChat = new LinkedHashMap<>();
    for (int trace = 0; trace < traces; trace++) {
      PartChange part = part(sequence * traces + trace, spans);
      parts.add(part);
      for (ChatEvent event : part.added()) {
        eventsByChat.computeIfAbsent(event.chat(), _ -> new ArrayList<>()).add(event);
        TotalsKey key = TotalsKey.of(event);
        if (series.add(key)) {
          newSeries.add(key);
        }
      }
    }
    List<ChatSummary> chats = new ArrayList<>();
    eventsByChat.forEach((chat, events) -> chats.add(ChatState.fold(chat, events).summary()));
    sequence++;
    return new StorageBatch(
        sequence,
        Instant.now(),
        List.of(origin.stored()),
        spans,
        List.of(),
        List.of(),
        parts,
        newSeries,
        Map.of(),
        chats,
        List.of(),
        Instant.MAX,
        Instant.MAX);
  }

  /// One trace; its spans are added to a list.
  private PartChange part(long number, List<StoredSpan> spans) {
    long request = FIRST_NUMBER + number / TRACES;
    int place = (int) (number % TRACES);
    List<SpanFacts> facts = new ArrayList<>(AgentTraces.SPANS);
    long first = Long.MAX_VALUE;
    long last = 0;
    for (int i = 0; i < AgentTraces.SPANS; i++) {
      Span span = span(sent.getScopeSpans(0).getSpans(place * AgentTraces.SPANS + i), request);
      byte[] body = span.toByteArray();
      SpanFacts read = dialects.read(span, origin, body);
      facts.add(read);
      spans.add(
          new StoredSpan(
              read.trace(),
              read.spanId(),
              read.parentSpanId(),
              read.name(),
              span.getStartTimeUnixNano(),
              span.getEndTimeUnixNano(),
              span.getKindValue(),
              span.getStatus().getCodeValue(),
              origin.stored().id(),
              body));
      first = Math.min(first, read.startNanos());
      last = Math.max(last, read.endNanos());
    }
    PartId trace = facts.getFirst().trace();
    List<ChatEvent> events = derivation.derive(facts, false);
    return new PartChange(trace, true, facts.size(), first, last, List.of(), events);
  }

  /// A span as it is after the screen, of another request than the template's.
  private static Span span(Span template, long request) {
    byte[] trace = template.getTraceId().toByteArray();
    ByteBuffer.wrap(trace).putLong(0, request);
    Span.Builder span =
        template.toBuilder().setTraceId(ByteString.copyFrom(trace)).clearAttributes();
    for (KeyValue attribute : template.getAttributesList()) {
      switch (attribute.getKey()) {
        case "gen_ai.input.messages" -> {}
        case "gen_ai.conversation.id" -> {
          String chat = attribute.getValue().getStringValue();
          KeyValue.Builder changed = attribute.toBuilder();
          changed
              .getValueBuilder()
              .setStringValue(
                  "load-%016x%s".formatted(request, chat.substring(chat.lastIndexOf('-'))));
          span.addAttributes(changed);
        }
        default -> span.addAttributes(attribute);
      }
    }
    return span.build();
  }
}
