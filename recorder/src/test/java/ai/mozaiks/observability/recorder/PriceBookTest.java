// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PriceBookTest {

  private static final PriceBook STANDARD = PriceBook.standard();

  private static ModelPrice price(
      String model, @Nullable String provider, String input, String output) {
    return ModelPrice.perMillion(model, provider, new BigDecimal(input), new BigDecimal(output));
  }

  private static TokenUsage usage(
      @Nullable Long prompt, @Nullable Long completion, @Nullable Long read, @Nullable Long write) {
    return new TokenUsage(prompt, completion, read, write, null);
  }

  @Test
  void pricesToTheLastDigit() {
    Cost cost = STANDARD.price("openai", "gpt-4o-mini-2024-07-18", null, TokenUsage.of(120, 48));

    // 120 x 0.15 + 48 x 0.60 = 46.8 millionths
    assertThat(cost)
        .isEqualTo(Cost.computed(46_800_000, "gpt-4o-mini: 0.15/0.075/0.60 USD per 1M"));
    assertThat(STANDARD.price("openai", "gpt-4o-mini", null, TokenUsage.of(1, 0)).picoUsd())
        .isEqualTo(150_000);
  }

  @Test
  void ruleInWords_givesThePriceBack() {
    List<ModelPrice> odd =
        List.of(
            price("a: 1/2/3 USD per 1M", "b", "0.000001", "9223372036854"),
            price("with @ sign", null, "1", "2").upTo(200_000),
            ModelPrice.perMillion(
                "cached",
                null,
                new BigDecimal("3"),
                new BigDecimal("0"),
                new BigDecimal("3.75"),
                new BigDecimal("15")));
    for (ModelPrice price : Stream.concat(STANDARD.prices().stream(), odd.stream()).toList()) {
      ModelPrice told = ModelPrice.ofRule(price.rule()).orElseThrow();
      assertThat(told.rule()).isEqualTo(price.rule());
      assertThat(told.input()).isEqualTo(price.input());
      assertThat(told.output()).isEqualTo(price.output());
      assertThat(told.cacheWrite()).isEqualTo(price.cacheWrite());
      assertThat(told.upToPromptTokens()).isEqualTo(price.upToPromptTokens());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "locally cached",
        "gpt-4o: 1/2 USD per 1M",
        "gpt-4o: 1/x/2 USD per 1M",
        "gpt-4o: 9999999999999/1/1 USD per 1M",
        "gpt-4o: 1/1/1 USD per 1M and more"
      })
  void otherTexts_areNoRule(String text) {
    assertThat(ModelPrice.ofRule(text)).isEmpty();
  }

  @Test
  void pricesCachedTokensApart() {
    TokenUsage usage = usage(1_000L, 100L, 600L, 200L);

    Cost cost = STANDARD.price("anthropic", "claude-3-7-sonnet-20250219", null, usage);

    // 200 x 3 + 600 x 0.3 + 200 x 3.75 + 100 x 15 = 3,030 millionths
    assertThat(cost.picoUsd()).isEqualTo(3_030_000_000L);
    assertThat(cost.rule()).endsWith("USD per 1M, cache write 3.75");
  }

  @Test
  void takesCachedTokensAsLeftOut_whenThereAreMoreThanPromptTokens() {
    Cost cost = STANDARD.price("anthropic", "claude-sonnet-4", null, usage(10L, 0L, 1_000L, 100L));

    // 10 x 3 + 1,000 x 0.3 + 100 x 3.75 = 705 millionths
    assertThat(cost.picoUsd()).isEqualTo(705_000_000L);
  }

  @Test
  void takesReasoningAsLeftOut_whenThereIsMoreThanOutput() {
    TokenUsage usage = new TokenUsage(0L, 10L, null, null, 90L);

    assertThat(STANDARD.price(null, "o3", null, usage).picoUsd()).isEqualTo(800_000_000L);
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-4o-mini, gpt-4o-mini",
    "GPT-4o-Mini, gpt-4o-mini",
    "gpt-4o-2024-08-06, gpt-4o",
    "gpt-4o-2024-05-13, gpt-4o-2024-05-13",
    "openai/gpt-4o, gpt-4o",
    "claude-3-5-sonnet-20241022, claude-3-5-sonnet",
    "claude-3-5-sonnet-latest, claude-3-5-sonnet",
    "claude-3-5-sonnet@20240620, claude-3-5-sonnet",
    "anthropic.claude-3-5-sonnet-20241022-v2:0, claude-3-5-sonnet",
    "us.anthropic.claude-sonnet-4-20250514-v1:0, claude-sonnet-4",
    "arn:aws:bedrock:us-east-1:123456789012:inference-profile/eu.anthropic.claude-3-haiku-20240307-v1:0, claude-3-haiku",
    "amazon.nova-lite-v1:0, nova-lite",
    "models/gemini-2.0-flash-001, gemini-2.0-flash",
    "publishers/google/models/gemini-2.5-pro, gemini-2.5-pro",
    "text-embedding-3-small, text-embedding-3-small"
  })
  void findsModels(String reported, String model) {
    Cost cost = STANDARD.price(null, reported, null, TokenUsage.of(1, 1));

    assertThat(cost.rule()).startsWith(model + ": ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpt-4o-mini-custom",
        "my-gpt-4o",
        "gpt-4o:extended",
        "ft:gpt-4o-mini:acme::x",
        "gpt",
        "llama-3.3-70b-versatile",
        "claude",
        "gpt-4o-audio-preview",
        "",
        "gpt-4o-20",
        "unknown"
      })
  void guessesNothing(String model) {
    assertThat(STANDARD.price("acme", model, null, TokenUsage.of(1, 1))).isEqualTo(Cost.UNPRICED);
  }

  @Test
  void takesTheProvidersOwnPrice_beforeThatOfAny() {
    PriceBook book =
        PriceBook.of(List.of(price("m", null, "1", "1"), price("m", "groq", "2", "2")));

    assertThat(book.price("Groq", "m", null, TokenUsage.of(1, 0)))
        .isEqualTo(Cost.computed(2_000_000, "m @ groq: 2.00/2.00/2.00 USD per 1M"));
    assertThat(book.price("azure", "m", null, TokenUsage.of(1, 0)).picoUsd()).isEqualTo(1_000_000);
    assertThat(book.price(null, "m", null, TokenUsage.of(1, 0)).picoUsd()).isEqualTo(1_000_000);
    assertThat(STANDARD.price("groq", "llama-3.1-8b-instant", null, TokenUsage.of(1, 0)).picoUsd())
        .isEqualTo(50_000);
    assertThat(
            STANDARD
                .price("bedrock", "meta.llama3-3-70b-instruct-v1:0", null, TokenUsage.of(1, 0))
                .picoUsd())
        .isEqualTo(720_000);
  }

  @Test
  void takesTheRequestedModel_whenTheOneThatAnsweredIsNotInTheBook() {
    TokenUsage usage = TokenUsage.of(1, 0);

    assertThat(STANDARD.price(null, "deployment-7", "gpt-4o", usage).picoUsd())
        .isEqualTo(2_500_000);
    assertThat(STANDARD.price(null, "gpt-4o-mini", "gpt-4o", usage).picoUsd()).isEqualTo(150_000);
    assertThat(STANDARD.price(null, null, null, usage)).isEqualTo(Cost.UNPRICED);
  }

  @Test
  void staysUnpriced_whenTokensAreUnknown() {
    assertThat(STANDARD.price(null, "gpt-4o", null, TokenUsage.UNKNOWN)).isEqualTo(Cost.UNPRICED);
    assertThat(STANDARD.price(null, "gpt-4o", null, usage(5L, null, null, null)))
        .isEqualTo(Cost.UNPRICED);
    assertThat(STANDARD.price(null, "gpt-4o", null, usage(null, 5L, null, null)))
        .isEqualTo(Cost.UNPRICED);
  }

  @Test
  void needsNoOutput_whereOutputHasNoPrice() {
    Cost cost =
        STANDARD.price(null, "text-embedding-3-small", null, usage(1_000L, null, null, null));

    assertThat(cost.picoUsd()).isEqualTo(20_000_000L);
  }

  @Test
  void isFree_whenThePriceIsNought() {
    PriceBook book = PriceBook.of(List.of(price("local", null, "0", "0.000000")));

    assertThat(book.price(null, "local", null, TokenUsage.of(5, 5)))
        .isEqualTo(Cost.free("local: 0.00/0.00/0.00 USD per 1M"));
  }

  @Test
  void staysUnpriced_whenTheAmountOverflows() {
    assertThat(STANDARD.price(null, "gpt-4o", null, TokenUsage.of(Long.MAX_VALUE, 0)))
        .isEqualTo(Cost.UNPRICED);
    assertThat(STANDARD.price(null, "gpt-4o", null, usage(1L, 1L, Long.MAX_VALUE, Long.MAX_VALUE)))
        .isEqualTo(Cost.UNPRICED);
  }

  @Test
  void takesThePriceOfTheCallsLength() {
    assertThat(STANDARD.price(null, "gemini-2.5-pro", null, TokenUsage.of(200_000, 0)).picoUsd())
        .isEqualTo(200_000 * 1_250_000L);
    assertThat(STANDARD.price(null, "gemini-2.5-pro", null, TokenUsage.of(200_001, 0)).picoUsd())
        .isEqualTo(200_001 * 2_500_000L);
    PriceBook shortOnly = PriceBook.of(List.of(price("m", null, "1", "1").upTo(10)));
    assertThat(shortOnly.price(null, "m", null, TokenUsage.of(11, 0))).isEqualTo(Cost.UNPRICED);
  }

  @Test
  void overridesReplace_whatTheBookHasForTheSameModel() {
    PriceBook own =
        STANDARD.withOverrides(
            List.of(
                price("gemini-2.5-pro", null, "0.5", "1"),
                price("house-model", "acme", "7", "7"),
                price("llama-3.1-8b-instant", null, "9", "9")));

    TokenUsage usage = TokenUsage.of(300_000, 0);
    assertThat(own.price(null, "gemini-2.5-pro", null, usage).picoUsd())
        .isEqualTo(300_000 * 500_000L);
    assertThat(own.price("acme", "house-model", null, TokenUsage.of(1, 0)).picoUsd())
        .isEqualTo(7_000_000);
    assertThat(own.price("groq", "llama-3.1-8b-instant", null, TokenUsage.of(1, 0)).picoUsd())
        .isEqualTo(9_000_000);
    assertThat(own.price(null, "gpt-4o", null, TokenUsage.of(1, 0)).picoUsd()).isEqualTo(2_500_000);
  }

  @Test
  void refusesUnusablePrices() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> price("m", null, "-1", "1"))
        .withMessageContaining("input: -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> price("m", null, "0.0000001", "1"))
        .withMessageContaining("at most six decimals");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> PriceBook.of(List.of(price("m", null, "1", "1"), price("M", null, "2", "2"))))
        .withMessageContaining("price twice: m");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PriceTable.parse(Stream.of("# ok", "m\t*\tx\t-\t-\t1\t-")))
        .withMessageContaining("line 2")
        .withMessageContaining("decimal numbers");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PriceTable.parse(Stream.of("m\t*\t1")))
        .withMessageContaining("line 1: 3 columns (expected: 7)");
  }

  @Test
  void standardTable_isBroadAndExact() {
    assertThat(STANDARD.prices()).hasSizeGreaterThan(60);
    assertThat(STANDARD.prices())
        .allSatisfy(price -> assertThat(price.input()).isLessThan(1_000_000_000L));
  }

  @Test
  void aMillionCallsAddUpExactly() {
    Tally tally = new Tally();
    ChatEvent.Context context =
        new ChatEvent.Context("e", new ChatKey("a", "c"), null, null, Instant.EPOCH, null);
    Cost cost = Cost.computed(37_500, "rule");
    ChatEvent delta =
        new ChatEvent.UsageDelta(context, null, null, TokenUsage.of(1, 0), cost, false);

    for (int i = 0; i < 1_000_000; i++) {
      tally.add(delta);
    }

    assertThat(tally.costUsd()).isEqualByComparingTo("0.0375").hasToString("0.0375");
  }
}
