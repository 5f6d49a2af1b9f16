// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query.chat;

import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.SpanRef;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.server.query.cost.CallCostsJson;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a chat cost, as JSON.
final class CostJson {
  private CostJson() {}

  static void putTotals(ObjectNode node, CostLines lines) {
    CallCostsJson.put(node, lines.costs());
    put(node.putArray("by_model"), "model", lines.byModel());
    put(node.putArray("by_agent"), "agent_name", lines.byAgent());
  }

  private static void put(ArrayNode array, String name, Map<String, Tally> tallies) {
    tallies.forEach((value, tally) -> {
      ObjectNode node = array.addObject();
      node.put(name, value.isEmpty() ? null : value);
      CallCostsJson.put(node, tally);
    });
  }

  static void put(ObjectNode node, CostLine line) {
    SpanRef span = line.span();
    node.put("at", line.event().at().toString());
    node.put("kind", line.kind());
    node.put("event_id", line.event().id());
    node.put("trace_id", span == null ? null : span.traceId());
    node.put("span_id", span == null ? null : span.spanId());
    node.put("agent_name", line.agent());
    node.put("provider", line.provider());
    node.put("request_model", line.requestModel());
    node.put("model", line.model());
    putTokens(node, line.usage());
    node.put("amount", line.amount());
    putPrice(node.putObject("price"), line);
    node.put("cached", line.cached());
    node.put("aggregate", line.aggregate());
    Failure failure = line.failure();
    node.put("failed", failure != null);
    node.put("error_type", failure == null ? null : failure.type());
    node.put("retried", line.retried());
    node.put("counted", line.counted());
    node.put("reason", line.reason());
  }

  static void putTokens(ObjectNode node, TokenUsage usage) {
    node.put("prompt_tokens", usage.promptTokens());
    node.put("cached_read_tokens", usage.cachedReadTokens());
    node.put("cache_write_tokens", usage.cacheWriteTokens());
    node.put("completion_tokens", usage.completionTokens());
    node.put("reasoning_tokens", usage.reasoningTokens());
  }

  private static void putPrice(ObjectNode node, CostLine line) {
    Cost cost = line.cost();
    node.put("source", source(line));
    node.put("rule", cost.rule());
    node.put("reason", cost.state() == Cost.State.UNPRICED ? whyUnpriced(line) : null);
    List<PriceShares.Share> shares = PriceShares.of(cost, line.usage());
    ObjectNode byKind = node.putObject("shares");
    for (PriceShares.Share share : shares) {
      byKind
          .putObject(share.kind().name().toLowerCase(Locale.ROOT))
          .put("tokens", share.tokens())
          .put("usd_per_million", share.usdPerMillion())
          .put("amount", share.amount());
    }
  }

  /// Who says what it cost.
  static String source(CostLine line) {
    if (line.cached()) {
      return "local_cache";
    }
    return switch (line.cost().state()) {
      case FREE -> "free";
      case UNPRICED -> "unpriced";
      case PRICED -> line.cost().source() == Cost.Source.REPORTED ? "reported" : "price_table";
    };
  }

  private static String whyUnpriced(CostLine line) {
    TokenUsage usage = line.usage();
    if (usage.promptTokens() == null) {
      return "its input tokens are not known";
    }
    if (line.model() == null) {
      return "its model is not known";
    }
    return usage.completionTokens() == null
        ? "its output tokens are not known, or its model has no price"
        : "its model has no price: add one to prices in the configuration, for calls from then on";
  }
}
