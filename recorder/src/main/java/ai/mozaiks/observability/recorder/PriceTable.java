// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads price tables: lines of seven columns separated by tabs (model, provider or `*`, input,
/// cached, write, output, up to), `-` where there is none; empty lines and lines with `#` are
/// skipped.
final class PriceTable {
  private static final int COLUMNS = 7;

  private PriceTable() {}

  /// Reads a table.
  ///
  /// @throws IllegalArgumentException naming the line, the value and what was expected
  static List<ModelPrice> parse(Stream<String> lines) {
    int[] number = {0};
    return lines
        .map(line -> {
          number[0]++;
          return line.isBlank() || line.startsWith("#") ? null : row(line, number[0]);
        })
        .flatMap(Stream::ofNullable)
        .toList();
  }

  private static ModelPrice row(String line, int number) {
    String[] columns = line.split("\t", -1);
    if (columns.length != COLUMNS) {
      throw new IllegalArgumentException(
          "line " + number + ": " + columns.length + " columns (expected: " + COLUMNS + ")");
    }
    try {
      ModelPrice price =
          ModelPrice.perMillion(
              columns[0],
              columns[1].equals("*") ? null : columns[1],
              new BigDecimal(columns[2]),
              optional(columns[3]),
              optional(columns[4]),
              new BigDecimal(columns[5]));
      return columns[6].equals("-") ? price : price.upTo(Long.parseLong(columns[6]));
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException(
          "line " + number + ": " + line + " (expected: decimal numbers or -)", notANumber);
    } catch (IllegalArgumentException invalid) {
      throw new IllegalArgumentException("line " + number + ": " + invalid.getMessage(), invalid);
    }
  }

  private static @Nullable BigDecimal optional(String column) {
    return column.equals("-") ? null : new BigDecimal(column);
  }
}
