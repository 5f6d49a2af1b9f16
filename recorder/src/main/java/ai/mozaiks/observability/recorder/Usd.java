// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/// Exact US dollars: an integer count of pico-dollars (1e-12), so that tokens times a price per
/// million tokens with six decimals is exact for every single token. A `long` holds up to 9.2
/// million dollars.
public final class Usd {

  /// Pico-dollars in one dollar.
  public static final long PICO = 1_000_000_000_000L;

  private static final BigDecimal MAX_PICO = BigDecimal.valueOf(Long.MAX_VALUE);

  private Usd() {}

  /// Reads a decimal amount of dollars.
  ///
  /// @return pico-dollars, rounded half to even beyond twelve decimals; null if negative or above
  ///   9.2 million dollars
  public static @Nullable Long toPico(BigDecimal usd) {
    BigDecimal pico = usd.movePointRight(12).setScale(0, RoundingMode.HALF_EVEN);
    return pico.signum() < 0 || pico.compareTo(MAX_PICO) > 0 ? null : pico.longValueExact();
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
