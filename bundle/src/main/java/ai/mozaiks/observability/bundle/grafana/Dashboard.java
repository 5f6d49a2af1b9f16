// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle.grafana;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// A dashboard as people describe it.
///
/// @param uid part of its address in Grafana; stays the same for ever
/// @param about one sentence below its title
/// @param scoped whether it is filtered by app and workflow
public record Dashboard(String uid, String title, String about, boolean scoped, List<Row> rows) {
  private static final YAMLMapper YAML = YAMLMapper.builder().build();

  /// Panels below a heading, from left to right.
  public record Row(String title, List<Panel> panels) {
    public Row {
      panels = List.copyOf(panels);
    }
  }

  public Dashboard {
    rows = List.copyOf(rows);
  }

  /// Reads a description; its first dashboard, `overview.yaml`, says how they are written.
  public static Dashboard read(String yaml) {
    JsonNode node = YAML.readTree(yaml);
    List<Row> rows = new ArrayList<>();
    for (JsonNode row : node.required("rows")) {
      List<Panel> panels = new ArrayList<>();
      row.required("panels").forEach(panel -> panels.add(Panel.of(panel)));
      rows.add(new Row(row.required("title").stringValue(), panels));
    }
    return new Dashboard(
        node.required("uid").stringValue(),
        node.required("title").stringValue(),
        node.required("about").stringValue(),
        node.path("scoped").asBoolean(true),
        rows);
  }
}
