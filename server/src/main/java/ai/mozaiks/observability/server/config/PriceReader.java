// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import ai.mozaiks.observability.server.config.ConfigurationException.Problem;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the list of prices.
final class PriceReader {
  private static final String INPUT = "input_usd_per_million";
  private static final String CACHED_INPUT = "cached_input_usd_per_million";
  private static final String CACHE_WRITE = "cache_write_usd_per_million";
  private static final String OUTPUT = "output_usd_per_million";
  private static final List<String> NAMES =
      List.of("model", "provider", INPUT, CACHED_INPUT, CACHE_WRITE, OUTPUT);

  private final Settings settings;

  PriceReader(Settings settings) {
    this.settings = settings;
  }

  List<PriceConfig> read(String key) {
    ConfigValue value = settings.find(key, true);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof ConfigValue.Sequence sequence)) {
      settings.problem(value, key, "a list of tables with " + String.join(", ", NAMES));
      return List.of();
    }
    List<PriceConfig> prices = new ArrayList<>();
    Set<List<@Nullable String>> seen = new HashSet<>();
    int index = 0;
    for (ConfigValue item : sequence.items()) {
      String itemKey = key + "[" + index++ + "]";
      PriceConfig price = price(item, itemKey);
      if (price == null) {
        continue;
      }
      List<@Nullable String> identity = new ArrayList<>();
      identity.add(price.model());
      identity.add(price.provider());
      if (!seen.add(identity)) {
        settings.problem(
            new Problem(
                item.source(),
                itemKey,
                price.model() + " is priced twice (expected: once for each model and provider)"));
      }
      prices.add(price);
    }
    return prices;
  }

  private @Nullable PriceConfig price(ConfigValue item, String key) {
    if (!(item instanceof ConfigValue.Section section)) {
      settings.problem(item, key, "a table with " + String.join(", ", NAMES));
      return null;
    }
    for (String name : section.entries().keySet()) {
      if (!NAMES.contains(name)) {
        String guess =
            Spelling.nearest(name, NAMES)
                .map(near -> "did you mean " + near + "?")
                .orElse("expected: " + String.join(", ", NAMES));
        ConfigValue value = section.entries().getOrDefault(name, section);
        settings.problem(
            new Problem(value.source(), key + "." + name, "unknown key (" + guess + ")"));
      }
    }
    String model = text(section, key, "model", true);
    String provider = text(section, key, "provider", false);
    BigDecimal input = money(section, key, INPUT, true);
    BigDecimal cachedInput = money(section, key, CACHED_INPUT, false);
    BigDecimal cacheWrite = money(section, key, CACHE_WRITE, false);
    BigDecimal output = money(section, key, OUTPUT, true);
    return model == null || input == null || output == null
        ? null
        : new PriceConfig(model, provider, input, cachedInput, cacheWrite, output);
  }

  private @Nullable String text(
      ConfigValue.Section section, String key, String name, boolean required) {
    ConfigValue value = find(section, key, name, required);
    if (value == null) {
      return null;
    }
    if (value instanceof ConfigValue.Scalar scalar && !scalar.text().isBlank()) {
      return scalar.text();
    }
    settings.problem(value, key + "." + name, "a text");
    return null;
  }

  private @Nullable BigDecimal money(
      ConfigValue.Section section, String key, String name, boolean required) {
    ConfigValue value = find(section, key, name, required);
    if (value == null) {
      return null;
    }
    BigDecimal money =
        value instanceof ConfigValue.Scalar scalar
            ? TypedSettings.decimal(scalar.text()).filter(PriceConfig::valid).orElse(null)
            : null;
    if (money == null) {
      settings.problem(
          value, key + "." + name, "US dollars >= 0 and < 1000000 with at most six decimals");
    }
    return money;
  }

  private @Nullable ConfigValue find(
      ConfigValue.Section section, String key, String name, boolean required) {
    ConfigValue value = section.entries().get(name);
    if (value == null && required) {
      settings.problem(new Problem(section.source(), key + "." + name, "missing"));
    }
    return value;
  }
}
