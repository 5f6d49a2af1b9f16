// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query.chat;

import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.ModelPrice;
import ai.mozaiks.observability.recorder.TokenUsage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How a price comes about: tokens of each kind times what one of them costs.
final class PriceShares {
  private static final int PICO_DECIMALS = 12;
  private static final int PER_MILLION_DECIMALS = 6;

  private PriceShares() {}

  /// The kinds of tokens that have prices of their own. The words are the answer's.
  enum Kind {
    INPUT,
    CACHED_READ,
    CACHE_WRITE,
    OUTPUT
  }

  /// One kind's share.
  ///
  /// @param tokens count; those of the input without what was read from or written to the cache
  /// @param usdPerMillion US dollars per million tokens
  /// @param amount tokens times price; US dollars, exact
  record Share(Kind kind, long tokens, BigDecimal usdPerMillion, BigDecimal amount) {}

  /// The shares of a cost that was computed from a price. They add up to it exactly.
  ///
  /// @return empty for a cost that was not, or whose rule is no price's
  static List<Share> of(Cost cost, TokenUsage usage) {
    ModelPrice price =
        cost.source() == Cost.Source.COMPUTED && cost.rule() != null
            ? ModelPrice.ofRule(cost.rule()).orElse(null)
            : null;
    TokenUsage counted = usage.normalised();
    Long prompt = counted.promptTokens();
    if (price == null || prompt == null) {
      return List.of();
    }
    long read = orZero(counted.cachedReadTokens());
    long write = orZero(counted.cacheWriteTokens());
    List<Share> shares = new ArrayList<>();
    add(shares, Kind.INPUT, prompt - read - write, price.input());
    add(shares, Kind.CACHED_READ, read, orElse(price.cachedRead(), price.input()));
    add(shares, Kind.CACHE_WRITE, write, orElse(price.cacheWrite(), price.input()));
    add(shares, Kind.OUTPUT, orZero(counted.completionTokens()), price.output());
    return sum(shares).compareTo(BigDecimal.valueOf(orZero(cost.picoUsd()), PICO_DECIMALS)) == 0
        ? List.copyOf(shares)
        : List
            .of(); // of another version, which computed otherwise: rather nothing than a wrong sum
  }

  private static void add(List<Share> shares, Kind kind, long tokens, long picoPerToken) {
    shares.add(
        new Share(
            kind,
            tokens,
            shortest(BigDecimal.valueOf(picoPerToken, PER_MILLION_DECIMALS)),
            shortest(
                BigDecimal.valueOf(tokens)
                    .multiply(BigDecimal.valueOf(picoPerToken, PICO_DECIMALS)))));
  }

  private static BigDecimal shortest(BigDecimal amount) {
    BigDecimal stripped = amount.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  private static BigDecimal sum(List<Share> shares) {
    return shares.stream().map(Share::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static long orZero(@Nullable Long number) {
    return number == null ? 0 : number;
  }

  private static long orElse(@Nullable Long price, long usual) {
    return Objects.requireNonNullElse(price, usual);
  }
}
