// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// Says what a call cost: nothing if the application's own cache answered, else what the host
/// reports, else what the price book says.
///
/// Thread-safe.
final class Costs {
  private final PriceBook book;

  Costs(PriceBook book) {
    this.book = book;
  }

  /// The cost of a call.
  ///
  /// @param reported in US dollars; null when not reported
  /// @throws IllegalArgumentException if an amount or a count is negative or beyond belief
  Cost of(
      @Nullable String provider,
      @Nullable String responseModel,
      @Nullable String requestModel,
      TokenUsage usage,
      @Nullable BigDecimal reported,
      boolean cached) {
    usage.requireCredible();
    if (cached) {
      return Cost.LOCALLY_CACHED;
    }
    if (reported == null) {
      return book.price(provider, responseModel, requestModel, usage);
    }
    Long pico = Usd.toPico(reported);
    if (pico == null) {
      throw new IllegalArgumentException(
          "costUsd: " + reported + " (expected: >= 0, at most " + Usd.MAX.toPlainString() + ")");
    }
    return Cost.reported(pico);
  }
}
