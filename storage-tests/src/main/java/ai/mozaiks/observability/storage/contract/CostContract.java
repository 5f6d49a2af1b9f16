// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.contract;

import static ai.mozaiks.observability.storage.contract.Samples.CHAT;
import static ai.mozaiks.observability.storage.contract.Samples.at;
import static ai.mozaiks.observability.storage.contract.Samples.call;
import static ai.mozaiks.observability.storage.contract.Samples.seconds;
import static ai.mozaiks.observability.storage.contract.Samples.trace;
import static ai.mozaiks.observability.storage.contract.Samples.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.storage.CallOutcome;
import ai.mozaiks.observability.storage.CostQuery;
import ai.mozaiks.observability.storage.CostSum;
import ai.mozaiks.observability.storage.Dimension;
import ai.mozaiks.observability.storage.QueryLimitException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What calls of models cost, by outcome and price.
interface CostContract extends StorageUnderTest {
  Failure FAILED = new Failure("Timeout", null, false);
  TokenUsage USAGE = new TokenUsage(100L, 10L, 40L, 5L, null);
  String RULE = "gpt-4o: 2.50/1.25/10.00 USD per 1M";
  Cost LIST = Cost.computed(7, RULE);

  private void store(ChatEvent... events) {
    storage().write(new Scenario().part(trace(1), events).batch(1));
  }

  private List<CostSum> costs(List<Dimension> groupBy, Map<Dimension, String> filters) {
    return reader().costs(new CostQuery(at(-3600), at(3600), groupBy, filters));
  }

  private List<CostSum> costs() {
    return costs(List.of(), Map.of());
  }

  private static ChatEvent.LlmCall priced(String id, Instant at, Cost cost) {
    ChatEvent.LlmCall call = (ChatEvent.LlmCall) call(id, CHAT, at, "gpt-4o", 1);
    return new ChatEvent.LlmCall(
        call.context(),
        "planner",
        "openai",
        "gpt-4o",
        null,
        USAGE,
        cost,
        seconds(1),
        null,
        false,
        false,
        false,
        List.of(),
        null,
        null);
  }

  private static CostSum sum(CallOutcome outcome, String price, ChatEvent... events) {
    Tally tally = new Tally();
    for (ChatEvent event : events) {
      tally.add(event);
    }
    return new CostSum(null, List.of(), outcome, price, tally);
  }

  @Test
  default void storeWithoutCalls_hasNoCosts() {
    assertThat(costs()).isEmpty();
    store(turn("a", CHAT, at(0)));
    assertThat(costs()).isEmpty();
  }

  @Test
  default void outcomesAndPrices_areKeptApart() {
    ChatEvent good = priced("a", at(0), LIST);
    ChatEvent bad = priced("b", at(1), LIST).withFailure(FAILED);
    ChatEvent again = priced("c", at(2), LIST).withFailure(FAILED.withRetried(true));
    ChatEvent dearer = priced("d", at(3), Cost.computed(8, "other"));
    ChatEvent told = priced("e", at(4), Cost.reported(9));
    ChatEvent unpriced = priced("f", at(5), Cost.UNPRICED);
    store(good, bad, again, dearer, told, unpriced, turn("g", CHAT, at(6)));

    assertThat(costs())
        .containsExactly(
            sum(CallOutcome.FAILED, RULE, bad),
            sum(CallOutcome.RETRIED, RULE, again),
            sum(CallOutcome.SUCCEEDED, "", told, unpriced),
            sum(CallOutcome.SUCCEEDED, RULE, good),
            sum(CallOutcome.SUCCEEDED, "other", dearer));
  }

  @Test
  default void whatAddsNoCost_hasNoPrice() {
    ChatEvent refused =
        new ChatEvent.LlmCall(
            Samples.context("a", CHAT, at(0)),
            null,
            null,
            "gpt-4o",
            null,
            TokenUsage.UNKNOWN,
            LIST,
            null,
            null,
            false,
            false,
            false,
            List.of(),
            null,
            FAILED);
    ChatEvent cached =
        new ChatEvent.UsageDelta(
            Samples.context("b", CHAT, at(1)), null, "gpt-4o", USAGE, Cost.LOCALLY_CACHED, true);
    ChatEvent superseded = new ChatEvent.Superseded(priced("c", at(2), LIST));
    ChatEvent summary = new ChatEvent.UsageSummary(Samples.context("d", CHAT, at(3)), USAGE, LIST);
    store(refused, cached, superseded, summary);

    assertThat(costs())
        .containsExactly(
            sum(CallOutcome.FAILED, "", refused), sum(CallOutcome.SUCCEEDED, "", cached));
  }

  @Test
  default void groupsFiltersAndSteps_chooseAsForSeries() {
    ChatEvent early = priced("a", at(0), LIST);
    ChatEvent late = priced("b", at(3_599), LIST);
    ChatEvent other = call("c", CHAT, at(1), "gpt-4o-mini", 10);
    store(early, late, other);

    assertThat(costs(List.of(Dimension.MODEL), Map.of()))
        .extracting(each -> each.group().getFirst())
        .containsExactly("gpt-4o", "gpt-4o-mini");
    assertThat(costs(List.of(), Map.of(Dimension.MODEL, "gpt-4o")))
        .containsExactly(sum(CallOutcome.SUCCEEDED, RULE, early, late));
    CostQuery byMinute =
        new CostQuery(
            at(0),
            at(3_600),
            Duration.ofMinutes(1),
            List.of(),
            Map.of(Dimension.MODEL, "gpt-4o"),
            10);
    assertThat(reader().costs(byMinute))
        .extracting(CostSum::bucket)
        .containsExactly(at(0), at(3_540));
  }

  @Test
  default void moreSumsThanAllowed_areRefused() {
    store(priced("a", at(0), LIST), priced("b", at(0), Cost.computed(8, "other")));
    CostQuery one = new CostQuery(at(0), at(1), null, List.of(), Map.of(), 1);
    assertThatThrownBy(() -> reader().costs(one))
        .isInstanceOf(QueryLimitException.class)
        .hasMessageContaining("sums: more than 1");
    assertThat(reader().costs(new CostQuery(at(0), at(1), null, List.of(), Map.of(), 2)))
        .hasSize(2);
  }
}
