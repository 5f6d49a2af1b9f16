// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query;

import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.ModelPrice;
import ai.mozaiks.observability.recorder.PriceBook;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.AnswerJson;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import ai.mozaiks.observability.storage.CostQuery;
import ai.mozaiks.observability.storage.Dimension;
import ai.mozaiks.observability.storage.StorageReader;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/prices`: the prices in force, and `/api/prices/applied`: by which prices the calls of a
/// time were counted. Thread-safe.
public final class PricesApi {
  private static final JsonMapper JSON = AnswerJson.MAPPER;
  private static final Duration USUAL_LENGTH = Duration.ofDays(30);
  private static final Duration DAY = Duration.ofDays(1);
  private static final int DECIMALS = 6;

  private final PriceBook book;
  private final Set<ModelPrice> own;
  private final Set<String> rules = new HashSet<>();
  private final StorageReader store;
  private final InstantSource clock;

  /// @param book the prices in force
  /// @param own those of them that the operator configured
  public PricesApi(PriceBook book, List<ModelPrice> own, StorageReader store, InstantSource clock) {
    this.book = book;
    this.own = Set.copyOf(own);
    this.store = store;
    this.clock = clock;
    book.prices().forEach(price -> rules.add(price.rule()));
  }

  public void addTo(Router.Builder routes) {
    routes.get("/api/prices", this::prices).get("/api/prices/applied", this::applied);
  }

  private Answer prices(Request request) throws Refusal {
    request.allowParameters("format");
    ObjectNode body = JSON.createObjectNode();
    ArrayNode array = body.putArray("prices");
    book.prices().forEach(price -> put(array.addObject(), price));
    return Answer.json(JSON.writeValueAsBytes(body));
  }

  private Answer applied(Request request) throws Refusal {
    request.allowParameters("from", "to", "format");
    Range range = Range.of(request, clock.instant(), USUAL_LENGTH);
    CostQuery byDay =
        new CostQuery(
            range.from(),
            range.to(),
            DAY,
            List.of(Dimension.PROVIDER, Dimension.MODEL),
            Map.of(),
            CostQuery.MAX_SUMS);
    AppliedPrices applied = new AppliedPrices();
    store.costs(byDay).forEach(applied::add);

    ObjectNode body = JSON.createObjectNode();
    body.put("from", range.from().toString());
    body.put("to", range.to().toString());
    ArrayNode array = body.putArray("applied");
    applied.inOrder().forEach(use -> put(array.addObject(), use));
    return Answer.stream(200, "application/json", out -> JSON.writeValue(out, body));
  }

  private void put(ObjectNode node, AppliedPrices.Use use) {
    String rule = use.rule();
    node.put("provider", nullIfEmpty(use.provider()));
    node.put("model", nullIfEmpty(use.model()));
    node.put("source", use.source().word());
    node.put("rule", rule);
    putPrice(node, rule == null ? null : ModelPrice.ofRule(rule).orElse(null));
    node.put("in_force", rule == null ? null : (Boolean) rules.contains(rule));
    node.put("reason", use.source() == AppliedPrices.Source.UNPRICED ? whyUnpriced(use) : null);
    node.put("calls", use.calls());
    node.put("cost", use.cost());
    node.put("first_day", use.firstDay().toString());
    node.put("last_day", use.lastDay().toString());
  }

  private String whyUnpriced(AppliedPrices.Use use) {
    if (use.model().isEmpty()) {
      return "its model is not known";
    }
    Cost cost = book.price(nullIfEmpty(use.provider()), use.model(), null, TokenUsage.of(1, 1));
    return cost.state() != Cost.State.UNPRICED
        ? "its tokens are not known, or it was counted before its model had a price"
        : "its model has no price: add one to prices in the configuration, for calls from then on";
  }

  private void put(ObjectNode node, ModelPrice price) {
    node.put("model", price.model());
    node.put("provider", price.provider());
    node.put("source", own.contains(price) ? "configuration" : "release");
    putPrice(node, price);
    node.put("rule", price.rule());
  }

  private static void putPrice(ObjectNode node, @Nullable ModelPrice price) {
    node.put("input_usd_per_million", price == null ? null : usdPerMillion(price.input()));
    node.put(
        "cached_input_usd_per_million", price == null ? null : usdPerMillion(price.cachedRead()));
    node.put(
        "cache_write_usd_per_million", price == null ? null : usdPerMillion(price.cacheWrite()));
    node.put("output_usd_per_million", price == null ? null : usdPerMillion(price.output()));
    node.put("up_to_prompt_tokens", price == null ? null : price.upToPromptTokens());
  }

  private static @Nullable BigDecimal usdPerMillion(@Nullable Long picoPerToken) {
    if (picoPerToken == null) {
      return null;
    }
    BigDecimal stripped = BigDecimal.valueOf(picoPerToken, DECIMALS).stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  private static @Nullable String nullIfEmpty(String text) {
    return text.isEmpty() ? null : text;
  }
}
