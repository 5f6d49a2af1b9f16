// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/// Money, checked against decimals of any size, from nothing to beyond every bound.
class MoneyPropertiesTest {

  private static final BigInteger CREDIBLE = BigInteger.valueOf(TokenUsage.MAX_CREDIBLE);
  private static final BigDecimal PICO = new BigDecimal("1e-12");

  /// Counts of all magnitudes, and those at the edges.
  @Provide
  Arbitrary<Long> counts() {
    return Arbitraries.oneOf(
        Arbitraries.longs().between(0, 2_000_000),
        Arbitraries.longs().between(0, Long.MAX_VALUE),
        Arbitraries.of(0L, 1L, TokenUsage.MAX_CREDIBLE, Long.MAX_VALUE - 1, Long.MAX_VALUE));
  }

  /// US dollars per million tokens as vendors print them, and absurd ones.
  @Provide
  Arbitrary<BigDecimal> prices() {
    return Arbitraries.oneOf(
        Arbitraries.bigDecimals().between(BigDecimal.ZERO, new BigDecimal("600")).ofScale(6),
        Arbitraries.bigDecimals().between(BigDecimal.ZERO, new BigDecimal("1e10")).ofScale(2));
  }

  @Provide
  Arbitrary<TokenUsage> usages() {
    Arbitrary<Long> counts = counts();
    return Combinators.combine(
            counts, counts, counts.injectNull(0.3), counts.injectNull(0.3), counts.injectNull(0.5))
        .as(TokenUsage::new);
  }

  private static BigInteger big(@Nullable Long count) {
    return BigInteger.valueOf(count == null ? 0 : count);
  }

  private static BigDecimal times(BigInteger tokens, BigDecimal perMillion) {
    return new BigDecimal(tokens).multiply(perMillion).movePointLeft(6);
  }

  @Property(tries = 3_000)
  void costIsTokensTimesPrice_toTheLastDigit_orUnpriced(
      @ForAll("usages") TokenUsage usage,
      @ForAll("prices") BigDecimal input,
      @ForAll("prices") BigDecimal cached,
      @ForAll("prices") BigDecimal write,
      @ForAll("prices") BigDecimal output) {
    PriceBook book =
        PriceBook.of(List.of(ModelPrice.perMillion("m", null, input, cached, write, output)));
    BigInteger read = big(usage.cachedReadTokens());
    BigInteger written = big(usage.cacheWriteTokens());
    BigInteger parts = read.add(written);
    BigInteger prompt = big(usage.promptTokens());
    // More parts than there is as a whole: the sender left them out of it.
    BigInteger whole = parts.compareTo(prompt) > 0 ? prompt.add(parts) : prompt;
    BigInteger completion = big(usage.completionTokens());
    BigInteger reasoning = big(usage.reasoningTokens());
    BigInteger out = reasoning.compareTo(completion) > 0 ? completion.add(reasoning) : completion;
    BigDecimal exact =
        times(whole.subtract(parts), input)
            .add(times(read, cached))
            .add(times(written, write))
            .add(times(out, output));

    Cost cost = book.price(null, "m", null, usage);

    // A total that only its parts make absurd is unknown.
    boolean promptKnown = whole.equals(prompt) || whole.compareTo(CREDIBLE) <= 0;
    boolean outputKnown = out.equals(completion) || out.compareTo(CREDIBLE) <= 0;
    boolean counted = promptKnown && (outputKnown || output.signum() == 0);
    if (counted && exact.compareTo(Usd.MAX) <= 0) {
      Long pico = Objects.requireNonNull(cost.picoUsd(), "a known cost");
      assertThat(Usd.toDecimal(pico)).isEqualByComparingTo(exact);
    } else {
      assertThat(cost.state()).isIn(Cost.State.UNPRICED, Cost.State.FREE);
    }
  }

