// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.rescan;

/// How many rows the next slice of a scan has: so many that a slice is short, unless less rows
/// would not make it shorter. What a slice costs whatever its rows (statements, a commit) can be
/// much more than what they cost, and slices that are made small because of it would never come to
/// an end.
///
/// Not thread-safe.
final class SlicePace {
  static final int FEWEST_ROWS = 16;
  static final int MOST_ROWS = 4_096;
  static final long LONG_SLICE_NANOS = 100_000_000L;
  static final long SHORT_SLICE_NANOS = 25_000_000L;

  private int rows = FEWEST_ROWS;
  private int rowsBefore = FEWEST_ROWS;
  private long tookBefore = Long.MAX_VALUE;

  /// How many rows the next slice has at most; [#FEWEST_ROWS] to [#MOST_ROWS].
  int rows() {
    return rows;
  }

  /// Takes how long the slice with [#rows()] took.
  ///
  /// @param nanos `>= 0`
  void took(long nanos) {
    int next = next(nanos);
    rowsBefore = rows;
    tookBefore = nanos;
    rows = Math.clamp(next, FEWEST_ROWS, MOST_ROWS);
  }

  private int next(long nanos) {
    if (nanos < SHORT_SLICE_NANOS) {
      return rows * 2;
    }
    if (nanos <= LONG_SLICE_NANOS) {
      return rows;
    }
    if (rows == rowsBefore) {
      return rows > FEWEST_ROWS ? rows / 2 : rows * 2; // to see what it makes
    }
    // If only the rows took time, half of them would take half of it.
    boolean rowsMatter =
        rows < rowsBefore ? nanos < tookBefore / 4 * 3 : tookBefore < nanos / 4 * 3;
    return rowsMatter ? rows / 2 : rows * 2;
  }
}
