// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the tokens of one model cost, in pico-dollars (1e-12 USD) per token. One US dollar per
/// million tokens is 1,000,000 pico-dollars per token, so that a price with up to six decimals is
/// an integer.
///
/// @param model the model's exact name, in lower case
/// @param provider whose price it is, as senders name it, in lower case; null for any
/// @param input pico-dollars per input token; `>= 0`
/// @param cachedRead the same for input read from the provider's prompt cache; null: as input
/// @param cacheWrite the same for input written to the provider's prompt cache; null: as input
/// @param output the same for output, reasoning included
/// @param upToPromptTokens the price holds for calls of at most so many input tokens; null for any
public record ModelPrice(
    String model,
    @Nullable String provider,
    long input,
    @Nullable Long cachedRead,
    @Nullable Long cacheWrite,
    long output,
    @Nullable Long upToPromptTokens) {

  private static final int DECIMALS = 6;

  private static final String USD = "\\d{1,13}(?:\\.\\d{1,6})?";

  /// What [#rule] writes.
  private static final Pattern RULE =
      Pattern.compile(
          "(?<model>.+?)(?: @ (?<provider>[^ ]+))?: (?<input>"
              + USD
              + ")/(?<read>"
              + USD
              + ")/(?<output>"
              + USD
              + ") USD per 1M(?:, cache write (?<write>"
              + USD
              + "))?(?:, up to (?<limit>\\d{1,18}) input tokens)?",
          Pattern.DOTALL);

  private static final BigDecimal MAX_USD_PER_MILLION =
      BigDecimal.valueOf(Long.MAX_VALUE, DECIMALS);

  public ModelPrice {
    if (model.isEmpty()) {
      throw new IllegalArgumentException("model: empty (expected: a model's name)");
    }
    model = model.toLowerCase(Locale.ROOT);
    provider = provider == null ? null : provider.toLowerCase(Locale.ROOT);
    requirePrice(input, "input");
    requirePrice(cachedRead, "cachedRead");
    requirePrice(cacheWrite, "cacheWrite");
    requirePrice(output, "output");
    requirePrice(upToPromptTokens, "upToPromptTokens");
  }

  /// A price as vendors print it, for input and output tokens; cached input costs as much as other.
  ///
  /// @param input US dollars per million input tokens, with at most six decimals
  /// @param output US dollars per million output tokens, with at most six decimals
  /// @throws IllegalArgumentException if a price is negative, has more decimals or is above 9.2e12
  public static ModelPrice perMillion(
      String model, @Nullable String provider, BigDecimal input, BigDecimal output) {
    return perMillion(model, provider, input, null, null, output);
  }

  /// A price as vendors print it.
  ///
  /// @param input US dollars per million input tokens, with at most six decimals
  /// @param cachedRead the same for input read from the prompt cache; null: as input
  /// @param cacheWrite the same for input written to the prompt cache; null: as input
  /// @param output the same for output tokens
  /// @throws IllegalArgumentException if a price is negative, has more decimals or is above 9.2e12
  public static ModelPrice perMillion(
      String model,
      @Nullable String provider,
      BigDecimal input,
      @Nullable BigDecimal cachedRead,
      @Nullable BigDecimal cacheWrite,
      BigDecimal output) {
    return new ModelPrice(
        model,
        provider,
        pico(input, "input"),
        cachedRead == null ? null : (Long) pico(cachedRead, "cachedRead"),
        cacheWrite == null ? null : (Long) pico(cacheWrite, "cacheWrite"),
        pico(output, "output"),
        null);
  }

  /// The same price, for calls of at most so many input tokens.
  ///
  /// @param promptTokens `>= 0`
  public ModelPrice upTo(long promptTokens) {
    return new ModelPrice(model, provider, input, cachedRead, cacheWrite, output, promptTokens);
  }

  /// Pico-dollars per token of dollars per million tokens.
  static long pico(BigDecimal usdPerMillion, String name) {
    if (usdPerMillion.signum() < 0 || usdPerMillion.stripTrailingZeros().scale() > DECIMALS) {
      throw new IllegalArgumentException(
          name
              + ": "
              + usdPerMillion
              + " (expected: USD per million tokens, >= 0, at most six decimals)");
    }
    // Compared first: to rescale 1e999999999 would take all memory.
    if (usdPerMillion.compareTo(MAX_USD_PER_MILLION) > 0) {
      throw new IllegalArgumentException(
          name + ": " + usdPerMillion + " (expected: at most " + MAX_USD_PER_MILLION + ")");
    }
    return usdPerMillion.movePointRight(DECIMALS).longValueExact();
  }

  boolean isFree() {
    return input == 0
        && output == 0
        && Objects.requireNonNullElse(cachedRead, 0L) == 0
        && Objects.requireNonNullElse(cacheWrite, 0L) == 0;
  }

  /// The rule in words, for example `gpt-4o-mini @ openai: 0.15/0.075/0.60 USD per 1M`: input,
  /// cached input, output.
  public String rule() {
    StringBuilder rule = new StringBuilder(model);
    if (provider != null) {
      rule.append(" @ ").append(provider);
    }
    rule.append(": ").append(dollars(input)).append('/');
    rule.append(dollars(cachedRead == null ? input : cachedRead)).append('/');
    rule.append(dollars(output)).append(" USD per 1M");
    if (cacheWrite != null) {
      rule.append(", cache write ").append(dollars(cacheWrite));
    }
    if (upToPromptTokens != null) {
      rule.append(", up to ").append(upToPromptTokens).append(" input tokens");
    }
    return rule.toString();
  }

  /// The price that a [#rule] tells of, as events keep it, also when the book has another one by
  /// now. A price that the rule does not tell apart from that of other input is null.
  ///
  /// @return empty if it is no such rule
  public static Optional<ModelPrice> ofRule(String rule) {
    Matcher told = RULE.matcher(rule);
    if (!told.matches()) {
      return Optional.empty();
    }
    String cacheWrite = told.group("write");
    String limit = told.group("limit");
    try {
      long input = pico(new BigDecimal(told.group("input")), "input");
      long read = pico(new BigDecimal(told.group("read")), "cachedRead");
      return Optional.of(
          new ModelPrice(
              told.group("model"),
              told.group("provider"),
              input,
              read == input ? null : (Long) read,
              cacheWrite == null ? null : (Long) pico(new BigDecimal(cacheWrite), "cacheWrite"),
              pico(new BigDecimal(told.group("output")), "output"),
              limit == null ? null : Long.valueOf(limit)));
    } catch (IllegalArgumentException beyondWhatAPriceCanBe) {
      return Optional.empty();
    }
  }

  private static String dollars(long pico) {
    BigDecimal usd = Usd.strip(BigDecimal.valueOf(pico, DECIMALS));
    return (usd.scale() < 2 ? usd.setScale(2) : usd).toPlainString();
  }

  private static void requirePrice(@Nullable Long value, String name) {
    if (value != null && value < 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= 0)");
    }
  }
}
