// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import ai.mozaiks.observability.server.alerts.slo.ErrorBudgets;
import ai.mozaiks.observability.server.alerts.slo.SloFiles;
import ai.mozaiks.observability.server.config.ConfigurationException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleFilesTest {

  private static RuleSet with(String text) throws ConfigurationException {
    return new RuleFiles(new SloFiles().addBuiltIn().read())
        .addBuiltIn()
        .add("rules.yml", text)
        .read();
  }

  private static Rule named(RuleSet set, String name) {
    return set.rules().stream()
        .filter(rule -> rule.head().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void hasTheGuidesAlertsBuiltIn_withItsThresholds() throws ConfigurationException {
    RuleSet set = with("rules: []");

    Rule.Ratio errors = (Rule.Ratio) named(set, "HighErrorRate");
    assertThat(errors.condition().limit()).isEqualByComparingTo("0.05");
    assertThat(errors.head().pending()).isEqualTo(Duration.ofMinutes(2));
    Rule.Cost cost = (Rule.Cost) named(set, "DailyCostExceeded");
    assertThat(cost.limitPicoUsd()).isEqualTo(100_000_000_000_000L);
    assertThat(cost.head().severity()).isEqualTo(Severity.CRITICAL);
    Rule.Level down = (Rule.Level) named(set, "ServiceDown");
    assertThat(down.figure()).isEqualTo(Figure.READY);
    assertThat(down.head().pending()).isEqualTo(Duration.ofMinutes(1));
    Rule.Level crowd = (Rule.Level) named(set, "HighConcurrency");
    assertThat(crowd.condition().limit()).isEqualTo(new BigDecimal(50));
    assertThat(crowd.head().pending()).isEqualTo(Duration.ofMinutes(5));
    Rule.Slow slow = (Rule.Slow) named(set, "SlowAgentTurns");
    assertThat(slow.quantile()).isEqualTo(0.95);
    assertThat(slow.condition().limit()).isEqualByComparingTo("10");
    assertThat(slow.head().pending()).isEqualTo(Duration.ofMinutes(3));
    Rule.BurnRate slo = (Rule.BurnRate) named(set, "SLOAvailabilityViolation");
    assertThat(slo.slo().name()).isEqualTo("availability");
    assertThat(slo.head().severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void everyBuiltInRuleSaysWhatIsWrongAndWhatToDo() throws ConfigurationException {
    for (Rule rule : with("rules: []").rules()) {
      assertThat(rule.head().annotations()).as(rule.head().name()).containsKeys("summary");
      assertThat(rule.head().annotations().get("description"))
          .as(rule.head().name())
          .hasSizeGreaterThan(60);
    }
  }

  @Test
  void asksForWhatItsServiceLevelsNeed() throws ConfigurationException {
    RuleSet set = with("rules: []");

    set.slos()
        .forEach(slo -> assertThat(set.measurements()).containsAll(ErrorBudgets.measurements(slo)));
  }

  @Test
  void aLaterFileChangesOrTakesAwayWhatIsBuiltIn() throws ConfigurationException {
    RuleSet set =
        with(
            """
            rules:
              - {name: HighConcurrency, kind: level, figure: active_chats, above: 5}
              - {name: UnpricedModel, off: true}
            """);

    assertThat(((Rule.Level) named(set, "HighConcurrency")).condition().limit())
        .isEqualTo(new BigDecimal(5));
    assertThat(named(set, "HighConcurrency").head().source()).isEqualTo("rules.yml:2");
    assertThat(set.rules()).noneMatch(rule -> rule.head().name().equals("UnpricedModel"));
  }

  @Test
  void leavesOutRulesOfLevelsThatWereTakenAway() throws ConfigurationException {
    RuleSet set =
        new RuleFiles(
                new SloFiles()
                    .addBuiltIn()
                    .add("s.yml", "metadata: {name: cost, annotations: {mozaiks/off: 'true'}}")
                    .read())
            .addBuiltIn()
            .read();

    assertThat(set.rules()).noneMatch(rule -> rule.head().name().equals("SLOCostBurn"));
    assertThat(set.rules()).anyMatch(rule -> rule.head().name().equals("SLOCostViolation"));
  }

  @Test
  void readsRulesOfEveryKind() throws Exception {
    RuleSet set =
        RuleFiles.read(
            List.of(Path.of("src/test/resources/alerts/every-indicator.yaml")),
            List.of(Path.of("src/test/resources/alerts/every-kind.yaml")));

    assertThat(((Rule.BurnRate) named(set, "ToolsFast")).minBad()).isEqualTo(5);
    assertThat(((Rule.BurnRate) named(set, "SpentFast")).minBad()).isZero();
    assertThat(named(set, "ManyTurns").head().keepFiring()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void annotations_areOfBoundedLength() {
    String nested = "{{#labels.app}}".repeat(6_000) + "{{/labels.app}}".repeat(6_000);
    assertThat(
            catchThrowableOfType(
                ConfigurationException.class,
                () ->
                    with(
                        "rules: [{name: A, kind: unpriced, annotations: {summary: '"
                            + nested
                            + "'}}]")))
        .hasMessageContaining("annotations: summary: 180000 characters, more than 5000");
    assertThat(
            catchThrowableOfType(
                ConfigurationException.class,
                () ->
                    with(
                        "rules: [{name: A, kind: unpriced, labels: {team: '"
                            + "x".repeat(501)
                            + "'}}]")))
        .hasMessageContaining("labels: too long (expected: values of at most 500 characters)");
  }

  @Test
  void secretsInARule_goNowhere() throws ConfigurationException {
    String key = "sk-proj-" + "abcdefghij0123456789".repeat(2);
    RuleSet set =
        with(
            "rules: [{name: A, kind: unpriced, labels: {team: %s, api_key: other},".formatted(key)
                + " annotations: {runbook: 'https://ann:hunter2@wiki.example', note: '%s {{value}}'}}]"
                    .formatted(key));

    assertThat(named(set, "A").head().toString()).doesNotContain(key, "other", "hunter2");
    assertThat(named(set, "A").head().annotations().get("note")).endsWith(" {{value}}");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          kind: burn_rate, slo: cost, min_bad: 3 | rules.yml:2: rules[0].kind: min_bad: 3 (expected: >= 0, and 0 for a level of costs)
          kind: burn_rate, slo: none             | rules[0].slo: none (expected: availability, turn-latency, turn-errors, cost)
          kind: burn_rate, slo: cost, min_bad: x | rules[0].min_bad: x (expected: a number from 0 on)
          kind: threshold, of: turns, window: 5m | rules[0].above: missing (expected: either above or below)
          kind: server, figure: uptime, above: 1 | rules[0].figure: uptime (expected: ready, store_lag
          kind: sorcery                          | rules[0].kind: sorcery (expected: threshold, quantile
          kind: cost, per: day, above: 0         | rules[0].above: 0 (expected: US dollars above 0
          kind: unpriced, window: 5m, by: [team] | rules[0].by: team (expected: each once of app
          kind: unpriced, annotations: {summary: "{{>a}}"}  | rules[0].annotations: summary: {{>a}} (expected: {{value}}
          kind: unpriced, annotations: {summary: "{{valu}}"} | summary: {{valu}} (expected
          kind: unpriced, annotations: {summary: "{{labels.app.bytes}}"} | {{labels.app.bytes}} (expected
          kind: unpriced, windows: 5m            | rules[0].windows: unknown key (did you mean window?)
          """)
  void saysWhereAMistakeIsAndWhatWasExpected(String rule, String expected) {
    ConfigurationException e =
        catchThrowableOfType(
            ConfigurationException.class, () -> with("rules:\n  - {name: Mine, " + rule + "}\n"));

    assertThat(e).hasMessageContaining(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{{valu}}        | {{valu}} (expected: {{value}}, {{limit}}",
        "{{value         | {{ without }} (expected: ",
        "{{labels.ap}}   | {{labels.ap}} (expected: labels of its alerts: alertname, app, severity, team)",
        "{{#labels.ap}}x{{/labels.ap}} | {{labels.ap}} (expected: labels of its alerts: ",
      })
  void aPlaceholderThatIsNeverFilled_isAMistake(String text, String said) {
    assertThat(mistakesOf("above: 5%", text))
        .singleElement(STRING)
        .startsWith("rules.yml:10: rules[0].annotations: summary: " + said);
  }

  @Test
  void placeholdersOfAllLabelsOfAnAlert_areGood() throws ConfigurationException {
    with(ratio("above: 5%", "{{value}} {{labels.app}} {{labels.team}} {{labels.severity}}"));
  }

  @Test
  void eachMistakeOfARule_isSaid_andOnce() {
    String rule =
        ratio("above: lots", "x").replace("[app]", "[ap]").replace("min_count: 1", "min_count: no");

    ConfigurationException e = catchThrowableOfType(ConfigurationException.class, () -> with(rule));

    assertThat(e.problems())
        .extracting(Object::toString)
        .satisfiesExactlyInAnyOrder(
            each -> assertThat(each).contains("rules[0].above: lots"),
            each -> assertThat(each).contains("rules[0].by: ap (expected: each once of app"),
            each -> assertThat(each).contains("rules[0].min_count: no"));
  }

  @Test
  void whatIsNoYaml_isSaidWithTheReason() {
    ConfigurationException e =
        catchThrowableOfType(
            ConfigurationException.class, () -> with("rules:\n  - name: A\n   kind: cost\n"));

    assertThat(e.problems().getFirst().toString())
        .startsWith("rules.yml:3: not YAML: while parsing a block collection: expected <block end>")
        .endsWith("(expected: YAML; check the indentation of this line)")
        .doesNotContain("kind: cost");
  }

  private static List<String> mistakesOf(String condition, String summary) {
    ConfigurationException e =
        catchThrowableOfType(ConfigurationException.class, () -> with(ratio(condition, summary)));
    return e.problems().stream().map(Object::toString).toList();
  }

  private static String ratio(String condition, String summary) {
    return """
    rules:
      - name: R
        kind: ratio
        of: errors
        to: turns
        by: [app]
        window: 5m
        min_count: 1
        labels: {team: a}
        annotations: {summary: "%s"}
        %s
    """
        .formatted(summary, condition);
  }
}
