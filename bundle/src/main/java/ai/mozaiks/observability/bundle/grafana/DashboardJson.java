// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle.grafana;

import java.util.OptionalDouble;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes dashboards in Grafana's JSON, schema version 39 (Grafana 10.4; later ones migrate it).
/// The data source is a variable, so that a file can be imported by hand as well.
public final class DashboardJson {
  /// What `$scope` in expressions stands for.
  public static final String SCOPE = "app=~\"$app\",workflow=~\"$workflow\"";

  private static final int SCHEMA_VERSION = 39;
  private static final int COLUMNS = 24;
  private static final String TAG = "mozaiks";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Dashboard dashboard;
  private final ObjectNode root = JSON.createObjectNode();
  private int panels;

  private DashboardJson(Dashboard dashboard) {
    this.dashboard = dashboard;
  }

  /// The text of a file.
  public static String of(Dashboard dashboard) {
    DashboardJson writer = new DashboardJson(dashboard);
    writer.writeHead();
    writer.writeVariables();
    writer.writePanels();
    return JSON.writeValueAsString(writer.root) + "\n";
  }

  private void writeHead() {
    root.putNull("id"); // Grafana gives one
    root.put("uid", dashboard.uid());
    root.put("title", dashboard.title());
    root.put("description", dashboard.about());
    root.putArray("tags").add(TAG);
    root.put("schemaVersion", SCHEMA_VERSION);
    root.put("version", 1);
    root.put("editable", true);
    root.put("graphTooltip", 1); // one cross-hair for all panels
    root.put("refresh", "30s");
    root.put("timezone", "browser");
    root.putObject("time").put("from", "now-6h").put("to", "now");
    root.putObject("annotations").putArray("list");
    root.putArray("links")
        .addObject()
        .put("type", "dashboards")
        .put("title", "Mozaiks")
        .put("asDropdown", true)
        .put("includeVars", true)
        .put("keepTime", true)
        .put("targetBlank", false)
        .put("icon", "external link")
        .put("tooltip", "")
        .put("url", "")
        .putArray("tags")
        .add(TAG);
  }

  private void writeVariables() {
    ArrayNode list = root.putObject("templating").putArray("list");
    list.addObject()
        .put("name", "datasource")
        .put("label", "Prometheus")
        .put("type", "datasource")
        .put("query", "prometheus")
        .put("hide", 0)
        .put("refresh", 1)
        .put("regex", "")
        .put("multi", false)
        .put("includeAll", false);
    if (dashboard.scoped()) {
      variable(list, "app", "App", "label_values(mozaiks_chat_agent_turns_total, app)");
      variable(
          list,
          "workflow",
          "Workflow",
          "label_values(mozaiks_chat_agent_turns_total{app=~\"$app\"}, workflow)");
    }
  }

  private static void variable(ArrayNode list, String name, String label, String query) {
    ObjectNode variable =
        list.addObject()
            .put("name", name)
            .put("label", label)
            .put("type", "query")
            .put("definition", query)
            .put("hide", 0)
            .put("refresh", 2) // when the time range changes
            .put("regex", "")
            .put("sort", 1)
            .put("multi", true)
            .put("includeAll", true)
            .put("allValue", ".*"); // also what names no app
    dataSource(variable);
    variable.putObject("query").put("query", query).put("refId", name);
    variable.putObject("current").put("selected", true).put("text", "All").put("value", "$__all");
  }

  private static void dataSource(ObjectNode node) {
    node.putObject("datasource").put("type", "prometheus").put("uid", "${datasource}");
  }

  private void writePanels() {
    ArrayNode list = root.putArray("panels");
    int y = 0;
    for (Dashboard.Row row : dashboard.rows()) {
      ObjectNode heading =
          list.addObject()
              .put("id", ++panels)
              .put("type", "row")
              .put("title", row.title())
              .put("collapsed", false);
      place(heading, 0, y++, COLUMNS, 1);
      heading.putArray("panels");
      int x = 0;
      int lineHeight = 0;
      for (Panel panel : row.panels()) {
        if (x + panel.width() > COLUMNS) {
          x = 0;
          y += lineHeight;
          lineHeight = 0;
        }
        place(write(list.addObject(), panel), x, y, panel.width(), panel.height());
        x += panel.width();
        lineHeight = Math.max(lineHeight, panel.height());
      }
      y += lineHeight;
    }
  }

  private static void place(ObjectNode node, int x, int y, int width, int height) {
    node.putObject("gridPos").put("x", x).put("y", y).put("w", width).put("h", height);
  }

