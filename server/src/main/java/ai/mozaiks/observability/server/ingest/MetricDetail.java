// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// The buckets and quantiles of a point as JSON.
final class MetricDetail {
  private static final JsonFactory JSON = new JsonFactory();

  private MetricDetail() {}

  /// Writes the fields of one object.
  private interface Fields {
    void write(JsonGenerator json);
  }

  private static String object(Fields fields) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    }
    return text.toString();
  }

  /// `{"bounds":[…],"counts":[…]}`; null without buckets.
  static @Nullable String of(HistogramDataPoint point) {
    return point.getBucketCountsCount() == 0
        ? null
        : object(json -> {
          json.writeArrayPropertyStart("bounds");
          point.getExplicitBoundsList().forEach(bound -> AttributesJson.write(json, bound));
          json.writeEndArray();
          json.writeArrayPropertyStart("counts");
          point.getBucketCountsList().forEach(json::writeNumber);
          json.writeEndArray();
        });
  }

  /// `{"scale":…,"zero_count":…,"zero_threshold":…,"positive":{"offset":…,"counts":[…]},
  /// "negative":{…}}`
  static String of(ExponentialHistogramDataPoint point) {
    return object(json -> {
      json.writeNumberProperty("scale", point.getScale());
      json.writeNumberProperty("zero_count", point.getZeroCount());
      json.writeName("zero_threshold");
      AttributesJson.write(json, point.getZeroThreshold());
      write(json, "positive", point.getPositive());
      write(json, "negative", point.getNegative());
    });
  }

  private static void write(
      JsonGenerator json, String name, ExponentialHistogramDataPoint.Buckets buckets) {
    json.writeObjectPropertyStart(name);
    json.writeNumberProperty("offset", buckets.getOffset());
    json.writeArrayPropertyStart("counts");
    buckets.getBucketCountsList().forEach(json::writeNumber);
    json.writeEndArray();
    json.writeEndObject();
  }

  /// `{"quantiles":[{"quantile":…,"value":…}]}`; null without quantiles.
  static @Nullable String of(SummaryDataPoint point) {
    return point.getQuantileValuesCount() == 0
        ? null
        : object(json -> {
          json.writeArrayPropertyStart("quantiles");
          for (SummaryDataPoint.ValueAtQuantile value : point.getQuantileValuesList()) {
            json.writeStartObject();
            json.writeName("quantile");
            AttributesJson.write(json, value.getQuantile());
            json.writeName("value");
            AttributesJson.write(json, value.getValue());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }
}
