// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle.savedobjects;

import ai.mozaiks.observability.bundle.savedobjects.Views.Visualization;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A visualisation in the JSON that both programs draw from, `visState`. It is the
/// aggregation-based form, the only one that both have.
final class VisState {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int VALUES = 10;

  private final Visualization view;
  private final String timeField;
  private final ObjectNode root = JSON.createObjectNode();

  private VisState(Visualization view, String timeField) {
    this.view = view;
    this.timeField = timeField;
  }

  /// Its text.
  static String of(Visualization view, String timeField) {
    VisState state = new VisState(view, timeField);
    state.write();
    return JSON.writeValueAsString(state.root);
  }

  private void write() {
    root.put("title", view.title());
    String type =
        switch (view.kind()) {
          case LINE -> "line";
          case BARS -> "histogram";
          case METRIC -> "metric";
          case TABLE -> "table";
        };
    root.put("type", type);
    aggregations(root.putArray("aggs"));
    ObjectNode params = root.putObject("params");
    switch (view.kind()) {
      case LINE, BARS -> axes(params.put("type", type));
      case METRIC -> metric(params);
      case TABLE ->
          params
              .put("perPage", VALUES)
              .put("showPartialRows", false)
              .put("showMetricsAtAllLevels", false)
              .put("showTotal", true)
              .put("totalFunc", "sum")
              .put("percentageCol", "");
    }
  }

  private void aggregations(ArrayNode list) {
    ObjectNode figure = aggregation(list, view.sum().isPresent() ? "sum" : "count", "metric");
    view.sum().ifPresent(field -> figure.put("field", field));
    if (!view.label().isEmpty()) {
      figure.put("customLabel", view.label());
    }
    view.over()
        .ifPresent(width -> {
          ObjectNode time = aggregation(list, "date_histogram", "segment");
          time.put("field", timeField).put("interval", width).put("min_doc_count", 1);
          time.put("useNormalizedEsInterval", true).put("drop_partials", false);
          time.putObject("extended_bounds");
        });
    view.by()
        .ifPresent(field ->
            aggregation(list, "terms", view.over().isPresent() ? "group" : "bucket")
                .put("field", field)
                .put("size", VALUES)
                .put("order", "desc")
                .put("orderBy", "1")
                .put("otherBucket", true)
                .put("otherBucketLabel", "Other")
                .put("missingBucket", false)
                .put("missingBucketLabel", "Missing"));
  }

  /// @return its parameters
  private static ObjectNode aggregation(ArrayNode list, String type, String schema) {
    ObjectNode node = list.addObject();
    node.put("id", String.valueOf(list.size())).put("enabled", true);
    node.put("type", type).put("schema", schema);
    return node.putObject("params");
  }

  private void axes(ObjectNode params) {
    boolean stacked = view.kind() == Views.Kind.BARS;
    params.putObject("grid").put("categoryLines", false);
    ObjectNode time = params.putArray("categoryAxes").addObject();
    axis(time, "CategoryAxis-1", "category", "bottom").putObject("title");
    ObjectNode value = params.putArray("valueAxes").addObject();
    axis(value, "ValueAxis-1", "value", "left").put("name", "LeftAxis-1");
    value.putObject("title").put("text", view.label().isEmpty() ? "Count" : view.label());
    ObjectNode series = params.putArray("seriesParams").addObject();
    series.put("show", true).put("type", stacked ? "histogram" : "line");
    series.put("mode", stacked ? "stacked" : "normal").put("valueAxis", "ValueAxis-1");
    series.put("drawLinesBetweenPoints", true).put("showCircles", true);
    series.put("interpolate", "linear").put("lineWidth", 2);
    series
        .putObject("data")
        .put("id", "1")
        .put("label", view.label().isEmpty() ? "Count" : view.label());
    params.put("addTooltip", true).put("addLegend", true).put("legendPosition", "right");
    params.put("addTimeMarker", false);
    params.putArray("times");
    params.putObject("labels").put("show", false);
    params
        .putObject("thresholdLine")
        .put("show", false)
        .put("value", 10)
        .put("width", 1)
        .put("style", "full")
        .put("color", "#E7664C");
  }

  private static ObjectNode axis(ObjectNode axis, String id, String type, String position) {
    axis.put("id", id).put("type", type).put("position", position).put("show", true);
    axis.putObject("style");
    ObjectNode scale = axis.putObject("scale").put("type", "linear");
    if (type.equals("value")) {
      scale.put("mode", "normal");
    }
    axis.putObject("labels").put("show", true).put("filter", true).put("truncate", 100);
    return axis;
  }

  private static void metric(ObjectNode params) {
    params.put("type", "metric").put("addTooltip", true).put("addLegend", false);
    ObjectNode metric = params.putObject("metric");
    metric.put("percentageMode", false).put("useRanges", false).put("invertColors", false);
    metric.put("colorSchema", "Green to Red").put("metricColorMode", "None");
    metric.putArray("colorsRange").addObject().put("from", 0).put("to", 10_000);
    metric.putObject("labels").put("show", true);
    metric
        .putObject("style")
        .put("bgFill", "#000")
        .put("bgColor", false)
        .put("labelColor", false)
        .put("subText", "")
        .put("fontSize", 60);
  }
}
