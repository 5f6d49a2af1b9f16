// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query.cost;

import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.server.tally.TallyJson;
import tools.jackson.databind.node.ObjectNode;

/// [CallCosts] as JSON, the same for one chat and for many.
public final class CallCostsJson {
  private CallCostsJson() {}

  /// Adds `totals`, `failed`, `retried` and `cache`.
  public static void put(ObjectNode node, CallCosts costs) {
    put(node.putObject("totals"), costs.total());
    put(node.putObject("failed"), costs.failed());
    put(node.putObject("retried"), costs.retried());
    CacheSavings cache = costs.cache();
    node.putObject("cache")
        .put("read_tokens", cache.readTokens())
        .put("write_tokens", cache.writeTokens())
        .put("unknown_tokens", cache.unknownTokens())
        .put("saved_usd", cache.saved())
        .put("write_surcharge_usd", cache.writeSurcharge())
        .put("net_saved_usd", cache.netSaved());
  }

  /// Adds what calls add up to.
  public static void put(ObjectNode node, Tally tally) {
    node.put("llm_calls", tally.llmCalls());
    node.put("cached_calls", tally.locallyCachedCalls());
    node.put("errors", tally.errors());
    TallyJson.putTokensAndCost(node, tally);
    node.put("unpriced_calls", tally.unpricedReports());
  }
}
