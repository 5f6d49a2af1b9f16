// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.rescan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlicePaceTest {
  private static final long MILLISECOND = 1_000_000L;

  private final SlicePace pace = new SlicePace();

  private long rowsOf(int slices, long nanosPerSlice, long nanosPerRow) {
    long rows = 0;
    for (int slice = 0; slice < slices; slice++) {
      rows += pace.rows();
      pace.took(nanosPerSlice + pace.rows() * nanosPerRow);
    }
    return rows;
  }

  @Test
  void quickSlicesGrowToTheMost() {
    rowsOf(20, MILLISECOND, 1_000);

    assertThat(pace.rows()).isEqualTo(SlicePace.MOST_ROWS);
  }

  @Test
  void slicesThatAreLongWhateverTheirRowsAreNotMadeSmall() {
    long rows = rowsOf(100, 120 * MILLISECOND, MILLISECOND / 10);

    assertThat(rows).isGreaterThan(100 * 500);
  }

  @Test
  void comeOutOfTheFewestRowsWhenTheRowsGetCheap() {
    rowsOf(50, MILLISECOND, 50 * MILLISECOND);

    long rows = rowsOf(100, 120 * MILLISECOND, MILLISECOND / 10);

    assertThat(rows).isGreaterThan(100 * 400);
  }

  @Test
  void costlyRowsMakeSlicesSmall() {
    rowsOf(20, MILLISECOND, 1_000);

    rowsOf(20, 5 * MILLISECOND, 20 * MILLISECOND);
    long rows = rowsOf(100, 5 * MILLISECOND, 20 * MILLISECOND);

    assertThat(rows).isLessThanOrEqualTo(100 * 2 * SlicePace.FEWEST_ROWS);
  }
}
