// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.mozaiks.observability.server.alerts.measure.Metric;
import ai.mozaiks.observability.server.alerts.measure.Quantity;
import ai.mozaiks.observability.server.alerts.measure.Selection;
import ai.mozaiks.observability.server.alerts.measure.Timing;
import ai.mozaiks.observability.server.config.ConfigurationException;
import ai.mozaiks.observability.storage.Dimension;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SloFilesTest {
  private static final String RATIO =
      """
      apiVersion: openslo/v1
      kind: SLO
      metadata:
        name: answers
        displayName: Answers
        labels: {team: support}
        annotations:
          other.example/owner: somebody
          mozaiks/budget-policy: |
            25%: stop experiments
            0%: repairs only
      spec:
        service: desk
        description: Of all tool calls, how many failed.
        indicator:
          metadata: {name: tools}
          spec:
            ratioMetric:
              counter: true
              bad:
                metricSource:
                  type: mozaiks
                  spec: {metric: tool_errors, by: [app], where: {workflow: order}}
              total:
                metricSource:
                  type: mozaiks
                  spec: {metric: tool_calls, by: [app], where: {workflow: order}}
        timeWindow:
          - duration: 4w
            isRolling: true
        budgetingMethod: Occurrences
        objectives:
          - displayName: good ones
            target: 0.995
      """;

  private static List<Slo> read(String text) throws ConfigurationException {
    return new SloFiles().add("slos.yaml", text).read().slos();
  }

  private static String mistakes(String text) {
    ConfigurationException e = catchThrowableOfType(ConfigurationException.class, () -> read(text));
    assertThat(e).as("a mistake in%n%s", text).isNotNull();
    return String.valueOf(e.getMessage());
  }

  @Test
  void readsARatio() throws ConfigurationException {
    Slo slo = read(RATIO).getFirst();

    Map<Dimension, String> where = Map.of(Dimension.WORKFLOW, "order");
    assertThat(slo)
        .isEqualTo(
            new Slo(
                "answers",
                "Answers",
                "desk",
                "Of all tool calls, how many failed.",
                Map.of("team", "support"),
                new Indicator.BadRatio(
                    new Selection(
                        new Quantity.Count(Metric.TOOL_ERRORS), List.of(Dimension.APP), where),
                    new Selection(
                        new Quantity.Count(Metric.TOOL_CALLS), List.of(Dimension.APP), where)),
                0.995,
                Duration.ofDays(28),
                new BudgetPolicy(
                    List.of(
                        new BudgetPolicy.Step(0.25, "stop experiments"),
                        new BudgetPolicy.Step(0, "repairs only"))),
                "slos.yaml:1"));
    assertThat(slo.budget()).isEqualTo(0.005);
  }

  @Test
  void readsGoodOnesAsTheRestOfBadOnes() throws ConfigurationException {
    Slo slo = read(RATIO.replace("bad:", "good:").replace("tool_errors", "tool_calls")).getFirst();

    assertThat(slo.indicator()).isInstanceOf(Indicator.GoodRatio.class);
  }

  @Test
  void readsALimitOfDurations_inTheSourceOrInTheObjective() throws ConfigurationException {
    String inSource =
        """
        apiVersion: openslo/v1
        kind: SLO
        metadata: {name: quick}
        spec:
          service: desk
          indicator:
            spec:
              thresholdMetric:
                metricSource: {type: mozaiks, spec: {metric: turn_duration, at_most: 2500ms}}
          budgetingMethod: Occurrences
          objectives: [{targetPercent: 95}]
        """;
    String inObjective =
        inSource
            .replace(", at_most: 2500ms", "")
            .replace("targetPercent: 95", "op: lte, value: 2.5, targetPercent: 95");

    for (String text : List.of(inSource, inObjective)) {
      Slo slo = read(text).getFirst();
      assertThat(slo.indicator())
          .isEqualTo(
              new Indicator.Latency(Selection.of(new Quantity.Time(Timing.TURN_DURATION)), 2.5));
      assertThat(slo.target()).isEqualTo(0.95);
      assertThat(slo.window()).isEqualTo(Duration.ofDays(30));
      assertThat(slo.policy()).isEqualTo(BudgetPolicy.USUAL);
    }
    assertThat(mistakes(inSource.replace("2500ms", "3s")))
        .contains("slos.yaml:9: spec.indicator.spec.thresholdMetric.metricSource.spec.at_most: 3s")
        .contains("2.5s, 5s, 7.5s");
    assertThat(mistakes(inObjective.replace("value: 2.5", "value: 3")))
        .contains("slos.yaml:11: spec.objectives[0].value: 3 (expected: an edge");
    assertThat(mistakes(inObjective.replace("op: lte, ", ""))).contains("value: alone");
    assertThat(mistakes(inObjective.replace("lte", "lt"))).contains("op: lt (expected: lte)");
    assertThat(mistakes(inObjective.replace("op: lte, value: 2.5, ", "")))
        .contains("at_most: missing (expected: a duration such as 5s)");
    assertThat(mistakes(inSource.replace("target", "op: lte, value: 2.5, target")))
        .contains("at_most: beside the objective's value");
  }

  @Test
  void readsALimitOfCosts() throws ConfigurationException {
    String text =
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
                  spec: {metric: cost_usd, per: day, zone: Europe/Berlin, at_most: 99.5, by: app}
          budgetingMethod: Occurrences
          objectives: [{target: 0.9}]
        """;

    assertThat(read(text).getFirst().indicator())
        .isEqualTo(
            new Indicator.Spending(
                new Selection(
                    new Quantity.Count(Metric.COST_USD), List.of(Dimension.APP), Map.of()),
                99_500_000_000_000L,
                ZoneId.of("Europe/Berlin")));
    assertThat(mistakes(text.replace("per: day", "per: week")))
        .contains("per: week (expected: day)");
    assertThat(mistakes(text.replace("Europe/Berlin", "Berlin")))
        .contains("zone: Berlin (expected: a time zone");
    assertThat(mistakes(text.replace("99.5", "0"))).contains("at_most: 0 (expected: US dollars");
  }

  @Test
  void hasTheGuidesLevelsBuiltIn() throws ConfigurationException {
    List<Slo> slos = new SloFiles().addBuiltIn().read().slos();

    assertThat(slos)
        .extracting(Slo::name, Slo::target)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("availability", 0.999),
            org.assertj.core.groups.Tuple.tuple("turn-latency", 0.95),
            org.assertj.core.groups.Tuple.tuple("turn-errors", 0.99),
            org.assertj.core.groups.Tuple.tuple("cost", 0.95));
    assertThat(slos.get(0).indicator())
        .isEqualTo(
            new Indicator.BadRatio(
                Selection.of(new Quantity.Count(Metric.CHATS_FAILED)),
                Selection.of(new Quantity.Count(Metric.CHATS_ENDED))));
    assertThat(slos.get(1).indicator())
        .isEqualTo(new Indicator.Latency(Selection.of(new Quantity.Time(Timing.TURN_DURATION)), 5));
    assertThat(slos.get(3).indicator())
        .isEqualTo(
            new Indicator.Spending(
                Selection.of(new Quantity.Count(Metric.COST_USD)),
                500_000_000_000_000L,
                ZoneId.of("UTC")));
  }

  @Test
  void aLaterFileChangesOrTakesAwayWhatAnEarlierOneHas() throws ConfigurationException {
    SloSet set =
        new SloFiles()
            .addBuiltIn()
            .add("a.yaml", RATIO.replace("name: answers", "name: turn-errors"))
            .add("b.yaml", "metadata: {name: cost, annotations: {mozaiks/off: 'true'}}")
            .read();

    assertThat(set.slos())
        .extracting(Slo::name)
        .containsExactly("availability", "turn-latency", "turn-errors");
    assertThat(set.slos().getLast().source()).isEqualTo("a.yaml:1");
    assertThat(set.off()).containsExactly("cost");
  }

  @Test
  void readsSeveralDocuments_andRefusesANameTwiceInAFile() throws ConfigurationException {
    String two = RATIO + "---\n" + RATIO.replace("name: answers", "name: second");

    assertThat(read(two)).extracting(Slo::source).containsExactly("slos.yaml:1", "slos.yaml:36");
    assertThat(mistakes(RATIO + "---\n" + RATIO))
        .contains("metadata.name: answers")
        .contains("as at slos.yaml:1");
    assertThat(read("# nothing\n---\n---\n")).isEmpty();
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          openslo/v1       | openslo/v2alpha  | slos.yaml:1: apiVersion: openslo/v2alpha (expected: openslo/v1)
          kind: SLO        | kind: SLI        | slos.yaml:2: kind: SLI (expected: SLO)
          name: answers    | name: Answers    | slos.yaml:4: metadata.name: Answers (expected: small letters
          25%: stop        | stop             | slos.yaml:9: metadata.annotations.mozaiks/budget-policy
          0%: repairs      | 25%: repairs     | mozaiks/budget-policy
          mozaiks/budget-policy | mozaiks/budget | metadata.annotations.mozaiks/budget: unknown key
          type: mozaiks    | type: Prometheus | type: Prometheus (expected: mozaiks)
          type: mozaiks    | metricSourceRef: x | metricSource.metricSourceRef: not supported (expected: type: mozaiks
          tool_errors      | tool_faults      | metric: tool_faults (expected: turns, errors
          tool_errors, by: [app] | tool_errors, by: [user] | bad.metricSource.spec.by: [user] (expected: as in total: [app])
          tool_errors, by: [app] | tool_errors, by: [team] | by: team (expected: each once of app, workflow
          counter: true    | raw: {}          | spec.indicator.spec.ratioMetric.raw: not supported (expected: good or bad, and total)
          duration: 4w     | duration: 2M     | slos.yaml:29: spec.timeWindow[0].duration: 2M (expected: a duration from 1h to 31d
          isRolling: true  | calendar: {}     | timeWindow[0].calendar: not supported (expected: a rolling window
          Occurrences      | Timeslices       | slos.yaml:31: spec.budgetingMethod: Timeslices (expected: Occurrences)
          target: 0.995    | target: 99.5     | slos.yaml:34: spec.objectives[0].target: 99.5 (expected: above 0, below 1)
          target: 0.995    | targetPercent: 100 | targetPercent: 100 (expected: above 0, below 100)
          target: 0.995    | timeSliceTarget: 0.9 | objectives[0].timeSliceTarget: not supported
          service: desk    | alertPolicies: [] | spec.alertPolicies: not supported (expected: rules of the kind burn_rate
          service: desk    | owner: desk      | spec.service: missing
          service: desk    | service: desk\\n  indicatorRef: x | spec.indicatorRef: not supported (expected: an indicator in the service level itself)
          """)
  void saysWhereAMistakeIsAndWhatWasExpected(String from, String to, String expected) {
    String text = RATIO.replace(from, to.replace("\\n", "\n"));
    assertThat(text).isNotEqualTo(RATIO);

    assertThat(mistakes(text)).contains(expected);
  }
}
