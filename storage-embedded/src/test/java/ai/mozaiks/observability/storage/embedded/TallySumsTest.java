// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.recorder.Usd;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TallySumsTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-5, -5",
    "9223372036854775807, 9223372036854775807",
    "9223372036854775808, 9223372036854775807",
    "170141183460469231731687303715884105727, 9223372036854775807",
    "-9223372036854775809, -9223372036854775808",
    "-170141183460469231731687303715884105727, -9223372036854775808",
  })
  void stopsAtTheBounds(BigInteger sum, long expected) {
    assertThat(TallySums.saturated(sum)).isEqualTo(expected);
    assertThat(TallySums.tally(Map.of("prompt_tokens", sum)).promptTokens()).isEqualTo(expected);
  }

  @Test
  void dollarsMayAllBeInTheRest_andTheRestMayBeNegative() {
    BigInteger pico = BigInteger.valueOf(Usd.PICO);

    assertThat(cost(BigInteger.ZERO, pico.multiply(BigInteger.valueOf(70)).add(BigInteger.ONE)))
        .isEqualTo(new BigDecimal("70.000000000001"));
    assertThat(cost(BigInteger.TEN, pico.negate().add(BigInteger.ONE)))
        .isEqualTo(new BigDecimal("9.000000000001"));
    assertThat(cost(BigInteger.valueOf(Long.MAX_VALUE), pico.multiply(BigInteger.TEN)))
        .isEqualTo(BigDecimal.valueOf(Long.MAX_VALUE));
  }

  private static BigDecimal cost(BigInteger dollars, BigInteger rest) {
    Tally tally =
        TallySums.tally(
            Map.of(
                "cost_dollars", dollars, "cost_pico_usd", rest, "priced_reports", BigInteger.ONE));
    BigDecimal cost = tally.costUsd();
    assertThat(cost).isNotNull();
    return cost == null ? BigDecimal.ZERO : cost;
  }
}
