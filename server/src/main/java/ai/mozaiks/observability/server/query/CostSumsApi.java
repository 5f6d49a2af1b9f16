// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query;

import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.AnswerJson;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import ai.mozaiks.observability.server.query.cost.CallCosts;
import ai.mozaiks.observability.server.query.cost.CallCostsJson;
import ai.mozaiks.observability.storage.CostQuery;
import ai.mozaiks.observability.storage.CostSum;
import ai.mozaiks.observability.storage.StorageReader;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/cost`: what calls of models cost, what of it was for calls that failed, and what prompt
/// caches saved. Thread-safe.
public final class CostSumsApi {
  private static final JsonMapper JSON = AnswerJson.MAPPER;

  private final StorageReader store;
  private final InstantSource clock;

  public CostSumsApi(StorageReader store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  public void addTo(Router.Builder routes) {
    routes.get("/api/cost", this::costs);
  }

  private record Group(@Nullable Instant bucket, List<String> values) {}

  private Answer costs(Request request) throws Refusal {
    request.allowParameters(Range.parametersWith("step", "format"));
    Range range = Range.of(request, clock.instant());
    int step = request.intParameter("step", 0, 1, Range.MAX_STEP);
    if (step > 0) {
      range.requireFewBuckets(step);
    }
    List<CostSum> sums =
        store.costs(
            new CostQuery(
                range.from(),
                range.to(),
                step == 0 ? null : Duration.ofSeconds(step),
                range.groupBy(),
                range.filters(),
                CostQuery.MAX_SUMS));
    Map<Group, CallCosts> groups = new LinkedHashMap<>();
    for (CostSum sum : sums) {
      groups.computeIfAbsent(new Group(sum.bucket(), sum.group()), _ -> new CallCosts()).add(sum);
    }
    ObjectNode body = JSON.createObjectNode();
    body.put("from", range.from().toString());
    body.put("to", range.to().toString());
    if (step > 0) {
      body.put("step", step);
    }
    ArrayNode array = body.putArray("groups");
    groups.forEach((group, costs) -> {
      ObjectNode node = array.addObject();
      if (group.bucket() != null) {
        node.put("at", group.bucket().toString());
      }
      range.putGroup(node, group.values());
      CallCostsJson.put(node, costs);
    });
    return Answer.stream(200, "application/json", out -> JSON.writeValue(out, body));
  }
}
