// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import static ai.mozaiks.observability.server.entry.Identity.same;

import ai.mozaiks.observability.server.content.ContentKeys;
import ai.mozaiks.observability.server.content.ContentPolicy.Decision;
import ai.mozaiks.observability.server.entry.Cuts;
import ai.mozaiks.observability.server.entry.SpanLimits;
import ai.mozaiks.observability.server.entry.TextScreen;
import ai.mozaiks.observability.server.normalise.UnixNanos;
import ai.mozaiks.observability.server.otlp.AttributeScreen.Owner;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.List;

/// One valid span: its names, attributes, events, links and status. One per request, not
/// thread-safe.
final class SpanPass {
  private final SpanLimits limits;
  private final AttributeScreen attributes;
  private final TextScreen texts;
  private final SpanTimes times;
  private final ToolArguments arguments;

  SpanPass(
      SpanLimits limits,
      AttributeScreen attributes,
      TextScreen texts,
      SpanTimes times,
      ToolArguments arguments) {
    this.limits = limits;
    this.attributes = attributes;
    this.texts = texts;
    this.times = times;
    this.arguments = arguments;
  }

  /// The span to keep; the same instance if nothing changes.
  ///
  /// @param content what to do with its content
  Span screen(Span span, Decision content) {
    String name = texts.name(span.getName());
    String state = texts.name(span.getTraceState());
    String message = texts.message(span.getStatus().getMessage());
    List<KeyValue> kept =
        attributes.screen(span.getAttributesList(), Owner.SPAN_OR_RESOURCE, content);
    int dropped = attributes.dropped();
    List<Span.Event> events = events(span.getEventsList(), content);
    List<Span.Link> links = links(span.getLinksList());
    SpanTimes.Mended mended = times.mended(span.getStartTimeUnixNano(), span.getEndTimeUnixNano());
    KeyValue argumentsHash = arguments.hashOf(span);
    boolean zeroParent =
        !span.getParentSpanId().isEmpty() && SpanIds.isZero(span.getParentSpanId());
    if (same(name, span.getName())
        && same(state, span.getTraceState())
        && same(message, span.getStatus().getMessage())
        && same(kept, span.getAttributesList())
        && same(events, span.getEventsList())
        && same(links, span.getLinksList())
        && !zeroParent
        && mended == null
        && argumentsHash == null) {
      return span;
    }
    Span.Builder changed = span.toBuilder().setName(name).setTraceState(state);
    if (zeroParent) {
      changed.clearParentSpanId(); // a root, whichever of the three ways it says so
    }
    if (!same(message, span.getStatus().getMessage())) {
      changed.setStatus(Status.newBuilder(span.getStatus()).setMessage(message));
    }
    if (!same(kept, span.getAttributesList())) {
      changed.clearAttributes().addAllAttributes(kept);
      changed.setDroppedAttributesCount(span.getDroppedAttributesCount() + dropped);
    }
    if (argumentsHash != null) {
      changed.addAttributes(argumentsHash);
    }
    if (mended != null) {
      texts.cut(Cuts.Kind.TIMES, 1);
      changed
          .setStartTimeUnixNano(mended.start())
          .setEndTimeUnixNano(mended.end())
          .addAttributes(sentTimes(span));
    }
    if (!same(events, span.getEventsList())) {
      int left = Math.max(0, span.getEventsCount() - limits.events());
      changed.clearEvents().addAllEvents(events);
      changed.setDroppedEventsCount(span.getDroppedEventsCount() + left);
    }
    if (!same(links, span.getLinksList())) {
      int left = span.getLinksCount() - links.size();
      changed.clearLinks().addAllLinks(links);
      changed.setDroppedLinksCount(span.getDroppedLinksCount() + left);
    }
    return changed.build();
  }

  private static KeyValue sentTimes(Span span) {
    String times =
        Long.toUnsignedString(span.getStartTimeUnixNano())
            + "/"
            + Long.toUnsignedString(span.getEndTimeUnixNano());
    return KeyValue.newBuilder()
        .setKey(UnixNanos.SENT_TIMES)
        .setValue(AnyValue.newBuilder().setStringValue(times))
        .build();
  }

  private List<Span.Event> events(List<Span.Event> old, Decision content) {
    if (old.isEmpty()) {
      return old;
    }
    texts.cut(Cuts.Kind.EVENTS, old.size() - limits.events());
    return Kept.of(old, limits.events(), event -> event(event, content));
  }

  private Span.Event event(Span.Event old, Decision content) {
    String name = texts.name(old.getName());
    List<KeyValue> kept =
        attributes.screen(
            old.getAttributesList(),
            ContentKeys.isMessageEvent(old.getName()) ? Owner.MESSAGE : Owner.OTHER,
            content);
    if (same(name, old.getName()) && same(kept, old.getAttributesList())) {
      return old;
    }
    return old.toBuilder()
        .setName(name)
        .clearAttributes()
        .addAllAttributes(kept)
        .setDroppedAttributesCount(old.getDroppedAttributesCount() + attributes.dropped())
        .build();
  }

  private List<Span.Link> links(List<Span.Link> old) {
    if (old.isEmpty()) {
      return old;
    }
    List<Span.Link> kept =
        Kept.of(old, limits.links(), link -> SpanIds.isValid(link) ? link(link) : null);
    texts.cut(Cuts.Kind.LINKS, old.size() - kept.size());
    return kept;
  }

  private Span.Link link(Span.Link old) {
    String state = texts.name(old.getTraceState());
    List<KeyValue> kept = attributes.screen(old.getAttributesList(), Owner.OTHER);
    if (same(state, old.getTraceState()) && same(kept, old.getAttributesList())) {
      return old;
    }
    return old.toBuilder()
        .setTraceState(state)
        .clearAttributes()
        .addAllAttributes(kept)
        .setDroppedAttributesCount(old.getDroppedAttributesCount() + attributes.dropped())
        .build();
  }
}
