// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle.savedobjects;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// What is shown of log records, as people describe it.
public record Views(
    List<Visualization> visualizations, List<Search> searches, List<Dashboard> dashboards) {
  private static final YAMLMapper YAML = YAMLMapper.builder().build();

  public Views {
    visualizations = List.copyOf(visualizations);
    searches = List.copyOf(searches);
    dashboards = List.copyOf(dashboards);
  }

  /// How a visualisation is drawn.
  public enum Kind {
    /// Lines over time.
    LINE,
    /// Bars over time, one on the other.
    BARS,
    /// One number.
    METRIC,
    /// A row for each value of a field.
    TABLE
  }

  /// Records counted, or a field of them added up.
  ///
  /// @param id part of its address; stays the same for ever
  /// @param query which records, in Lucene's language
  /// @param sum the field to add up; empty counts records
  /// @param label what the number is called; empty leaves that to the program
  /// @param over the width of a point in time, such as `1m` or `auto`; empty for no time axis
  /// @param by the field to split by; empty for none
  public record Visualization(
      String id,
      String title,
      Kind kind,
      String query,
      Optional<String> sum,
      String label,
      Optional<String> over,
      Optional<String> by) {
    public Visualization {
      boolean timed = kind == Kind.LINE || kind == Kind.BARS;
      if (timed != over.isPresent()) {
        throw new IllegalArgumentException(
            id + ": over " + over + " (expected: of lines and bars, and of nothing else)");
      }
      if (kind == Kind.TABLE && by.isEmpty()) {
        throw new IllegalArgumentException(id + ": no by (expected: the field of a table's rows)");
      }
    }
  }

  /// Records themselves, the latest first.
  ///
  /// @param columns the fields shown
  public record Search(String id, String title, String query, List<String> columns) {
    public Search {
      columns = List.copyOf(columns);
    }
  }

  /// Views beside each other.
  ///
  /// @param from where its time begins, such as `now-1h`
  public record Dashboard(String id, String title, String about, String from, List<Placed> panels) {
    public Dashboard {
      panels = List.copyOf(panels);
    }
  }

  /// A view on a dashboard.
  ///
  /// @param view the id of a visualisation or search
  /// @param width of 48 columns
  public record Placed(String view, int width, int height) {}

  /// Reads a description.
  public static Views read(String yaml) {
    JsonNode node = YAML.readTree(yaml);
    List<Visualization> visualizations = new ArrayList<>();
    node.required("visualizations").forEach(each -> visualizations.add(visualization(each)));
    List<Search> searches = new ArrayList<>();
    node.required("searches").forEach(each -> searches.add(search(each)));
    List<Dashboard> dashboards = new ArrayList<>();
    node.required("dashboards").forEach(each -> dashboards.add(dashboard(each)));
    return new Views(visualizations, searches, dashboards);
  }

  private static Visualization visualization(JsonNode node) {
    return new Visualization(
        text(node, "id"),
        text(node, "title"),
        Kind.valueOf(text(node, "kind").toUpperCase(Locale.ROOT)),
        text(node, "query"),
        optional(node, "sum"),
        node.path("label").asString(""),
        optional(node, "over"),
        optional(node, "by"));
  }

  private static Search search(JsonNode node) {
    List<String> columns = new ArrayList<>();
    node.required("columns").forEach(column -> columns.add(column.stringValue()));
    return new Search(text(node, "id"), text(node, "title"), text(node, "query"), columns);
  }

  private static Dashboard dashboard(JsonNode node) {
    List<Placed> panels = new ArrayList<>();
    node.required("panels")
        .forEach(panel ->
            panels.add(
                new Placed(
                    text(panel, "view"),
                    panel.required("width").intValue(),
                    panel.required("height").intValue())));
    return new Dashboard(
        text(node, "id"), text(node, "title"), text(node, "about"), text(node, "from"), panels);
  }

  private static String text(JsonNode node, String name) {
    return node.required(name).stringValue();
  }

  private static Optional<String> optional(JsonNode node, String name) {
    return Optional.ofNullable(node.get(name)).map(JsonNode::stringValue);
  }
}
