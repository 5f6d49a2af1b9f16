// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query.cost;

import ai.mozaiks.observability.recorder.ModelPrice;
import ai.mozaiks.observability.recorder.Tally;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// How much less, or more, calls cost because of the provider's prompt cache: tokens read from it
/// are cheaper than other input, tokens written to it may be dearer. By the price that was applied
/// to each call, exact. Of calls that were not priced by a price it is not known.
///
/// For one thread.
public final class CacheSavings {
  private static final int PICO_DECIMALS = 12;

  private final Map<String, Optional<ModelPrice>> prices = new HashMap<>();
  private final Tally all = new Tally();
  private final Tally unknown = new Tally();
  private BigInteger savedPico = BigInteger.ZERO;
  private BigInteger surchargePico = BigInteger.ZERO;

  /// Adds calls that were priced alike.
  ///
  /// @param rule the price ([ModelPrice#rule]); the empty text for none
  void add(String rule, Tally calls) {
    all.add(calls);
    Optional<ModelPrice> applied = prices.computeIfAbsent(rule, ModelPrice::ofRule);
    if (applied.isEmpty()) {
      unknown.add(calls);
      return;
    }
    ModelPrice price = applied.get();
    long read = Objects.requireNonNullElse(price.cachedRead(), price.input());
    long write = Objects.requireNonNullElse(price.cacheWrite(), price.input());
    savedPico = savedPico.add(product(calls.cachedReadTokens(), price.input() - read));
    surchargePico = surchargePico.add(product(calls.cacheWriteTokens(), write - price.input()));
  }

  private static BigInteger product(long tokens, long picoPerToken) {
    return BigInteger.valueOf(tokens).multiply(BigInteger.valueOf(picoPerToken));
  }

  /// Input tokens read from the cache; count.
  public long readTokens() {
    return all.cachedReadTokens();
  }

  /// Input tokens written to the cache; count.
  public long writeTokens() {
    return all.cacheWriteTokens();
  }

  /// Those of both that were not priced by a price, so that nothing is known of what they saved.
  public long unknownTokens() {
    return unknown.cachedReadTokens() + unknown.cacheWriteTokens();
  }

  /// What the tokens that were read would have cost more as other input; US dollars, exact.
  public BigDecimal saved() {
    return usd(savedPico);
  }

  /// What the tokens that were written cost more than other input; US dollars, exact. Negative if
  /// writing is cheaper.
  public BigDecimal writeSurcharge() {
    return usd(surchargePico);
  }

  /// What is left of the one after the other; US dollars. Negative if the cache cost more than it
  /// saved.
  public BigDecimal netSaved() {
    return usd(savedPico.subtract(surchargePico));
  }

  private static BigDecimal usd(BigInteger pico) {
    BigDecimal stripped = new BigDecimal(pico, PICO_DECIMALS).stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
