// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.recorder.Usd;
import java.math.BigInteger;
import java.util.Map;

/// Sums as the database gives them, which may exceed a `long`, as the numbers of a [Tally], which
/// stop at its bounds: a sum that turns negative is worse than one that stands still.
final class TallySums {
  private static final BigInteger PICO = BigInteger.valueOf(Usd.PICO);
  private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);
  private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
  private static final int DOLLARS = ChatRows.TALLY.indexOf("cost_dollars");
  private static final int REST = ChatRows.TALLY.indexOf("cost_pico_usd");

  private TallySums() {}

  /// A tally of sums. The rest of a dollar may be many dollars, and they may all be in it.
  ///
  /// @param sums by the names of [ChatRows#TALLY]; 0 where absent
  static Tally tally(Map<String, BigInteger> sums) {
    long[] numbers = new long[Tally.LONGS];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = saturated(sum(sums, i));
    }
    BigInteger pico = sum(sums, DOLLARS).multiply(PICO).add(sum(sums, REST));
    BigInteger rest = pico.mod(PICO); // never negative, as in a tally
    numbers[DOLLARS] = saturated(pico.subtract(rest).divide(PICO));
    numbers[REST] = rest.longValueExact();
    return Tally.ofLongs(numbers);
  }

  private static BigInteger sum(Map<String, BigInteger> sums, int index) {
    return sums.getOrDefault(ChatRows.TALLY.get(index), BigInteger.ZERO);
  }

  /// The value, or the bound of a `long` that it is beyond.
  static long saturated(BigInteger value) {
    return value.max(MIN).min(MAX).longValueExact();
  }
}
