// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import static ai.mozaiks.observability.server.entry.Identity.same;

import ai.mozaiks.observability.server.entry.Cuts;
import ai.mozaiks.observability.server.entry.SpanLimits;
import ai.mozaiks.observability.server.entry.TextScreen;
import ai.mozaiks.observability.server.otlp.AttributeScreen.Owner;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// One metric: its names, and its points by their kind. A point without a time, or whose buckets
/// make no sense, is taken out. Exemplars are not kept. One per request, not thread-safe.
final class MetricPass {
  private final SpanLimits limits;
  private final EnvelopePass envelope;
  private final AttributeScreen attributes;
  private final TextScreen texts;

  MetricPass(
      SpanLimits limits, EnvelopePass envelope, AttributeScreen attributes, TextScreen texts) {
    this.limits = limits;
    this.envelope = envelope;
    this.attributes = attributes;
    this.texts = texts;
  }

  /// Where a metric stands in its request.
  record Place(int resource, int scope, int metric) {
    private String of(int point, String reason) {
      return "resourceMetrics[%d].scopeMetrics[%d].metrics[%d].dataPoints[%d].%s"
          .formatted(resource, scope, metric, point, reason);
    }
  }

  /// The metric to keep; the same instance if nothing changes.
  Metric screen(Metric old, Place place) {
    Metric named = named(old);
    boolean nameless = named.getName().isEmpty();
    return switch (old.getDataCase()) {
      case GAUGE -> {
        List<NumberDataPoint> points = old.getGauge().getDataPointsList();
        List<NumberDataPoint> kept = points(points, place, p -> reason(nameless, p), this::number);
        yield same(kept, points)
            ? named
            : named.toBuilder()
                .setGauge(old.getGauge().toBuilder().clearDataPoints().addAllDataPoints(kept))
                .build();
      }
      case SUM -> {
        List<NumberDataPoint> points = old.getSum().getDataPointsList();
        List<NumberDataPoint> kept = points(points, place, p -> reason(nameless, p), this::number);
        yield same(kept, points)
            ? named
            : named.toBuilder()
                .setSum(old.getSum().toBuilder().clearDataPoints().addAllDataPoints(kept))
                .build();
      }
      case HISTOGRAM -> {
        List<HistogramDataPoint> points = old.getHistogram().getDataPointsList();
        List<HistogramDataPoint> kept =
            points(points, place, p -> reason(nameless, p), this::histogram);
        yield same(kept, points)
            ? named
            : named.toBuilder()
                .setHistogram(
                    old.getHistogram().toBuilder().clearDataPoints().addAllDataPoints(kept))
                .build();
      }
      case EXPONENTIAL_HISTOGRAM -> {
        List<ExponentialHistogramDataPoint> points =
            old.getExponentialHistogram().getDataPointsList();
        List<ExponentialHistogramDataPoint> kept =
            points(points, place, p -> reason(nameless, p), this::exponential);
        yield same(kept, points)
            ? named
            : named.toBuilder()
                .setExponentialHistogram(
                    old.getExponentialHistogram().toBuilder()
                        .clearDataPoints()
                        .addAllDataPoints(kept))
                .build();
      }
      case SUMMARY -> {
        List<SummaryDataPoint> points = old.getSummary().getDataPointsList();
        List<SummaryDataPoint> kept =
            points(points, place, p -> reason(nameless, p), this::summary);
        yield same(kept, points)
            ? named
            : named.toBuilder()
                .setSummary(old.getSummary().toBuilder().clearDataPoints().addAllDataPoints(kept))
                .build();
      }
      case DATA_NOT_SET -> named; // no points, nothing to keep or to lose
    };
  }

  private Metric named(Metric old) {
    String name = texts.name(old.getName());
    String unit = texts.name(old.getUnit());
    String description = texts.message(old.getDescription());
    if (same(name, old.getName())
        && same(unit, old.getUnit())
        && same(description, old.getDescription())
        && old.getMetadataCount() == 0) {
      return old;
    }
    return old.toBuilder()
        .setName(name)
        .setUnit(unit)
        .setDescription(description)
        .clearMetadata() // nothing here reads them, and nothing bounds them
        .build();
  }