  private ObjectNode write(ObjectNode node, Panel panel) {
    node.put("id", ++panels).put("type", panel.kind().type()).put("title", panel.title());
    if (!panel.about().isEmpty() || panel.needs().isPresent()) {
      node.put(
          "description",
          (panel.about() + panel.needs().map(what -> " Needs " + what + ".").orElse("")).strip());
    }
    dataSource(node);
    ArrayNode targets = node.putArray("targets");
    for (int i = 0; i < panel.queries().size(); i++) {
      write(targets.addObject(), panel, i);
    }
    ObjectNode defaults = node.putObject("fieldConfig").putObject("defaults");
    defaults.put("unit", panel.unit());
    panel.decimals().ifPresent(decimals -> defaults.put("decimals", decimals));
    if (panel.emptyIsGood()) {
      defaults.put("noValue", "Nothing");
    }
    boolean coloured = panel.warn().isPresent() || panel.bad().isPresent();
    thresholds(defaults, panel);
    node.withObject("fieldConfig").putArray("overrides");
    ObjectNode options = node.putObject("options");
    switch (panel.kind()) {
      case STAT -> {
        reduce(options);
        options.put("colorMode", coloured ? "value" : "none").put("graphMode", "area");
        defaults.putObject("color").put("mode", "thresholds");
      }
      case BARS -> {
        reduce(options);
        options.put("displayMode", "basic").put("orientation", "horizontal");
        defaults.putObject("color").put("mode", "palette-classic");
        defaults.put("min", 0);
      }
      case LINES -> lines(defaults, options, panel, coloured);
      case HEATMAP -> {
        options.put("calculate", false);
        options.putObject("yAxis").put("unit", panel.unit());
        options.putObject("color").put("mode", "scheme").put("scheme", "Blues").put("steps", 32);
      }
      case TABLE -> table(node, options, panel);
    }
    return node;
  }

  private static void lines(
      ObjectNode defaults, ObjectNode options, Panel panel, boolean coloured) {
    defaults.putObject("color").put("mode", "palette-classic");
    ObjectNode custom = defaults.putObject("custom");
    custom.put("drawStyle", "line").put("lineWidth", 1).put("showPoints", "never");
    custom.put("fillOpacity", panel.stacked() ? 30 : 0).put("axisSoftMin", 0);
    custom.putObject("stacking").put("mode", panel.stacked() ? "normal" : "none");
    custom.putObject("thresholdsStyle").put("mode", coloured ? "dashed" : "off");
    options
        .putObject("legend")
        .put("showLegend", true)
        .put("displayMode", "list")
        .put("placement", "bottom");
    options.putObject("tooltip").put("mode", "multi").put("sort", "desc");
  }

  /// The series' labels and last values as rows; of several queries one column each.
  private static void table(ObjectNode node, ObjectNode options, Panel panel) {
    options.put("showHeader", true);
    ArrayNode transformations = node.putArray("transformations");
    if (panel.queries().size() > 1) {
      transformations.addObject().put("id", "merge").putObject("options");
    }
    ObjectNode organize = transformations.addObject().put("id", "organize").putObject("options");
    organize.putObject("excludeByName").put("Time", true);
    ObjectNode renamed = organize.putObject("renameByName");
    for (int i = 0; i < panel.queries().size(); i++) {
      String legend = panel.queries().get(i).legend();
      if (!legend.isEmpty()) {
        renamed.put("Value #" + reference(i), legend);
      }
    }
  }

  private static void reduce(ObjectNode options) {
    ObjectNode reduce = options.putObject("reduceOptions");
    reduce.putArray("calcs").add("lastNotNull");
    reduce.put("fields", "").put("values", false);
  }

  private static void thresholds(ObjectNode defaults, Panel panel) {
    ObjectNode thresholds = defaults.putObject("thresholds").put("mode", "absolute");
    ArrayNode steps = thresholds.putArray("steps");
    steps.addObject().put("color", "green").putNull("value");
    step(steps, "orange", panel.warn());
    step(steps, "red", panel.bad());
  }

  private static void step(ArrayNode steps, String colour, OptionalDouble from) {
    from.ifPresent(value -> steps.addObject().put("color", colour).put("value", value));
  }

  private static void write(ObjectNode target, Panel panel, int index) {
    Panel.Query query = panel.queries().get(index);
    boolean moment = panel.kind() == Panel.Kind.TABLE || panel.kind() == Panel.Kind.BARS;
    dataSource(target);
    target
        .put("refId", reference(index))
        .put("expr", query.expression().replace("$scope", SCOPE))
        .put("legendFormat", query.legend().isEmpty() ? "__auto" : query.legend())
        .put("editorMode", "code")
        .put("instant", moment)
        .put("range", !moment);
    if (panel.kind() == Panel.Kind.TABLE) {
      target.put("format", "table");
    } else if (panel.kind() == Panel.Kind.HEATMAP) {
      target.put("format", "heatmap");
    }
  }

  private static String reference(int index) {
    return String.valueOf((char) ('A' + index));
  }
}
