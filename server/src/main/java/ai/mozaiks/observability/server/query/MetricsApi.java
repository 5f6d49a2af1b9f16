// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query;

import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.Page;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import ai.mozaiks.observability.storage.MetricInfo;
import ai.mozaiks.observability.storage.MetricPoint;
import ai.mozaiks.observability.storage.MetricPoints;
import ai.mozaiks.observability.storage.MetricQuery;
import ai.mozaiks.observability.storage.MetricReader;
import ai.mozaiks.observability.storage.MetricSeries;
import ai.mozaiks.observability.storage.Nanos;
import java.io.OutputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// `GET /api/metrics` and `GET /api/metrics/points`: metrics as others measured them, apart from
/// everything that is counted here. Thread-safe.
public final class MetricsApi {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int DEFAULT_METRICS = 1_000;
  private static final int MAX_METRICS = 10_000;
  private static final int DEFAULT_LIMIT = 10_000;
  private static final int MAX_LIMIT = MetricQuery.MAX_LIMIT - 1;

  private final MetricReader store;
  private final InstantSource clock;

  public MetricsApi(MetricReader store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  public void addTo(Router.Builder routes) {
    routes.get("/api/metrics", this::metrics).get("/api/metrics/points", this::points);
  }

  private Answer metrics(Request request) throws Refusal {
    request.allowParameters("app", "limit", Page.CURSOR, "format");
    int limit = request.intParameter("limit", DEFAULT_METRICS, 1, MAX_METRICS);
    Page<MetricInfo> page =
        Page.of(store.metrics(request.queryParameter("app")), request, limit, MetricsApi::nameOf);
    return Answer.stream(200, "application/json", out -> writeMetrics(page, out));
  }

  private static String nameOf(MetricInfo metric) {
    return String.join("\n", word(metric.kind()), metric.unit(), metric.name());
  }

  private static void writeMetrics(Page<MetricInfo> page, OutputStream out) {
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeArrayPropertyStart("metrics");
      for (MetricInfo metric : page.items()) {
        json.writeStartObject();
        json.writeStringProperty("name", metric.name());
        json.writeStringProperty("kind", word(metric.kind()));
        json.writeStringProperty("unit", metric.unit());
        json.writeNumberProperty("series", metric.series());
        json.writeNumberProperty("points", metric.points());
        json.writeStringProperty("last_at", metric.lastAt().toString());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeStringProperty("next", page.next());
      json.writeEndObject();
    }
  }

  private Answer points(Request request) throws Refusal {
    request.allowParameters("metric", "app", "from", "to", "limit", "format");
    String name = request.queryParameter("metric");
    if (name == null || name.isEmpty()) {
      throw Refusal.of(400, "metric: absent (expected: a name that /api/metrics lists)");
    }
    Range range = Range.of(request, clock.instant());
    int limit = request.intParameter("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
    List<MetricPoints> series =
        store.points(
            new MetricQuery(
                name, request.queryParameter("app"), range.from(), range.to(), limit + 1));
    return Answer.stream(200, "application/json", out -> writePoints(series, range, limit, out));
  }

  /// One point at a time, since there may be tens of thousands.
  private static void writePoints(
      List<MetricPoints> series, Range range, int limit, OutputStream out) {
    MetricPoint leftOut = earliestBeyond(limit, series);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeStringProperty("from", text(range.from()));
      json.writeStringProperty("to", text(range.to()));
      json.writeBooleanProperty("truncated", leftOut != null);
      json.writeArrayPropertyStart("series");
      for (MetricPoints each : series) {
        List<MetricPoint> shown =
            each.points().stream().filter(point -> !point.equals(leftOut)).toList();
        if (shown.isEmpty()) {
          continue;
        }
        json.writeStartObject();
        write(json, each.series());
        json.writeArrayPropertyStart("points");
        shown.forEach(point -> write(json, point));
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  /// One point more than the limit was asked for; if it came, the earliest is one too many. Null if
  /// it did not.
  private static @Nullable MetricPoint earliestBeyond(int limit, List<MetricPoints> series) {
    List<MetricPoint> points = series.stream().flatMap(each -> each.points().stream()).toList();
    return points.size() <= limit
        ? null
        : Collections.min(points, Comparator.comparingLong(MetricPoint::timeNanos));
  }

  private static String text(Instant time) {
    return time.toString();
  }

  private static void write(JsonGenerator json, MetricSeries series) {
    json.writeStringProperty("name", series.name());
    json.writeStringProperty("kind", word(series.kind()));
    json.writeStringProperty("unit", series.unit());
    json.writeStringProperty("temporality", word(series.temporality()));
    json.writeBooleanProperty("monotonic", series.monotonic());
    json.writeStringProperty("app_id", series.app());
    json.writeName("attributes");
    json.writeRawValue(series.attributes());
  }

  private static void write(JsonGenerator json, MetricPoint point) {
    json.writeStartObject();
    json.writeStringProperty("at", Nanos.toInstant(point.timeNanos()).toString());
    if (point.startNanos() != 0) {
      json.writeStringProperty("since", Nanos.toInstant(point.startNanos()).toString());
    }
    if (point.integer() != null) {
      json.writeNumberProperty("value", point.integer());
    } else if (point.value() != null || point.detail() == null) {
      write(json, "value", point.value());
    }
    if (point.count() != 0 || point.detail() != null) {
      json.writeNumberProperty("count", point.count());
      write(json, "sum", point.sum());
      write(json, "min", point.min());
      write(json, "max", point.max());
    }
    if (point.detail() != null) {
      json.writeName("buckets");
      json.writeRawValue(point.detail());
    }
    json.writeEndObject();
  }

  /// What JSON has no number for is text, as OTLP/JSON has it.
  private static void write(JsonGenerator json, String name, @Nullable Double number) {
    if (number == null) {
      json.writeNullProperty(name);
    } else if (Double.isFinite(number)) {
      json.writeNumberProperty(name, number);
    } else {
      json.writeStringProperty(name, number.toString());
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
