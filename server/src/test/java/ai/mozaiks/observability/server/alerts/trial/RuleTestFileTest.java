// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.mozaiks.observability.server.config.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleTestFileTest {
  private static final String TEST =
      """
      rules: [rules.yml]
      tests:
        - name: half of the searches fail
          events:
            - {at: 1m, every: 10s, until: 8m, tool_calls: 4, failed: 2, tool: search, app: shop}
            - {at: 1m, every: 10s, until: 8m, tool_calls: 4, tool: search, app: bank}
          expect:
            - {at: 0s, alert: SearchFails, state: none}
            - {at: 2m, alert: SearchFails, state: pending}
            - {at: 6m, alert: SearchFails, labels: {app: shop}}
            - {at: 6m, alert: SearchFails, labels: {app: bank}, state: none}
            - {at: 20m, alert: SearchFails, state: none}
        - name: the built-in rules are there
          every: 1m
          events:
            - {at: 1h, calls: 3, model: m, cost_usd: 40}
            - {at: 2h, chats: 5, status: failed}
          expect:
            - {at: 61m, alert: DailyCostExceeded}
            - {at: 121m, alert: SLOAvailabilityViolation, labels: {slo: availability}}
            - {at: 25h, alert: DailyCostExceeded, state: none}
      """;

  @TempDir Path folder;

  @BeforeEach
  void rules() throws Exception {
    Files.writeString(
        folder.resolve("rules.yml"),
        """
        rules:
          - name: SearchFails
            kind: ratio
            of: tool_errors
            to: tool_calls
            by: [app]
            where: {tool: search}
            window: 5m
            above: 10%
            for: 3m
        """);
  }

  private RuleTestFile read(String text) throws Exception {
    return RuleTestFile.read(Files.writeString(folder.resolve("test.yml"), text));
  }

  @Test
  void passesWhereAlertsAreAsExpected() throws Exception {
    assertThat(read(TEST).run())
        .extracting(RuleTestFile.Result::test, result -> result.differences().size())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("half of the searches fail", 0),
            org.assertj.core.groups.Tuple.tuple("the built-in rules are there", 0));
  }

  @Test
  void saysWhereWhatWasOtherwise() throws Exception {
    var results = read(TEST.replace("failed: 2, tool", "failed: 0, tool")).run();

    assertThat(results.getFirst().differences())
        .containsExactly(
            folder.resolve("test.yml")
                + ":9: half of the searches fail: SearchFails is none (expected: pending)",
            folder.resolve("test.yml")
                + ":10: half of the searches fail: SearchFails {app=shop} is none (expected:"
                + " firing)");
    assertThat(results.getLast().differences()).isEmpty();
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          alert: DailyCostExceeded, state | alert: Daily, state | test.yml:21: tests[1].expect[2].alert: Daily (expected: the name of a rule)
          alert: DailyCostExceeded, state | alert: HighConcurrency, state | a rule about events
          {at: 2h, chats: 5     | {at: 2h, chats: 5, turns: 1 | test.yml:17: tests[1].events[1].turns: 2 of them (expected: one of
          chats: 5, status      | chats: 5, failed: 6, status | events[1].failed: 6 (expected: at most 5)
          status: failed        | status: lost    | events[1].status: lost (expected: completed or failed
          every: 1m             | every: 1d       | test.yml:14: tests[1].every: 1d (expected: a duration from 1s to 10m
          state: pending        | state: red      | tests[0].expect[1].state: red (expected: firing or pending or none)
          {at: 2m, alert        | {alert          | tests[0].expect[1].at: missing
          cost_usd: 40          | price: 40       | events[0].price: unknown key
          """)
  void saysWhereAMistakeIsAndWhatWasExpected(String from, String to, String expected) {
    assertThat(TEST).contains(from);
    ConfigurationException e =
        catchThrowableOfType(ConfigurationException.class, () -> read(TEST.replace(from, to)));

    assertThat(e).hasMessageContaining(expected);
  }
}
