// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The table of `docs/dialects.md`, as it is printed there.
///
/// @param rows in order
/// @param footnotes the names of the notes that the page explains
record DialectTable(List<Row> rows, Set<String> footnotes) {
  private static final Path PAGE = Path.of("..", "docs", "dialects.md");
  private static final Pattern NOTE = Pattern.compile("\\[\\^([a-z0-9-]+)]");
  private static final String FIRST = "Emitter";

  /// One emitter.
  ///
  /// @param emitter what an operator calls it
  /// @param dialect how explanations call what it speaks
  /// @param cells what it can give, by the column's name: `yes`, `no` …; without notes
  /// @param notes the names of all notes in the row
  /// @param conditional the columns whose cell depends on what a note says
  /// @param proof what shows it: `recording`, `trace` or `test`, and its name
  record Row(
      String emitter,
      String dialect,
      Map<String, String> cells,
      Set<String> notes,
      Set<String> conditional,
      String proof) {

    String kindOfProof() {
      return proof.substring(0, proof.indexOf(' '));
    }

    String nameOfProof() {
      return proof.substring(proof.indexOf(' ') + 1);
    }

    @Override
    public String toString() {
      return emitter;
    }
  }

  static DialectTable ofPage() throws IOException {
    List<String> lines = Files.readAllLines(PAGE);
    List<Row> rows = new ArrayList<>();
    Set<String> footnotes = new TreeSet<>();
    List<String> columns = List.of();
    for (String line : lines) {
      List<String> cells = cells(line);
      if (!cells.isEmpty() && cells.getFirst().equals(FIRST)) {
        columns = cells;
      } else if (!columns.isEmpty()
          && cells.size() == columns.size()
          && !cells.getFirst().startsWith("--")) {
        rows.add(row(columns, cells));
      } else if (NOTE.matcher(line).lookingAt()) {
        footnotes.add(line.substring(2, line.indexOf(']')));
      }
    }
    return new DialectTable(List.copyOf(rows), footnotes);
  }

  private static List<String> cells(String line) {
    return line.startsWith("|")
        ? Stream.of(line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
            .map(String::strip)
            .toList()
        : List.of();
  }

  private static Row row(List<String> columns, List<String> cells) {
    Map<String, String> told = new LinkedHashMap<>();
    Set<String> notes = new TreeSet<>();
    Set<String> conditional = new TreeSet<>();
    for (int i = 2; i < columns.size() - 1; i++) {
      String cell = NOTE.matcher(cells.get(i)).replaceAll("").strip();
      told.put(columns.get(i), cell);
      NOTE.matcher(cells.get(i)).results().forEach(match -> notes.add(match.group(1)));
      if (cell.equals("if")) {
        conditional.add(columns.get(i));
      }
    }
    return new Row(
        cells.getFirst(),
        cells.get(1).replace("`", ""),
        told,
        notes,
        conditional,
        cells.getLast().replace("`", ""));
  }
}
