// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import java.util.ArrayList;
import java.util.List;

/// Reads CSV as RFC 4180 has it, and nothing else.
final class CsvRecords {
  private CsvRecords() {}

  /// The records with the header, each with its cells.
  ///
  /// @throws IllegalArgumentException if a line does not end in CR LF, or a quote stands where none
  ///   may
  static List<List<String>> of(String text) {
    List<List<String>> records = new ArrayList<>();
    List<String> record = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      StringBuilder cell = new StringBuilder();
      at = text.charAt(at) == '"' ? quoted(text, at, cell) : plain(text, at, cell);
      record.add(cell.toString());
      if (text.startsWith(",", at)) {
        at++;
        if (at == text.length()) {
          throw new IllegalArgumentException("the last line has no end");
        }
      } else if (text.startsWith("\r\n", at)) {
        records.add(List.copyOf(record));
        record.clear();
        at += 2;
      } else {
        throw new IllegalArgumentException(
            "at " + at + " (expected: a comma or the end of a line)");
      }
    }
    return records;
  }

  private static int quoted(String text, int from, StringBuilder cell) {
    int at = from + 1;
    while (true) {
      int quote = text.indexOf('"', at);
      cell.append(text, at, quote);
      if (!text.startsWith("\"\"", quote)) {
        return quote + 1;
      }
      cell.append('"');
      at = quote + 2;
    }
  }

  private static int plain(String text, int from, StringBuilder cell) {
    int at = from;
    while (at < text.length() && ",\r\n\"".indexOf(text.charAt(at)) < 0) {
      cell.append(text.charAt(at));
      at++;
    }
    return at;
  }
}
