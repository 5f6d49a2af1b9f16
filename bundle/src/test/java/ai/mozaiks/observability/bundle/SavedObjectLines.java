// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads saved objects as the programs do that import them, and asks what they would ask.
final class SavedObjectLines {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Map<String, JsonNode> objects = new LinkedHashMap<>();

  SavedObjectLines(String lines) {
    lines
        .lines()
        .map(JSON::readTree)
        .forEach(line ->
            objects.put(line.get("type").stringValue() + "/" + line.get("id").stringValue(), line));
  }

  /// By `type/id`, in the order of the file.
  Map<String, JsonNode> all() {
    return objects;
  }

  JsonNode object(String key) {
    return Objects.requireNonNull(objects.get(key), key);
  }

  JsonNode attributes(String key) {
    return object(key).get("attributes");
  }

  JsonNode visState(String id) {
    return JSON.readTree(attributes("visualization/" + id).get("visState").stringValue());
  }

  /// The query of a visualisation or search: an expression in Lucene's language.
  String query(String key) {
    JsonNode source =
        JSON.readTree(
            attributes(key).get("kibanaSavedObjectMeta").get("searchSourceJSON").stringValue());
    if (!source.get("query").get("language").stringValue().equals("lucene")) {
      throw new IllegalStateException(key + ": " + source);
    }
    return source.get("query").get("query").stringValue();
  }

  /// The request by which a visualisation gets its figures.
  ///
  /// @param from where the time begins that is shown, such as `now-1h`
  String request(String id, String timeField, String from) {
    ObjectNode request = JSON.createObjectNode().put("size", 0).put("track_total_hits", true);
    var must = request.putObject("query").putObject("bool").putArray("filter");
    must.addObject()
        .putObject("query_string")
        .put("query", query("visualization/" + id))
        .put("analyze_wildcard", true);
    must.addObject().putObject("range").putObject(timeField).put("gte", from).put("lte", "now");
    JsonNode metric = null;
    ObjectNode inner = request;
    for (JsonNode aggregation : visState(id).get("aggs")) {
      JsonNode params = aggregation.get("params");
      String name = aggregation.get("id").stringValue();
      switch (aggregation.get("type").stringValue()) {
        case "count" -> {}
        case "sum" -> metric = aggregation;
        case "date_histogram" -> {
          inner = inner.putObject("aggs").putObject(name);
          String width = params.get("interval").stringValue();
          inner
              .putObject("date_histogram")
              .put("field", params.get("field").stringValue())
              .put("fixed_interval", width.equals("auto") ? "30s" : width)
              .put("min_doc_count", params.get("min_doc_count").intValue());
        }
        case "terms" -> {
          inner = inner.putObject("aggs").putObject(name);
          ObjectNode terms = inner.putObject("terms");
          terms.put("field", params.get("field").stringValue());
          terms.put("size", params.get("size").intValue());
        }
        default -> throw new IllegalStateException(id + ": " + aggregation);
      }
    }
    if (metric != null) {
      inner
          .withObject("/aggs")
          .putObject(metric.get("id").stringValue())
          .putObject("sum")
          .put("field", metric.get("params").get("field").stringValue());
    }
    return JSON.writeValueAsString(request);
  }
}