  @Property(tries = 2_000)
  void reportedAmountsAreRoundedOnce_halfToEven(
      @ForAll BigInteger unscaled, @ForAll("scales") int scale) {
    BigDecimal usd = new BigDecimal(unscaled, scale);

    Long pico = Usd.toPico(usd);

    if (usd.signum() < 0 || usd.compareTo(Usd.MAX) > 0) {
      assertThat(pico).isNull();
    } else {
      BigDecimal expected = usd.divide(PICO, 0, RoundingMode.HALF_EVEN);
      assertThat(pico).isEqualTo(expected.longValueExact());
      assertThat(Usd.toPico(Usd.toDecimal(Objects.requireNonNull(pico)))).isEqualTo(pico);
    }
  }

  @Provide
  Arbitrary<Integer> scales() {
    return Arbitraries.integers().between(-30, 60);
  }

  @Property(tries = 1_000)
  void sumsOfCostsAreExact_whateverTheirNumber(@ForAll("amounts") List<Long> picos) {
    Tally tally = new Tally();
    BigInteger exact = BigInteger.ZERO;
    for (long pico : picos) {
      tally.add(delta(TokenUsage.of(0, 0), Cost.reported(pico)));
      exact = exact.add(BigInteger.valueOf(pico));
    }

    assertThat(tally.costUsd()).isEqualByComparingTo(new BigDecimal(exact, 12));
  }

  @Provide
  Arbitrary<List<Long>> amounts() {
    return counts().list().ofMaxSize(40);
  }

  @Example
  void absurdExponents_takeNoTime() {
    assertThat(Usd.toPico(new BigDecimal("1e999999999"))).isNull();
    assertThat(Usd.toPico(new BigDecimal("-1e-999999999"))).isNull();
    assertThat(Usd.toPico(new BigDecimal("1e-999999999"))).isEqualTo(0);
    assertThat(Usd.toPico(new BigDecimal("0e999999999"))).isEqualTo(0);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ModelPrice.perMillion("m", null, new BigDecimal("1e999999999"), BigDecimal.ONE))
        .withMessageContaining("input: 1E+999999999 (expected: at most 9223372036854.775807)");
  }

  @Example
  void roundsHalfToEven_beyondTwelveDecimals() {
    assertThat(Usd.toPico(new BigDecimal("0.0000000000005"))).isEqualTo(0);
    assertThat(Usd.toPico(new BigDecimal("0.0000000000005000001"))).isEqualTo(1);
    assertThat(Usd.toPico(new BigDecimal("0.0000000000015"))).isEqualTo(2);
    assertThat(Usd.toPico(new BigDecimal("0.0000000000025"))).isEqualTo(2);
    assertThat(Usd.toPico(Usd.MAX)).isEqualTo(Long.MAX_VALUE);
    assertThat(Usd.toPico(Usd.MAX.add(new BigDecimal("1e-13")))).isNull();
  }

  @Example
  void totalsStandStill_ratherThanTurnNegative() {
    Tally tally = new Tally();
    TokenUsage most =
        new TokenUsage(
            Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
    tally.add(delta(most, Cost.UNPRICED));
    tally.add(delta(most, Cost.UNPRICED));
    Tally twice = tally.copy();
    twice.add(tally);

    for (Tally each : List.of(tally, twice)) {
      assertThat(each.promptTokens()).isEqualTo(Long.MAX_VALUE);
      assertThat(each.completionTokens()).isEqualTo(Long.MAX_VALUE);
      assertThat(each.cachedReadTokens()).isEqualTo(Long.MAX_VALUE);
      assertThat(each.cacheWriteTokens()).isEqualTo(Long.MAX_VALUE);
      assertThat(each.reasoningTokens()).isEqualTo(Long.MAX_VALUE);
      assertThat(each.costUsd()).isNull();
    }
  }

  private static ChatEvent delta(TokenUsage usage, Cost cost) {
    ChatEvent.Context context =
        new ChatEvent.Context("e", new ChatKey("a", "c"), null, null, Instant.EPOCH, null);
    return new ChatEvent.UsageDelta(context, null, "m", usage, cost, false);
  }
}
