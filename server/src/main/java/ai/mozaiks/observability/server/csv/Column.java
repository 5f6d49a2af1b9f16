// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.csv;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// A column of a table.
///
/// @param path the names of the fields that lead from a row to its value
/// @param byKey whether the value is a map whose keys are the same in each row, so that each of
///   them is a column
record Column(List<String> path, boolean byKey) {
  Column {
    path = List.copyOf(path);
  }

  /// What stands in the header.
  String name() {
    return String.join(".", path);
  }

  /// What a row has in this column; missing if it has nothing there.
  JsonNode of(JsonNode row) {
    JsonNode value = row;
    for (String name : path) {
      JsonNode next = value.get(name);
      value = next == null ? MissingNode.getInstance() : next;
    }
    return value;
  }

  /// One further down.
  Column child(String name) {
    List<String> longer = new ArrayList<>(path);
    longer.add(name);
    return new Column(longer, false);
  }
}
