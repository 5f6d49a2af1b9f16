// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import ai.mozaiks.observability.recorder.ModelPrice;
import ai.mozaiks.observability.recorder.PriceBook;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.config.PriceConfig;
import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.config.StorageConfig;
import ai.mozaiks.observability.server.config.UsageSourceConfig;
import ai.mozaiks.observability.server.fold.FoldSettings;
import ai.mozaiks.observability.server.fold.FoldThread;
import ai.mozaiks.observability.server.normalise.Pricing;
import ai.mozaiks.observability.server.normalise.UsageSources;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How spans are read and what counts, by the rules and by what a configuration says; and the fold
/// that counts so.
///
/// @param dialects read the spans
/// @param prices what tokens cost
/// @param ownPrices those of them that the operator configured
/// @param sources who speaks for an app that several tell of
record Counting(
    Dialects dialects, PriceBook prices, List<ModelPrice> ownPrices, UsageSources sources) {

  static Counting of(ServerConfig config) {
    List<ModelPrice> ownPrices = pricesOf(config.prices());
    return new Counting(
        new Dialects(
            config.chatKeys().everywhere(),
            config.chatKeys().apps(),
            config.usage().exclusiveScopes()),
        PriceBook.standard().withOverrides(ownPrices),
        ownPrices,
        usageSources(config.usageSource()));
  }

  /// The fold over what a store has; not started yet.
  FoldThread fold(ServerConfig config, OpenStore store, Balance balance, InstantSource clock) {
    return new FoldThread(
        store.storage(),
        store.journal(),
        dialects,
        pricing(),
        balance,
        clock,
        FoldSettings.of(
            config.chats(),
            config.limits(),
            retention(config.storage()),
            config.content().retention(),
            config.retention()),
        sources);
  }

  /// What tokens cost.
  Pricing pricing() {
    return prices::price;
  }

  private static Duration retention(StorageConfig config) {
    return switch (config) {
      case StorageConfig.Embedded embedded -> embedded.retention();
      case StorageConfig.Memory memory -> memory.retention();
    };
  }

  private static UsageSources usageSources(UsageSourceConfig config) {
    Map<String, UsageSources.Source> apps = new HashMap<>();
    config.apps().forEach((app, source) -> apps.put(app, of(source)));
    UsageSourceConfig.Source everywhere = config.everywhere();
    return new UsageSources(apps, everywhere == null ? null : of(everywhere));
  }

  private static UsageSources.Source of(UsageSourceConfig.Source source) {
    return UsageSources.Source.valueOf(source.name());
  }

  private static List<ModelPrice> pricesOf(List<PriceConfig> prices) {
    return prices.stream()
        .map(price ->
            ModelPrice.perMillion(
                price.model(),
                price.provider(),
                price.input(),
                price.cachedInput(),
                price.cacheWrite(),
                price.output()))
        .toList();
  }
}
