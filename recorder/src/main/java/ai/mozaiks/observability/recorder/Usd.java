// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/// Exact US dollars, and the one place where they are rounded: an integer count of pico-dollars
/// (1e-12), so that tokens times a price per million tokens with six decimals is exact for every
/// single token. An amount is `>= 0` and at most [#MAX]; there are no refunds. Rounded is only what
/// a sender reports with more than twelve decimals, once, half to even.
public final class Usd {

  /// Pico-dollars in one dollar.
  public static final long PICO = 1_000_000_000_000L;

  /// The largest amount of one call: what a `long` of pico-dollars holds, about 9.2 million
  /// dollars.
  public static final BigDecimal MAX = toDecimal(Long.MAX_VALUE);

  // Half of the last place; half to even, it becomes nothing itself.
  private static final BigDecimal HALF_PICO = new BigDecimal("5e-13");

  private Usd() {}

  /// Reads a decimal amount of dollars. Takes no longer for an absurd exponent.
  ///
  /// @return pico-dollars, rounded half to even beyond twelve decimals; null if negative or above
  ///   [#MAX]
  public static @Nullable Long toPico(BigDecimal usd) {
    // Compared first: to rescale 1e999999999 or 1e-999999999 would take all memory.
    if (usd.signum() < 0 || usd.compareTo(MAX) > 0) {
      return null;
    }
    return usd.compareTo(HALF_PICO) <= 0
        ? 0L
        : usd.setScale(12, RoundingMode.HALF_EVEN).unscaledValue().longValueExact();
  }

  /// The shortest decimal that is exactly this amount, without exponent; `0` for nothing.
  ///
  /// @param pico pico-dollars
  public static BigDecimal toDecimal(long pico) {
    return strip(BigDecimal.valueOf(pico, 12));
  }

  static BigDecimal strip(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
