// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.server.alerts.SampleEvents;
import ai.mozaiks.observability.server.alerts.measure.Group;
import ai.mozaiks.observability.server.alerts.measure.Measurement;
import ai.mozaiks.observability.server.alerts.measure.Measures;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class ErrorBudgetsTest {
  private static final Instant NOW = Instant.parse("2026-05-31T12:00:00Z");

  private final SampleEvents events = new SampleEvents("shop", "order");

  private Measures measures(Slo slo) {
    return new Measures(ErrorBudgets.measurements(slo), 100, NOW);
  }

  private static Slo builtIn(String name) throws Exception {
    return new SloFiles()
        .addBuiltIn().read().slos().stream()
            .filter(slo -> slo.name().equals(name))
            .findFirst()
            .orElseThrow();
  }

  private static Duration hours(int hours) {
    return Duration.ofHours(hours);
  }

  /// 10,000 chats in 30 days, of which 4 failed: 0.4 of the 10 that may. In the last six hours 500
  /// ended, in the last hour 100, of which 2 failed.
  private Measures chats(Slo... wanted) {
    Set<Measurement> all = new HashSet<>();
    for (Slo slo : wanted) {
      all.addAll(ErrorBudgets.measurements(slo));
    }
    Measures measures = new Measures(all, 100, NOW);
    Instant longAgo = NOW.minus(Duration.ofDays(20));
    measures.add(events.ends(longAgo, 9_498, ChatStatus.COMPLETED));
    measures.add(events.ends(longAgo, 2, ChatStatus.FAILED));
    measures.add(events.ends(NOW.minus(hours(3)), 400, ChatStatus.COMPLETED));
    measures.add(events.ends(NOW.minus(Duration.ofMinutes(20)), 98, ChatStatus.COMPLETED));
    measures.add(events.ends(NOW.minus(Duration.ofMinutes(20)), 2, ChatStatus.FAILED));
    measures.advance(NOW);
    return measures;
  }

  @Test
  void tellsWhatIsLeftOfABudget_andHowFastItGoes() throws Exception {
    Slo slo = builtIn("availability");

    ErrorBudget budget = ErrorBudgets.of(slo, chats(slo), NOW).getFirst();

    assertThat(budget.group()).isEqualTo(Group.ALL);
    assertThat(budget.total()).isEqualTo(10_000);
    assertThat(budget.bad()).isEqualTo(4);
    assertThat(budget.achieved()).isEqualTo(0.9996);
    assertThat(budget.allowed()).isCloseTo(10, within(1e-9));
    assertThat(budget.left()).isCloseTo(6, within(1e-9));
    assertThat(budget.leftShare()).isCloseTo(0.6, within(1e-9));
    assertThat(budget.step()).isNull();
    // Of 1 in 1,000: 2 of 100, and 2 of 500.
    assertThat(budget.rates())
        .extracting(ErrorBudget.Rate::window)
        .containsExactly(hours(1), hours(6), hours(24), hours(72));
    assertThat(budget.rates().get(0).rate()).isCloseTo(20, within(1e-9));
    assertThat(budget.rates().get(1).rate()).isCloseTo(4, within(1e-9));
    assertThat(budget.rates().get(2).rate()).isCloseTo(4, within(1e-9));
    // 60 % of 30 days, four times too fast.
    assertThat(budget.exhaustedAt()).isCloseTo(NOW.plus(hours(108)), within(Duration.ofSeconds(2)));
    assertThat(budget.supportedTarget()).isEqualTo(new BigDecimal("0.9995"));
  }

  @Test
  void saysByThePolicyWhatIsToBeDone() throws Exception {
    Slo slo = builtIn("availability");
    Measures measures = chats(slo);
    measures.add(events.ends(NOW.minus(hours(30)), 2, ChatStatus.FAILED));

    ErrorBudget budget = ErrorBudgets.of(slo, measures, NOW).getFirst();
    assertThat(budget.step()).isEqualTo(BudgetPolicy.USUAL.steps().getFirst());

    measures.add(events.ends(NOW.minus(hours(30)), 5, ChatStatus.FAILED));
    budget = ErrorBudgets.of(slo, measures, NOW).getFirst();
    assertThat(budget.left()).isNegative();
    assertThat(budget.step()).isEqualTo(BudgetPolicy.USUAL.steps().getLast());
    assertThat(budget.exhaustedAt()).isEqualTo(NOW);
  }

  @Test
  void knowsNothing_whenNothingHappened() throws Exception {
    Slo slo = builtIn("availability");

    ErrorBudget budget = ErrorBudgets.of(slo, measures(slo), NOW).getFirst();

    assertThat(budget.achieved()).isNaN();
    assertThat(budget.leftShare()).isNaN();
    assertThat(budget.step()).isNull();
    assertThat(budget.exhaustedAt()).isNull();
    assertThat(budget.supportedTarget()).isNull();
    assertThat(budget.rates()).allMatch(rate -> Double.isNaN(rate.rate()));
  }

  @Test
  void supportsNoTarget_beforeThereIsAWeek() throws Exception {
    Slo slo = builtIn("availability");
    Measures measures = measures(slo);
    measures.add(events.ends(NOW.minus(Duration.ofDays(6)), 50_000, ChatStatus.COMPLETED));

    assertThat(ErrorBudgets.of(slo, measures, NOW).getFirst().supportedTarget()).isNull();

    measures.add(events.ends(NOW.minus(Duration.ofDays(9)), 1, ChatStatus.COMPLETED));

    assertThat(ErrorBudgets.of(slo, measures, NOW).getFirst().supportedTarget())
        .isEqualTo(new BigDecimal("0.9999"));
  }

  @ParameterizedTest(name = "{0} of {1}: {2}")
  @CsvSource({
    "10000, 10000, 0.9999",
    "9999, 10000, 0.9999",
    "9998, 10000, 0.9995",
    "9991, 10000, 0.999",
    "999, 999, 0.998",
    "10, 10, 0.9",
    "9, 10, 0.9",
    "8, 10, 0.8",
    "9, 9, 0.8",
    "3, 10, ",
    "1, 1, ",
    "0, 0, "
  })
  void supportsTheHighestUsualTargetThatWasKept_notByLuck(
      long good, long total, BigDecimal target) {
    assertThat(ErrorBudgets.supported(good, total)).isEqualTo(target);
  }

  @Test
  void countsTurnsThatTookLongerThanTheLimit() throws Exception {
    Slo slo = builtIn("turn-latency");
    Measures measures = measures(slo);
    measures.add(events.turns(NOW.minusSeconds(600), 90, Duration.ofSeconds(5), false));
    measures.add(events.turns(NOW.minusSeconds(600), 10, Duration.ofMillis(5_001), false));

    ErrorBudget budget = ErrorBudgets.of(slo, measures, NOW).getFirst();

    assertThat(budget.bad()).isEqualTo(10);
    assertThat(budget.rates().getFirst().rate()).isCloseTo(2, within(1e-9));
    assertThat(budget.leftShare()).isCloseTo(-1, within(1e-9));
  }

  @Test
  void countsDays_whereTheLimitIsOneOfADay() throws Exception {
    Slo slo = builtIn("cost");
    Measures measures = measures(slo);
    // The first day with costs is 20 days ago; USD 500 is within the limit, a cent more is not.
    for (int ago = 0; ago < 20; ago++) {
      Instant day = Instant.parse("2026-05-31T00:00:00Z").minus(Duration.ofDays(ago));
      measures.add(List.of(events.call(day, "m", ago == 3 ? "500.01" : ago == 4 ? "500" : "7")));
    }
    measures.advance(NOW);

    ErrorBudget budget = ErrorBudgets.of(slo, measures, NOW).getFirst();

    assertThat(budget.total()).isEqualTo(20);
    assertThat(budget.bad()).isEqualTo(1);
    assertThat(budget.allowed()).isCloseTo(1, within(1e-9));
    assertThat(budget.leftShare()).isCloseTo(0, within(1e-9));
    assertThat(budget.supportedTarget()).isEqualTo(new BigDecimal("0.95"));
    assertThat(budget.today())
        .isEqualTo(new ErrorBudget.Spent(7_000_000_000_000L, 500_000_000_000_000L));
    // USD 7 in a day of 500.
    assertThat(budget.rates().get(2).rate()).isCloseTo(7.0 / 500, within(1e-9));
  }

  @Test
  void cutsDaysWhereTheyBegin_inTheZoneGiven() throws Exception {
    String berlin =
        """
        apiVersion: openslo/v1
        kind: SLO
        metadata: {name: spent}
        spec:
          service: desk
          indicator:
            spec:
              thresholdMetric:
                metricSource:
                  type: mozaiks
                  spec: {metric: cost_usd, per: day, zone: Europe/Berlin, at_most: 10}
          budgetingMethod: Occurrences
          objectives: [{target: 0.9}]
        """;
    Slo slo = new SloFiles().add("s.yaml", berlin).read().slos().getFirst();
    Measures measures = measures(slo);
    // Midnight in Berlin is 22:00 UTC.
    measures.add(List.of(events.call(Instant.parse("2026-05-30T21:59:59Z"), "m", "6")));
    measures.add(List.of(events.call(Instant.parse("2026-05-30T22:00:00Z"), "m", "6")));
    measures.advance(NOW);

    ErrorBudget budget = ErrorBudgets.of(slo, measures, NOW).getFirst();

    assertThat(budget.total()).isEqualTo(2);
    assertThat(budget.bad()).isZero();
    assertThat(budget.today())
        .isEqualTo(new ErrorBudget.Spent(6_000_000_000_000L, 10_000_000_000_000L));
  }

  @Test
  void writesWhatItFound() throws Exception {
    Slo slo = builtIn("availability");
    SloBoard board = new SloBoard();
    assertThat(SloApi.json(board.read()).get("evaluated_at").isNull()).isTrue();

    board.update(List.of(slo, builtIn("cost")), chats(slo, builtIn("cost")), NOW);

    ObjectNode json = SloApi.json(board.read());
    assertThat(json.get("evaluated_at").asString()).isEqualTo("2026-05-31T12:00:00Z");
    assertThat(json.get("slos")).hasSize(2);
    var availability = json.get("slos").get(0);
    assertThat(availability.get("name").asString()).isEqualTo("availability");
    assertThat(availability.get("window").asString()).isEqualTo("30d");
    var group = availability.get("groups").get(0);
    assertThat(group.get("met").asBoolean()).isTrue();
    assertThat(group.get("burn_rates").get("1h").asDouble()).isCloseTo(20, within(1e-9));
    assertThat(group.get("budget").get("step").isNull()).isTrue();
    assertThat(group.get("supported_target").decimalValue()).isEqualByComparingTo("0.9995");
    var cost = json.get("slos").get(1).get("groups").get(0);
    assertThat(cost.get("achieved").isNull()).isTrue();
    assertThat(cost.get("met").isNull()).isTrue();
    assertThat(cost.get("today").get("limit_usd").decimalValue()).isEqualByComparingTo("500");
  }
}
