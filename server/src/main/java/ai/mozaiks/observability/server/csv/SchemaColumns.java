// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.csv;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The columns of a table, by what the API's description says of a row. So they are the same
/// whatever is in it, and known before the first row is.
///
/// A described object becomes a column for each of its fields, under their names joined by dots; a
/// list, and a map with any keys, is one column with its JSON. Of several forms that a row may
/// have, all fields are columns.
final class SchemaColumns {
  private static final List<String> ALTERNATIVES = List.of("oneOf", "anyOf");

  private final JsonNode document;

  SchemaColumns(JsonNode document) {
    this.document = document;
  }

  /// What a reference refers to; anything else as it is.
  JsonNode resolved(JsonNode schema) {
    JsonNode reference = schema.get("$ref");
    return reference == null ? schema : resolved(document.at(reference.asString().substring(1)));
  }

  /// The schema of a list's items.
  ///
  /// @throws IllegalArgumentException if it is no list
  JsonNode items(JsonNode list) {
    JsonNode items = resolved(list).get("items");
    if (items == null) {
      throw new IllegalArgumentException(list + " (expected: the schema of a list)");
    }
    return items;
  }

  /// The described fields of an object in their order, also those of its parts and forms.
  Map<String, JsonNode> fields(JsonNode schema) {
    Map<String, JsonNode> fields = new LinkedHashMap<>();
    addFields(schema, fields);
    return fields;
  }

  /// One of the described fields.
  ///
  /// @throws IllegalArgumentException if there is none of this name
  JsonNode field(JsonNode schema, String name) {
    JsonNode field = fields(schema).get(name);
    if (field == null) {
      throw new IllegalArgumentException(
          name + " (expected: one of " + fields(schema).keySet() + ")");
    }
    return field;
  }

  private void addFields(JsonNode schema, Map<String, JsonNode> fields) {
    JsonNode resolved = resolved(schema);
    resolved
        .path("properties")
        .properties()
        .forEach(each -> fields.putIfAbsent(each.getKey(), each.getValue()));
    resolved.path("allOf").forEach(part -> addFields(part, fields));
    ALTERNATIVES.forEach(key -> resolved.path(key).forEach(form -> addFields(form, fields)));
  }

  /// The columns of rows of a schema, below a column.
  ///
  /// @param leftOut a field of the row itself that is none; may be empty
  List<Column> of(JsonNode row, Column above, String leftOut) {
    List<Column> columns = new ArrayList<>();
    fields(row)
        .forEach((name, schema) -> {
          if (!name.equals(leftOut)) {
            add(schema, above.child(name), columns);
          }
        });
    return columns;
  }

  private void add(JsonNode schema, Column column, List<Column> columns) {
    JsonNode resolved = resolved(schema);
    boolean isMap =
        resolved.path("additionalProperties").asBoolean(true)
            && resolved.has("additionalProperties");
    if (isMap && schema.has("x-same-keys")) {
      columns.add(new Column(column.path(), true));
    } else if (isMap || fields(resolved).isEmpty()) {
      columns.add(column);
    } else {
      columns.addAll(of(resolved, column, ""));
    }
  }
}
