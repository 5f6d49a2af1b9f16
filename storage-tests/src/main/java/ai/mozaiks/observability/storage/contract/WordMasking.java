// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.contract;

import ai.mozaiks.observability.storage.MetricSeries;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.StoredContent;
import ai.mozaiks.observability.storage.StoredLog;
import ai.mozaiks.observability.storage.StoredMasking;
import ai.mozaiks.observability.storage.StoredOrigin;
import ai.mozaiks.observability.storage.StoredSpan;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Masks one word wherever it stands, for tests.
public final class WordMasking implements StoredMasking {
  /// What stands in its place.
  public static final String MASK = "masked";

  private final String word;
  private long count;

  public WordMasking(String word) {
    this.word = word;
  }

  /// The id that a masked log record is sent again with.
  static RecordId resentAs(RecordId id) {
    return new RecordId(~id.high(), ~id.low());
  }

  @Override
  public String message(String text) {
    if (!text.contains(word)) {
      return text;
    }
    count++;
    return text.replace(word, MASK);
  }

  private byte @Nullable [] masked(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    String clean = message(text);
    return clean.equals(text) ? null : clean.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Masked<StoredOrigin> origin(StoredOrigin origin) {
    byte[] body = masked(origin.body());
    return Masked.of(body == null ? origin : new StoredOrigin(origin.id(), body));
  }

  @Override
  public Masked<StoredSpan> span(StoredSpan span, @Nullable StoredOrigin origin) {
    byte[] body = masked(span.body());
    return body == null
        ? new Masked<>(span, span.name().contains(word), null)
        : new Masked<>(
            new StoredSpan(
                span.trace(),
                span.spanId(),
                span.parentSpanId(),
                message(span.name()),
                span.startNanos(),
                span.endNanos(),
                span.kind(),
                span.statusCode(),
                span.origin(),
                body),
            false,
            null);
  }

  @Override
  public Masked<StoredContent> content(StoredContent content) {
    String clean = message(content.text());
    if (clean.equals(content.text())) {
      return Masked.of(content);
    }
    return Masked.of(
        new StoredContent(
            content.trace(),
            content.spanId(),
            content.event(),
            content.position(),
            content.kind(),
            content.teller(),
            content.app(),
            content.spanStartNanos(),
            content.atNanos(),
            content.role(),
            content.name(),
            content.json(),
            clean,
            clean.length()));
  }

  @Override
  public Masked<StoredLog> log(StoredLog log, @Nullable StoredOrigin origin) {
    String body = message(log.body());
    String attributes = message(log.attributes());
    if (body.equals(log.body()) && attributes.equals(log.attributes())) {
      return Masked.of(log);
    }
    return new Masked<>(log.withTexts(body, attributes), false, resentAs(log.id()));
  }

  @Override
  public Masked<MetricSeries> series(MetricSeries series) {
    String description = message(series.description());
    String attributes = message(series.attributes());
    return Masked.of(
        description.equals(series.description()) && attributes.equals(series.attributes())
            ? series
            : series.withTexts(description, attributes));
  }

  @Override
  public Map<String, Long> takeCounts() {
    long taken = count;
    count = 0;
    return Map.of("word", taken);
  }
}
