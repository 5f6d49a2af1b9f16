// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.csv;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// How the answer of a route is a table. The API's description tells it beside `text/csv`: `x-rows`
/// is the list that has the rows, `list/further` one in each item of a list (an item's own fields
/// are repeated in each of its rows), the empty text an answer that is a list itself, and `*` one
/// whose fields are the rows, with their names in the column `x-key`.
///
/// @param list the name of the list; empty for the answer itself, `*` for its fields
/// @param further the list in each of its items that has the rows; empty for none
/// @param key the column that the name of a field is in; empty if rows are no fields
/// @param pageSize how many items to ask for at a time; 0 if the route has no limit
/// @param inPages whether further pages are to be asked for
record Table(
    String list, String further, String key, int pageSize, boolean inPages, List<Column> columns) {
  static final String FIELDS = "*";
  private static final Column ROW = new Column(List.of(), false);

  Table {
    columns = List.copyOf(columns);
  }

  /// The tables of an API.
  ///
  /// @return by path
  static Map<String, Table> of(JsonNode document) {
    Map<String, Table> tables = new TreeMap<>();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      JsonNode operation = path.getValue().path("get");
      JsonNode content = operation.path("responses").path("200").path("content");
      if (content.path("text/csv").has("x-rows")) {
        tables.put(path.getKey(), of(document, operation, content));
      }
    }
    return tables;
  }

  private static Table of(JsonNode document, JsonNode operation, JsonNode content) {
    SchemaColumns schemas = new SchemaColumns(document);
    JsonNode csv = content.path("text/csv");
    JsonNode answer = content.path("application/json").path("schema");
    String[] names = csv.path("x-rows").asString().split("/", 2);
    String further = names.length > 1 ? names[1] : "";
    String key = csv.path("x-key").asString("");
    JsonNode item = item(schemas, answer, names[0]);
    List<Column> columns = new ArrayList<>();
    if (!key.isEmpty()) {
      columns.add(ROW.child(key));
    }
    columns.addAll(schemas.of(item, ROW, further));
    if (!further.isEmpty()) {
      JsonNode inner = schemas.items(schemas.field(item, further));
      columns.addAll(schemas.of(inner, ROW.child(further), ""));
    }
    boolean inPages = false;
    for (JsonNode parameter : operation.path("parameters")) {
      inPages |= schemas.resolved(parameter).path("name").asString("").equals("cursor");
    }
    return new Table(names[0], further, key, csv.path("x-page").asInt(0), inPages, columns);
  }

  private static JsonNode item(SchemaColumns schemas, JsonNode answer, String list) {
    return switch (list) {
      case "" -> schemas.items(answer);
      case FIELDS -> schemas.fields(answer).values().iterator().next();
      default -> schemas.items(schemas.field(answer, list));
    };
  }

  /// The rows that an item of the list is.
  ///
  /// @param name that of the field that it is; null for none
  List<JsonNode> rows(JsonNode item, @Nullable String name) {
    if (!key.isEmpty()) {
      ObjectNode row = item.deepCopy().asObject();
      row.put(key, name);
      return List.of(row);
    }
    if (further.isEmpty()) {
      return List.of(item);
    }
    List<JsonNode> rows = new ArrayList<>();
    ObjectNode outer = item.asObject();
    JsonNode inner = outer.remove(further);
    if (inner != null) {
      for (JsonNode each : inner) {
        ObjectNode row = outer.objectNode();
        row.setAll(outer);
        row.set(further, each);
        rows.add(row);
      }
    }
    return rows;
  }
}
