// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "9999, 9999",
    "10000, 10.0k",
    "999949, 999.9k",
    "999950, 1.0M",
    "1234567, 1.2M",
    "2500000000, 2.5G",
    "9223372036854775807, 9223P"
  })
  void countsAreShort(long count, String shown) {
    assertThat(Cells.count(count)).isEqualTo(shown).hasSizeLessThan(7);
  }

  @ParameterizedTest
  @CsvSource({
    "0, false, $0.00",
    "0.0000468, false, <$0.01",
    "0.85, true, $0.85+",
    "15.755, false, $15.76"
  })
  void moneyIsToTheCent(BigDecimal cost, boolean atLeast, String shown) {
    assertThat(Cells.money(cost, atLeast)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({"-5, 0s", "59, 59s", "60, 1m", "3599, 59m", "3600, 1h", "172799, 47h", "172800, 2d"})
  void agesAreInTheLargestWholeUnit(long seconds, String shown) {
    Instant now = Instant.parse("2026-03-01T12:00:00Z");
    assertThat(Cells.age(now.minusSeconds(seconds), now)).isEqualTo(shown);
  }

  @Test
  void theUnknownIsNotNought() {
    assertThat(Cells.count(null)).isEqualTo("-");
    assertThat(Cells.money(null, false)).isEqualTo("-");
  }

  @Test
  void fillsAndCuts() {
    assertThat(Cells.left("shop", 6)).isEqualTo("shop  ");
    assertThat(Cells.left("workshop", 6)).isEqualTo("works…");
    assertThat(Cells.left("注文注文", 6)).isEqualTo("注文… ");
  }
}