  private <P> List<P> points(
      List<P> old, Place place, Function<P, @Nullable String> reason, UnaryOperator<P> screen) {
    List<P> changed = null;
    for (int i = 0; i < old.size(); i++) {
      P point = old.get(i);
      String wrong = reason.apply(point);
      P screened = wrong == null ? screen.apply(point) : null;
      if (!same(screened, point) && changed == null) {
        changed = new ArrayList<>(old.subList(0, i));
      }
      if (screened == null) {
        int index = i;
        envelope.reject(() -> place.of(index, String.valueOf(wrong)));
      } else {
        envelope.accept();
        if (changed != null) {
          changed.add(screened);
        }
      }
    }
    return changed == null ? old : changed;
  }

  private static @Nullable String reason(boolean nameless, long timeUnixNano) {
    if (nameless) {
      return "name: none (expected: the name of the metric)";
    }
    return timeUnixNano == 0 ? "timeUnixNano: none (expected: nanoseconds since 1970)" : null;
  }

  private static @Nullable String reason(boolean nameless, NumberDataPoint point) {
    return reason(nameless, point.getTimeUnixNano());
  }

  private @Nullable String reason(boolean nameless, HistogramDataPoint point) {
    int counts = point.getBucketCountsCount();
    int bounds = point.getExplicitBoundsCount();
    if (counts > limits.elements()) {
      return tooMany("bucketCounts", counts);
    }
    boolean fits = counts == 0 ? bounds == 0 : counts == bounds + 1;
    return fits
        ? reason(nameless, point.getTimeUnixNano())
        : "bucketCounts: %d for %d explicitBounds (expected: one more than bounds)"
            .formatted(counts, bounds);
  }

  private @Nullable String reason(boolean nameless, ExponentialHistogramDataPoint point) {
    int counts =
        Math.max(
            point.getPositive().getBucketCountsCount(), point.getNegative().getBucketCountsCount());
    return counts > limits.elements()
        ? tooMany("bucketCounts", counts)
        : reason(nameless, point.getTimeUnixNano());
  }

  private @Nullable String reason(boolean nameless, SummaryDataPoint point) {
    return point.getQuantileValuesCount() > limits.elements()
        ? tooMany("quantileValues", point.getQuantileValuesCount())
        : reason(nameless, point.getTimeUnixNano());
  }

  private String tooMany(String field, int count) {
    return field + ": " + count + " (expected: at most " + limits.elements() + ")";
  }

  private NumberDataPoint number(NumberDataPoint old) {
    List<KeyValue> kept = kept(old.getAttributesList());
    if (same(kept, old.getAttributesList()) && old.getExemplarsCount() == 0) {
      return old;
    }
    leaveOut(old.getExemplarsCount());
    return old.toBuilder().clearAttributes().addAllAttributes(kept).clearExemplars().build();
  }

  private HistogramDataPoint histogram(HistogramDataPoint old) {
    List<KeyValue> kept = kept(old.getAttributesList());
    if (same(kept, old.getAttributesList()) && old.getExemplarsCount() == 0) {
      return old;
    }
    leaveOut(old.getExemplarsCount());
    return old.toBuilder().clearAttributes().addAllAttributes(kept).clearExemplars().build();
  }

  private ExponentialHistogramDataPoint exponential(ExponentialHistogramDataPoint old) {
    List<KeyValue> kept = kept(old.getAttributesList());
    if (same(kept, old.getAttributesList()) && old.getExemplarsCount() == 0) {
      return old;
    }
    leaveOut(old.getExemplarsCount());
    return old.toBuilder().clearAttributes().addAllAttributes(kept).clearExemplars().build();
  }

  private SummaryDataPoint summary(SummaryDataPoint old) {
    List<KeyValue> kept = kept(old.getAttributesList());
    return same(kept, old.getAttributesList())
        ? old
        : old.toBuilder().clearAttributes().addAllAttributes(kept).build();
  }

  private List<KeyValue> kept(List<KeyValue> old) {
    return attributes.screen(old, Owner.OTHER);
  }

  private void leaveOut(int exemplars) {
    texts.cut(Cuts.Kind.EXEMPLARS, exemplars);
  }
}
