// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle.savedobjects;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes saved objects as both programs export and import them: one JSON object a line, with ids
/// that stay, so that importing them again replaces them. What an object needs stands before it.
public final class SavedObjects {
  /// The field that is the time of a record.
  public static final String TIME = "ts";

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String DATA_VIEW = "mozaiksai";
  private static final String INDEX_REFERENCE = "kibanaSavedObjectMeta.searchSourceJSON.index";
  private static final int COLUMNS = 48;

  private final Program program;
  private final StringBuilder lines = new StringBuilder();

  /// Types of what may stand on a dashboard, by id.
  private final Map<String, String> types = new LinkedHashMap<>();

  private SavedObjects(Program program) {
    this.program = program;
  }

  /// The lines of a file.
  ///
  /// @param pattern which indices and data streams are shown, such as `mozaiksai-*`
  public static String of(Views views, String pattern, Program program) {
    SavedObjects writer = new SavedObjects(program);
    writer.dataView(pattern);
    views.visualizations().forEach(writer::visualization);
    views.searches().forEach(writer::search);
    views.dashboards().forEach(writer::dashboard);
    return writer.lines.toString();
  }

  private void dataView(String pattern) {
    ObjectNode attributes = JSON.createObjectNode();
    attributes.put("title", pattern).put("timeFieldName", TIME);
    attributes.put("fields", "[]"); // both programs fill it when they first show it
    write("index-pattern", DATA_VIEW, attributes, JSON.createArrayNode());
  }

  private void visualization(Views.Visualization view) {
    ObjectNode attributes = JSON.createObjectNode();
    attributes.put("title", view.title()).put("description", "").put("version", 1);
    attributes.put("visState", VisState.of(view, TIME)).put("uiStateJSON", "{}");
    write(
        "visualization",
        add(view.id(), "visualization"),
        attributes,
        searched(attributes, view.query()));
  }

  private void search(Views.Search view) {
    ObjectNode attributes = JSON.createObjectNode();
    attributes.put("title", view.title()).put("description", "").put("version", 1);
    ArrayNode columns = attributes.putArray("columns");
    view.columns().forEach(columns::add);
    attributes.putArray("sort").addArray().add(TIME).add("desc");
    write("search", add(view.id(), "search"), attributes, searched(attributes, view.query()));
  }

  private String add(String id, String type) {
    if (types.put(id, type) != null) {
      throw new IllegalArgumentException("two views with the id " + id);
    }
    return name(id);
  }

  private static String name(String id) {
    return "mozaiksai-" + id;
  }

  /// Says which records of the data view are asked for.
  ///
  /// @return the references of the object
  private static ArrayNode searched(ObjectNode attributes, String query) {
    ObjectNode source = JSON.createObjectNode();
    source.putObject("query").put("query", query).put("language", "lucene");
    source.putArray("filter");
    source.put("indexRefName", INDEX_REFERENCE);
    attributes
        .putObject("kibanaSavedObjectMeta")
        .put("searchSourceJSON", JSON.writeValueAsString(source));
    ArrayNode references = JSON.createArrayNode();
    reference(references, INDEX_REFERENCE, "index-pattern", DATA_VIEW);
    return references;
  }

  private static void reference(ArrayNode references, String name, String type, String id) {
    references.addObject().put("name", name).put("type", type).put("id", id);
  }

  private void dashboard(Views.Dashboard dashboard) {
    ArrayNode panels = JSON.createArrayNode();
    ArrayNode references = JSON.createArrayNode();
    int x = 0;
    int y = 0;
    int rowHeight = 0;
    for (Views.Placed placed : dashboard.panels()) {
      String type = types.get(placed.view());
      if (type == null) {
        throw new IllegalArgumentException(
            dashboard.id() + ": " + placed.view() + " (expected: the id of a view)");
      }
      if (x + placed.width() > COLUMNS) {
        x = 0;
        y += rowHeight;
        rowHeight = 0;
      }
      String index = String.valueOf(panels.size() + 1);
      ObjectNode panel = panels.addObject();
      panel.put("version", "7.10.0").put("panelIndex", index).put("panelRefName", "panel_" + index);
      panel
          .putObject("gridData")
          .put("x", x)
          .put("y", y)
          .put("w", placed.width())
          .put("h", placed.height())
          .put("i", index);
      panel.putObject("embeddableConfig");
      reference(references, "panel_" + index, type, name(placed.view()));
      x += placed.width();
      rowHeight = Math.max(rowHeight, placed.height());
    }
    ObjectNode attributes = JSON.createObjectNode();
    attributes.put("title", dashboard.title()).put("description", dashboard.about());
    attributes.put("version", 1).put("hits", 0);
    attributes.put("panelsJSON", JSON.writeValueAsString(panels));
    attributes.put("optionsJSON", "{\"useMargins\":true,\"hidePanelTitles\":false}");
    attributes.put("timeRestore", true).put("timeFrom", dashboard.from()).put("timeTo", "now");
    attributes.putObject("refreshInterval").put("pause", false).put("value", 60_000);
    attributes
        .putObject("kibanaSavedObjectMeta")
        .put(
            "searchSourceJSON",
            "{\"query\":{\"query\":\"\",\"language\":\"lucene\"},\"filter\":[]}");
    write("dashboard", name(dashboard.id()), attributes, references);
  }

  private void write(String type, String id, ObjectNode attributes, ArrayNode references) {
    ObjectNode line = JSON.createObjectNode();
    line.put("id", id).put("type", type);
    if (!program.core().isEmpty()) {
      line.put("coreMigrationVersion", program.core());
    }
    line.putObject("migrationVersion").put(type, program.version(type));
    line.set("attributes", attributes);
    line.set("references", references);
    lines.append(JSON.writeValueAsString(line)).append('\n');
  }
}
