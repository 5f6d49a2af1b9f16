// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.server.normalise.dialect.SpanFacts;
import ai.mozaiks.observability.server.normalise.dialect.SpanNote;
import ai.mozaiks.observability.storage.MetricPoint;
import ai.mozaiks.observability.storage.MetricSeries;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.RecordKey;
import ai.mozaiks.observability.storage.StoredContent;
import ai.mozaiks.observability.storage.StoredLog;
import ai.mozaiks.observability.storage.StoredOrigin;
import ai.mozaiks.observability.storage.StoredSpan;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A journalled submission on its way into the fold, read and ready.
///
/// @param sequence its journal sequence
/// @param items what it brought
/// @param bytes what it weighs in memory until it is stored
/// @param outcome completed by the fold
public record Arrival(long sequence, Items items, long bytes, CompletableFuture<Outcome> outcome)
    implements Inbox.Offered {

  /// Items of one signal.
  public sealed interface Items {

    /// What they are.
    Signal signal();

    /// How many.
    int size();

    /// The part that an item belongs to; null for one that is kept on its own.
    @Nullable PartId partOf(int index);
  }

  /// Spans.
  public record Spans(List<ArrivedSpan> spans) implements Items {
    public Spans {
      spans = List.copyOf(spans);
    }

    @Override
    public Signal signal() {
      return Signal.SPANS;
    }

    @Override
    public int size() {
      return spans.size();
    }

    @Override
    public PartId partOf(int index) {
      return spans.get(index).facts().trace();
    }
  }

  /// Direct events.
  public record Events(List<ChatEvent> events) implements Items {
    public Events {
      events = List.copyOf(events);
    }

    @Override
    public Signal signal() {
      return Signal.EVENTS;
    }

    @Override
    public int size() {
      return events.size();
    }

    @Override
    public PartId partOf(int index) {
      return PartId.ofDirectEvents(events.get(index).chat());
    }
  }

  /// Log records.
  public record Logs(List<ArrivedLog> logs) implements Items {
    public Logs {
      logs = List.copyOf(logs);
    }

    @Override
    public Signal signal() {
      return Signal.LOGS;
    }

    @Override
    public int size() {
      return logs.size();
    }

    @Override
    public @Nullable PartId partOf(int index) {
      ArrivedLog log = logs.get(index);
      return log.note() == null && log.content().isEmpty() ? null : log.stored().trace();
    }
  }

  /// Points of metrics.
  public record Points(List<ArrivedPoint> points) implements Items {
    public Points {
      points = List.copyOf(points);
    }

    @Override
    public Signal signal() {
      return Signal.METRICS;
    }

    @Override
    public int size() {
      return points.size();
    }

    @Override
    public @Nullable PartId partOf(int index) {
      return null;
    }
  }

  /// A span as the rules see it and as the store keeps it.
  ///
  /// @param content what was taken out of it and is kept; usually empty
  public record ArrivedSpan(SpanFacts facts, StoredSpan stored, List<StoredContent> content) {
    public ArrivedSpan {
      content = List.copyOf(content);
    }
  }

  /// A log record as the store keeps it, with where it came from.
  ///
  /// @param note what it says of a span; null when nothing
  /// @param content what was taken out of it and is kept; usually empty, and only of a record with
  ///   a trace and a span
  /// @param otherKey by which it is known too, if it was stored before the rules of redaction
  ///   changed; null where nothing is masked in it
  public record ArrivedLog(
      StoredLog stored,
      StoredOrigin origin,
      @Nullable SpanNote note,
      List<StoredContent> content,
      @Nullable RecordKey otherKey) {
    public ArrivedLog {
      content = List.copyOf(content);
    }

    /// A record in which nothing is masked.
    public ArrivedLog(
        StoredLog stored,
        StoredOrigin origin,
        @Nullable SpanNote note,
        List<StoredContent> content) {
      this(stored, origin, note, content, null);
    }
  }

  /// A point of a metric, with its series and where it came from.
  public record ArrivedPoint(MetricPoint stored, MetricSeries series, StoredOrigin origin) {}

  Signal signal() {
    return items.signal();
  }

  int size() {
    return items.size();
  }

  @Nullable PartId partOf(int index) {
    return items.partOf(index);
  }
}
