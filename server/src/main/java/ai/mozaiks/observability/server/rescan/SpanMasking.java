// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.rescan;

import static ai.mozaiks.observability.server.entry.Identity.same;

import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.server.normalise.dialect.Origin;
import ai.mozaiks.observability.server.normalise.dialect.SpanFacts;
import ai.mozaiks.observability.server.otlp.StoredScreen;
import ai.mozaiks.observability.storage.StoredMasking.Masked;
import ai.mozaiks.observability.storage.StoredSpan;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.trace.v1.Span;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Masks stored spans so that the rules of counting read of them what they read before.
final class SpanMasking {
  private static final Logger LOG = LoggerFactory.getLogger(SpanMasking.class);
  private static final byte[] NO_BODY = {};

  private final StoredScreen screen;
  private final Dialects dialects;

  SpanMasking(StoredScreen screen, Dialects dialects) {
    this.screen = screen;
    this.dialects = dialects;
  }

  Masked<StoredSpan> masked(StoredSpan stored, Origin origin) {
    Span span;
    try {
      span = Span.parseFrom(stored.body());
    } catch (InvalidProtocolBufferException e) {
      LOG.warn("A stored span of {} is unreadable and stays as it is", stored.trace(), e);
      return new Masked<>(stored, true, null);
    }
    Span clean = screen.span(span);
    if (same(clean, span)) {
      return Masked.of(stored);
    }
    Span kept = readingAlike(span, clean, origin);
    boolean left = !kept.equals(clean);
    return kept.equals(span)
        ? new Masked<>(stored, left, null)
        : new Masked<>(
            new StoredSpan(
                stored.trace(),
                stored.spanId(),
                stored.parentSpanId(),
                kept.getName(),
                stored.startNanos(),
                stored.endNanos(),
                stored.kind(),
                stored.statusCode(),
                stored.origin(),
                kept.toByteArray()),
            left,
            null);
  }

  /// What can be taken of a masked span.
  private Span readingAlike(Span span, Span clean, Origin origin) {
    SpanFacts before = facts(span, origin);
    if (before.readsLike(facts(clean, origin))) {
      return clean;
    }
    Span.Builder some =
        clean.toBuilder()
            .setName(span.getName())
            .clearAttributes()
            .addAllAttributes(span.getAttributesList());
    if (!before.readsLike(facts(some.build(), origin))) {
      some.clearEvents().addAllEvents(span.getEventsList());
    }
    Span base = some.build();
    if (!before.readsLike(facts(base, origin))) {
      return span;
    }
    some.clearAttributes()
        .addAllAttributes(
            HeldReading.of(
                span.getAttributesList(),
                clean.getAttributesList(),
                attributes ->
                    before.readsLike(
                        facts(
                            base.toBuilder().clearAttributes().addAllAttributes(attributes).build(),
                            origin))));
    Span named = some.setName(clean.getName()).build();
    return before.readsLike(facts(named, origin)) ? named : some.setName(span.getName()).build();
  }

  private SpanFacts facts(Span span, Origin origin) {
    return dialects.read(span, origin, NO_BODY);
  }
}
