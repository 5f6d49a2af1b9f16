// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.mozaiks.observability.server.http.AnswerJson;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Writes rows as CSV (RFC 4180) in UTF-8, the header first. What is null or not there is empty. A
/// text that a spreadsheet would take for a formula has an apostrophe in front. For one thread.
final class CsvWriter {
  private static final String FORMULA = "=+-@\t\r";
  private static final String END_OF_LINE = "\r\n";

  private final Writer out;
  private final List<Column> described;
  private List<Column> columns = List.of();
  private boolean begun;

  CsvWriter(OutputStream out, List<Column> columns) {
    this.out = new OutputStreamWriter(out, UTF_8);
    this.described = columns;
  }

  void write(JsonNode row) throws IOException {
    if (!begun) {
      begin(row);
    }
    for (int i = 0; i < columns.size(); i++) {
      out.write(i == 0 ? "" : ",");
      out.write(cell(columns.get(i).of(row)));
    }
    out.write(END_OF_LINE);
  }

  /// Writes what is still to be written; the header too, if there was no row.
  void end() throws IOException {
    if (!begun) {
      begin(AnswerJson.MAPPER.createObjectNode());
    }
    out.flush();
  }

  /// The keys of the first row are those of all.
  private void begin(JsonNode row) throws IOException {
    List<Column> shown = new ArrayList<>();
    for (Column column : described) {
      if (column.byKey()) {
        column.of(row).propertyNames().forEach(key -> shown.add(column.child(key)));
      } else {
        shown.add(column);
      }
    }
    columns = List.copyOf(shown);
    begun = true;
    List<String> names = columns.stream().map(each -> quoted(each.name())).toList();
    out.write(String.join(",", names));
    out.write(END_OF_LINE);
  }

  static String cell(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (value.isString()) {
      String text = value.stringValue();
      boolean formula = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0;
      return quoted(formula ? "'" + text : text);
    }
    return quoted(AnswerJson.MAPPER.writeValueAsString(value));
  }

  private static String quoted(String text) {
    boolean special = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return special ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
