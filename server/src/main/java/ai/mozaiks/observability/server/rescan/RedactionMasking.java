// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.rescan;

import static ai.mozaiks.observability.server.entry.Identity.same;

import ai.mozaiks.observability.recorder.redaction.Redactor;
import ai.mozaiks.observability.server.entry.Redaction;
import ai.mozaiks.observability.server.ingest.AttributesJson;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.server.normalise.dialect.Origin;
import ai.mozaiks.observability.server.normalise.dialect.StoredAttributes;
import ai.mozaiks.observability.server.otlp.StoredScreen;
import ai.mozaiks.observability.storage.MetricSeries;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.StoredContent;
import ai.mozaiks.observability.storage.StoredLog;
import ai.mozaiks.observability.storage.StoredMasking;
import ai.mozaiks.observability.storage.StoredOrigin;
import ai.mozaiks.observability.storage.StoredSpan;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Masks what is stored by the rules of a redactor. What is counted by, or names what belongs
/// together, stays as it is, and is told as left.
final class RedactionMasking implements StoredMasking {
  private static final int MOST_ORIGINS = 10_000;

  private final Redactor redactor;
  private final StoredScreen screen;
  private final StoredScreen uncounted;
  private final Consumer<RecordId> resent;
  private final SpanMasking spans;
  private final LogMasking logs;
  private final Map<Long, Origin> origins = new HashMap<>();
  private Map<String, Long> taken;

  /// @param redactor counts for this scan alone
  /// @param uncounting has the same rules; what it counts is nobody's affair
  /// @param resent told the other ids of log records
  RedactionMasking(
      Redactor redactor, Redactor uncounting, Dialects dialects, Consumer<RecordId> resent) {
    this.redactor = redactor;
    this.resent = resent;
    screen = new StoredScreen(Redaction.of(redactor, uncounting));
    uncounted = new StoredScreen(Redaction.of(uncounting, uncounting));
    spans = new SpanMasking(screen, dialects);
    logs = new LogMasking(screen, uncounted, dialects);
    taken = redactor.counts();
  }

  @Override
  public Masked<StoredOrigin> origin(StoredOrigin stored) {
    Origin before = Origin.of(stored);
    ResourceSpans message = before.message();
    ResourceSpans clean =
        withResource(message, screen.attributes(message.getResource().getAttributesList()));
    List<KeyValue> ofScope = message.getScopeSpans(0).getScope().getAttributesList();
    clean = withScope(clean, screen.attributes(ofScope));
    if (same(clean, message)) {
      return Masked.of(stored);
    }
    ResourceSpans whole = clean;
    List<KeyValue> kept =
        HeldReading.of(
            message.getResource().getAttributesList(),
            whole.getResource().getAttributesList(),
            some -> before.readsLike(origin(stored, withResource(whole, some))));
    ResourceSpans some = withResource(whole, kept);
    if (some.equals(message) || !before.readsLike(origin(stored, some))) {
      return new Masked<>(stored, true, null);
    }
    return new Masked<>(
        new StoredOrigin(stored.id(), some.toByteArray()), !some.equals(whole), null);
  }

  private static Origin origin(StoredOrigin stored, ResourceSpans message) {
    return Origin.of(new StoredOrigin(stored.id(), message.toByteArray()));
  }

  private static ResourceSpans withResource(ResourceSpans message, List<KeyValue> attributes) {
    if (same(attributes, message.getResource().getAttributesList())) {
      return message;
    }
    ResourceSpans.Builder changed = message.toBuilder();
    changed.getResourceBuilder().clearAttributes().addAllAttributes(attributes);
    return changed.build();
  }

  private static ResourceSpans withScope(ResourceSpans message, List<KeyValue> attributes) {
    if (same(attributes, message.getScopeSpans(0).getScope().getAttributesList())) {
      return message;
    }
    ResourceSpans.Builder changed = message.toBuilder();
    changed
        .getScopeSpansBuilder(0)
        .getScopeBuilder()
        .clearAttributes()
        .addAllAttributes(attributes);
    return changed.build();
  }

  @Override
  public Masked<StoredSpan> span(StoredSpan span, @Nullable StoredOrigin origin) {
    return spans.masked(span, read(span.origin(), origin));
  }

  @Override
  public String message(String text) {
    return screen.text(text);
  }

  @Override
  public Masked<StoredContent> content(StoredContent content) {
    String text = screen.text(content.text());
    String name = content.name() == null ? null : screen.text(content.name());
    if (same(text, content.text()) && same(name, content.name())) {
      return Masked.of(content);
    }
    StoredContent clean = withTexts(content, name, text, content.originalBytes());
    // What was not cut must not look as if it were.
    long shorter = (long) content.bytes() - clean.bytes();
    return Masked.of(
        withTexts(content, name, text, Math.max(0, content.originalBytes() - shorter)));
  }

  private static StoredContent withTexts(
      StoredContent old, @Nullable String name, String text, long originalBytes) {
    return new StoredContent(
        old.trace(),
        old.spanId(),
        old.event(),
        old.position(),
        old.kind(),
        old.teller(),
        old.app(),
        old.spanStartNanos(),
        old.atNanos(),
        old.role(),
        name,
        old.json(),
        text,
        originalBytes);
  }

  @Override
  public Masked<StoredLog> log(StoredLog log, @Nullable StoredOrigin origin) {
    Masked<StoredLog> masked = logs.masked(log, read(log.origin(), origin));
    if (masked.resentAs() != null) {
      resent.accept(masked.resentAs());
    }
    return masked;
  }

  @Override
  public Masked<MetricSeries> series(MetricSeries series) {
    String description = screen.text(series.description());
    List<KeyValue> told = StoredAttributes.of(series.attributes());
    List<KeyValue> clean = screen.attributes(told);
    boolean left =
        !same(uncounted.text(series.name()), series.name())
            || !same(uncounted.text(series.unit()), series.unit())
            || !same(uncounted.text(series.app()), series.app());
    if (same(description, series.description()) && same(clean, told)) {
      return new Masked<>(series, left, null);
    }
    String attributes = same(clean, told) ? series.attributes() : AttributesJson.of(clean);
    return new Masked<>(series.withTexts(description, attributes), left, null);
  }

  /// Read once: the same few are asked for again and again. They do not change any more when
  /// records are scanned.
  private Origin read(long id, @Nullable StoredOrigin stored) {
    if (origins.size() > MOST_ORIGINS) {
      origins.clear();
    }
    return origins.computeIfAbsent(
        id,
        _ ->
            Origin.of(
                stored == null ? new StoredOrigin(id, Origin.NOTHING.stored().body()) : stored));
  }

  @Override
  public Map<String, Long> takeCounts() {
    Map<String, Long> now = redactor.counts();
    Map<String, Long> since = new HashMap<>();
    now.forEach((rule, count) -> {
      long more = count - taken.getOrDefault(rule, 0L);
      if (more > 0) {
        since.put(rule, more);
      }
    });
    taken = now;
    return since;
  }
}
