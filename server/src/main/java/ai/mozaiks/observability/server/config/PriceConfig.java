// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// The price of one model. All prices are exact US dollars per million tokens: `>= 0`, below a
/// million, at most six decimals, so that a single token's price is a whole number of pico-dollars.
///
/// @param model the model's name as senders report it
/// @param provider the provider it is for; null for any
/// @param input tokens sent
/// @param cachedInput tokens read from the provider's prompt cache; null: as `input`
/// @param cacheWrite tokens written to the provider's prompt cache; null: as `input`
/// @param output tokens received
public record PriceConfig(
    String model,
    @Nullable String provider,
    BigDecimal input,
    @Nullable BigDecimal cachedInput,
    @Nullable BigDecimal cacheWrite,
    BigDecimal output) {

  static final int MOST_DECIMALS = 6;
  static final BigDecimal TOO_HIGH = BigDecimal.valueOf(1_000_000);

  public PriceConfig {
    if (model.isBlank()) {
      throw new IllegalArgumentException("model: empty (expected: at least one character)");
    }
    require("input", input);
    require("cachedInput", cachedInput);
    require("cacheWrite", cacheWrite);
    require("output", output);
  }

  static boolean valid(BigDecimal price) {
    return price.signum() >= 0
        && price.compareTo(TOO_HIGH) < 0
        && price.stripTrailingZeros().scale() <= MOST_DECIMALS;
  }

  private static void require(String name, @Nullable BigDecimal price) {
    if (price != null && !valid(price)) {
      throw new IllegalArgumentException(
          name + ": " + price + " (expected: >= 0, < 1000000, at most six decimals)");
    }
  }
}
