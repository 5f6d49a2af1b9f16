// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Prices calls: tokens times the price of their model, in exact integers. A model that is not in
/// the book, or a call whose tokens are unknown, is unpriced, never 0.
///
/// Thread-safe; immutable but for a bounded cache of names.
public final class PriceBook {

  private static final String STANDARD = "prices.tsv";

  // Other spellings of the providers that have prices of their own.
  private static final Map<String, String> PROVIDERS =
      Map.of(
          "bedrock", "aws.bedrock",
          "aws_bedrock", "aws.bedrock",
          "amazon-bedrock", "aws.bedrock",
          "aws", "aws.bedrock");

  private static final Comparator<Entry> SMALLEST_LIMIT_FIRST =
      Comparator.comparingLong(
          entry -> Objects.requireNonNullElse(entry.price().upToPromptTokens(), Long.MAX_VALUE));

  /// A price with its rule in words, which is worked out once.
  private record Entry(ModelPrice price, String rule) {}

  private record Key(String model, @Nullable String provider) {}

  private static final int MAX_NAMES = 1_000;

  private final List<ModelPrice> prices;
  // Reported names that were taken apart before; bounded, since senders choose them.
  private final ConcurrentHashMap<String, List<String>> names = new ConcurrentHashMap<>();
  private final Map<Key, List<Entry>> entries = new HashMap<>();

  private PriceBook(List<ModelPrice> prices) {
    this.prices = List.copyOf(prices);
    for (ModelPrice price : prices) {
      Key key = new Key(price.model(), price.provider());
      List<Entry> same = entries.computeIfAbsent(key, absent -> new ArrayList<>(1));
      Entry entry = new Entry(price, price.rule());
      if (same.stream().anyMatch(other -> SMALLEST_LIMIT_FIRST.compare(other, entry) == 0)) {
        throw new IllegalArgumentException("price twice: " + entry.rule());
      }
      same.add(entry);
      same.sort(SMALLEST_LIMIT_FIRST);
    }
  }

  /// The public list prices that come with this release; they change, so check and override them.
  public static PriceBook standard() {
    InputStream table =
        Objects.requireNonNull(PriceBook.class.getResourceAsStream(STANDARD), STANDARD);
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(table, StandardCharsets.UTF_8))) {
      return new PriceBook(PriceTable.parse(reader.lines()));
    } catch (IOException e) {
      throw new UncheckedIOException(STANDARD, e);
    }
  }

  /// A book of just these prices.
  ///
  /// @throws IllegalArgumentException if two prices are for the same calls
  public static PriceBook of(List<ModelPrice> prices) {
    return new PriceBook(prices);
  }

  /// This book with the operator's own prices instead of those it has for the same model and
  /// provider; a price for any provider takes the place of all prices of its model.
  ///
  /// @throws IllegalArgumentException if two of the overrides are for the same calls
  public PriceBook withOverrides(List<ModelPrice> overrides) {
    Set<Key> replaced = new LinkedHashSet<>();
    overrides.forEach(price -> replaced.add(new Key(price.model(), price.provider())));
    List<ModelPrice> all = new ArrayList<>(overrides);
    for (ModelPrice price : prices) {
      if (!replaced.contains(new Key(price.model(), price.provider()))
          && !replaced.contains(new Key(price.model(), null))) {
        all.add(price);
      }
    }
    return new PriceBook(all);
  }

  /// All prices, those of the operator first.
  public List<ModelPrice> prices() {
    return prices;
  }

  /// What a call cost.
  ///
  /// @param provider the hosting side as the sender names it; null when unknown
  /// @param responseModel the model that answered, which decides; null when unknown
  /// @param requestModel the model asked for, if the first is unknown or not in the book
  /// @return [Cost#UNPRICED] if no price or no count of tokens is known, or if the amount exceeds
  ///   9.2 million dollars
  public Cost price(
      @Nullable String provider,
      @Nullable String responseModel,
      @Nullable String requestModel,
      TokenUsage usage) {
    TokenUsage counted = usage.normalised();
    Long prompt = counted.promptTokens();
    if (prompt == null) {
      return Cost.UNPRICED;
    }
    try {
      Tokens tokens = Tokens.of(counted, prompt);
      Entry entry = entry(provider, responseModel, tokens.prompt);
      if (entry == null && !Objects.equals(requestModel, responseModel)) {
        entry = entry(provider, requestModel, tokens.prompt);
      }
      return entry == null ? Cost.UNPRICED : cost(entry, tokens);
    } catch (ArithmeticException overflow) {
      return Cost.UNPRICED;
    }
  }

  private static Cost cost(Entry entry, Tokens tokens) {
    ModelPrice price = entry.price;
    if (price.isFree()) {
      return Cost.free(entry.rule);
    }
    if (tokens.completion == null && price.output() != 0) {
      return Cost.UNPRICED;
    }
    long cachedRead = Objects.requireNonNullElse(price.cachedRead(), price.input());
    long cacheWrite = Objects.requireNonNullElse(price.cacheWrite(), price.input());
    long pico = Math.multiplyExact(tokens.plain, price.input());
    pico = Math.addExact(pico, Math.multiplyExact(tokens.cachedRead, cachedRead));
    pico = Math.addExact(pico, Math.multiplyExact(tokens.cacheWrite, cacheWrite));
    if (tokens.completion != null) {
      pico = Math.addExact(pico, Math.multiplyExact(tokens.completion, price.output()));
    }
    return Cost.computed(pico, entry.rule);
  }

  private @Nullable Entry entry(
      @Nullable String provider, @Nullable String model, long promptTokens) {
    if (model == null) {
      return null;
    }
    String host = provider == null ? null : provider.toLowerCase(Locale.ROOT);
    String canonical = host == null ? null : PROVIDERS.getOrDefault(host, host);
    for (String name : names(model)) {
      List<Entry> own = canonical == null ? null : entries.get(new Key(name, canonical));
      List<Entry> found = own != null ? own : entries.get(new Key(name, null));
      if (found != null) {
        return within(found, promptTokens);
      }
    }
    return null;
  }

  private List<String> names(String model) {
    List<String> known = names.get(model);
    if (known != null) {
      return known;
    }
    List<String> candidates = ModelNames.candidates(model);
    if (!candidates.isEmpty() && names.size() < MAX_NAMES) {
      names.put(model, candidates);
    }
    return candidates;
  }

  private static @Nullable Entry within(List<Entry> entries, long promptTokens) {
    for (Entry entry : entries) {
      Long limit = entry.price.upToPromptTokens();
      if (limit == null || promptTokens <= limit) {
        return entry;
      }
    }
    return null;
  }

  /// Tokens by price.
  private record Tokens(
      long prompt, long plain, long cachedRead, long cacheWrite, @Nullable Long completion) {

    static Tokens of(TokenUsage usage, long prompt) {
      long read = Objects.requireNonNullElse(usage.cachedReadTokens(), 0L);
      long write = Objects.requireNonNullElse(usage.cacheWriteTokens(), 0L);
      long plain = prompt - Math.addExact(read, write);
      return new Tokens(prompt, plain, read, write, usage.completionTokens());
    }
  }
}
