// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query;

import ai.mozaiks.observability.storage.LogCount;
import java.io.OutputStream;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// The answer of `GET /api/logs/histogram`.
final class LogHistogramJson {
  private static final JsonFactory JSON = new JsonFactory();

  /// By [LogCount#level].
  private static final List<String> LEVELS =
      List.of("unknown", "trace", "debug", "info", "warn", "error", "fatal");

  private LogHistogramJson() {}

  /// @param counts by bucket
  static void write(
      LogParameters.Period period, int step, List<LogCount> counts, OutputStream out) {
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeStringProperty("from", period.from().toString());
      json.writeStringProperty("to", period.to().toString());
      json.writeNumberProperty("step", step);
      json.writeNumberProperty("total", counts.stream().mapToLong(LogCount::records).sum());
      json.writeArrayPropertyStart("buckets");
      for (int i = 0; i < counts.size(); ) {
        LogCount first = counts.get(i);
        json.writeStartObject();
        json.writeStringProperty("at", first.bucket().toString());
        for (int level = 0; level < LEVELS.size(); level++) {
          boolean has =
              i < counts.size()
                  && counts.get(i).bucket().equals(first.bucket())
                  && counts.get(i).level() == level;
          json.writeNumberProperty(LEVELS.get(level), has ? counts.get(i++).records() : 0);
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }
}
