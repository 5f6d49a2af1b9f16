// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import static ai.mozaiks.observability.server.entry.Identity.same;

import ai.mozaiks.observability.server.entry.Cuts;
import ai.mozaiks.observability.server.entry.SpanLimits;
import ai.mozaiks.observability.server.entry.TextScreen;
import ai.mozaiks.observability.server.otlp.AttributeScreen.Owner;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One metric: its names, and its points by their kind. A point without a time, or whose buckets
/// make no sense, is taken out. Exemplars are not kept. One per request, not thread-safe.
final class MetricPass implements ItemPass<Metric> {
  private final SpanLimits limits;
  private final AttributeScreen attributes;
  private final TextScreen texts;
  private final Account account;
  private boolean nameless;
  private int point;

  MetricPass(SpanLimits limits, AttributeScreen attributes, TextScreen texts, Account account) {
    this.limits = limits;
    this.attributes = attributes;
    this.texts = texts;
    this.account = account;
  }

  @Override
  public Metric screen(Metric old) {
    Metric named = named(old);
    nameless = named.getName().isEmpty();
    point = -1;
    return switch (old.getDataCase()) {
      case GAUGE ->
          kept(
              named,
              named.getGauge().getDataPointsList(),
              PointForm.NUMBER,
              points ->
                  named.toBuilder()
                      .setGauge(
                          named.getGauge().toBuilder().clearDataPoints().addAllDataPoints(points))
                      .build());
      case SUM ->
          kept(
              named,
              named.getSum().getDataPointsList(),
              PointForm.NUMBER,
              points ->
                  named.toBuilder()
                      .setSum(named.getSum().toBuilder().clearDataPoints().addAllDataPoints(points))
                      .build());
      case HISTOGRAM ->
          kept(
              named,
              named.getHistogram().getDataPointsList(),
              PointForm.HISTOGRAM,
              points ->
                  named.toBuilder()
                      .setHistogram(
                          named.getHistogram().toBuilder()
                              .clearDataPoints()
                              .addAllDataPoints(points))
                      .build());
      case EXPONENTIAL_HISTOGRAM ->
          kept(
              named,
              named.getExponentialHistogram().getDataPointsList(),
              PointForm.EXPONENTIAL,
              points ->
                  named.toBuilder()
                      .setExponentialHistogram(
                          named.getExponentialHistogram().toBuilder()
                              .clearDataPoints()
                              .addAllDataPoints(points))
                      .build());
      case SUMMARY ->
          kept(
              named,
              named.getSummary().getDataPointsList(),
              PointForm.SUMMARY,
              points ->
                  named.toBuilder()
                      .setSummary(
                          named.getSummary().toBuilder().clearDataPoints().addAllDataPoints(points))
                      .build());
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

  /// @param with the metric with other points
  private <P> Metric kept(
      Metric metric, List<P> points, PointForm<P> form, Function<List<P>, Metric> with) {
    List<P> kept = Kept.of(points, each -> screen(each, form));
    return same(kept, points) ? metric : with.apply(kept);
  }

  private <P> @Nullable P screen(P old, PointForm<P> form) {
    point++;
    String wrong = reason(old, form);
    if (wrong != null) {
      account.reject(() -> "dataPoints[" + point + "]." + wrong);
      return null;
    }
    account.accept();
    List<KeyValue> told = form.attributes().apply(old);
    List<KeyValue> kept = attributes.screen(told, Owner.OTHER);
    int exemplars = form.exemplars().applyAsInt(old);
    if (same(kept, told) && exemplars == 0) {
      return old;
    }
    texts.cut(Cuts.Kind.EXEMPLARS, exemplars);
    return form.change().apply(old, kept);
  }

  private <P> @Nullable String reason(P old, PointForm<P> form) {
    String mistake = form.mistake().in(old, limits.elements());
    if (mistake != null) {
      return mistake;
    }
    if (nameless) {
      return "name: absent or empty (expected: the name of the metric)";
    }
    return form.timeUnixNano().applyAsLong(old) == 0
        ? "timeUnixNano: absent or 0 (expected: nanoseconds since 1970)"
        : null;
  }
}
