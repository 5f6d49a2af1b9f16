// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesCommandTest {
  @TempDir Path folder;

  private final CommandRuns mozaiks = new CommandRuns();

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void check_findsNothingWrongWithWhatIsBuiltIn() {
    assertThat(mozaiks.run("rules", "check")).isZero();
    assertThat(mozaiks.out()).contains("rules and 4 service levels: nothing wrong");
  }

  @Test
  void check_saysHowMuchIsOfTheFilesGiven() throws IOException {
    String rules = file("mine.yml", "rules:\n  - {name: Mine, kind: cost, per: day, above: 5}\n");
    String empty = file("empty.yml", "rules: []\n");

    assertThat(mozaiks.run("rules", "check", rules, empty)).isZero();
    assertThat(mozaiks.out()).contains("In your files: rules 1, service levels 0");
  }

  @Test
  void check_saysWhatIsWrong_withFileAndLine() throws IOException {
    String rules = file("mine.yml", "rules:\n  - name: Mine\n    kind: nonsense\n");

    assertThat(mozaiks.run("rules", "check", rules)).isEqualTo(1);
    assertThat(mozaiks.err()).startsWith(rules + ":3: rules[0].kind: nonsense (expected: ");
  }

  @Test
  void check_tellsServiceLevelsFromRules() throws IOException {
    String slos = file("levels.yml", "apiVersion: openslo/v1\nkind: SLO\nmetadata: {name: a}\n");

    assertThat(mozaiks.run("rules", "check", slos)).isEqualTo(1);
    assertThat(mozaiks.err()).contains(slos + ":1: spec: missing (expected: a table)");
  }

  @Test
  void check_saysThatAFileIsNotThere() {
    String nowhere = folder.resolve("nowhere.yml").toString();

    assertThat(mozaiks.run("rules", "check", nowhere)).isEqualTo(1);
    assertThat(mozaiks.err()).contains(nowhere + " does not exist");
  }

  @Test
  void show_listsWhatIsInForce_withItsSource() throws IOException {
    String rules =
        file(
            "mine.yml",
            """
            rules:
              - {name: UnpricedModel, off: true}
              - {name: Mine, kind: threshold, of: turns, window: 5m, above: 9, for: 90s}
            """);

    assertThat(mozaiks.run("rules", "show", "--rules", rules)).isZero();
    assertThat(mozaiks.out())
        .containsPattern("HighErrorRate +ratio +warning +2m +default-rules.yaml:\\d+")
        .containsPattern("Mine +threshold +warning +1m30s +\\S+mine.yml:3")
        .containsPattern("availability +99.9 % +30d +default-slos.yaml:\\d+")
        .doesNotContain("UnpricedModel");
  }

  @Test
  void export_writesRulesAndTests_andSaysWhatIsLeftOut() throws IOException {
    Path target = folder.resolve("new/prometheus");

    String rules =
        file(
            "mine.yml",
            """
            rules:
              - {name: OfAnn, kind: threshold, of: turns, by: user, window: 5m, above: 9}
            """);

    assertThat(
            mozaiks.run(
                "rules",
                "export",
                "--prometheus",
                target.toString(),
                "--job",
                "agents",
                "--rules",
                rules))
        .isZero();

    assertThat(Files.readString(target.resolve("mozaiks-rules.yml")))
        .contains("- alert: HighErrorRate", "up{job=\"agents\"} == 0");
    assertThat(Files.readString(target.resolve("mozaiks-rules-test.yml")))
        .contains("HighErrorRate fires");
    assertThat(mozaiks.out())
        .contains(
            rules + ":2: OfAnn is left out, since mozaiks_chat_agent_turns_total has no label for")
        .contains("promtool test rules " + target.resolve("mozaiks-rules-test.yml"));
  }

  @Test
  void test_saysWhichTestsPassed_andWhatWasOtherwise() throws IOException {
    String test =
        """
        tests:
          - name: dear day
            events: [{at: 1h, calls: 3, model: m, cost_usd: 40}]
            expect: [{at: 2h, alert: DailyCostExceeded}]
        """;

    assertThat(mozaiks.run("rules", "test", file("good.yml", test))).isZero();
    assertThat(mozaiks.out()).contains("passed: dear day");

    String bad = file("bad.yml", test.replace("cost_usd: 40", "cost_usd: 4"));
    assertThat(mozaiks.run("rules", "test", bad)).isEqualTo(1);
    assertThat(mozaiks.out())
        .contains("FAILED: dear day", bad + ":4: dear day: DailyCostExceeded is none");
  }

  @Test
  void theExamplesOfTheDocumentation_work() throws IOException {
    List<String> ofAlerts = yamlOf("alerts.md");
    assertThat(ofAlerts).hasSize(2);
    String rules = file("rules.yml", ofAlerts.getFirst());
    String slos = file("slos.yml", yamlOf("slos.md").getFirst());

    assertThat(mozaiks.run("rules", "check", rules, slos)).as(mozaiks.err()).isZero();
    assertThat(mozaiks.run("rules", "test", file("test.yml", ofAlerts.getLast())))
        .as(mozaiks.out() + mozaiks.err())
        .isZero();
    assertThat(mozaiks.out()).contains("passed: half of the searches fail");
  }

  private static List<String> yamlOf(String page) throws IOException {
    Path docs = Path.of(System.getProperty("user.dir")).resolveSibling("docs");
    return Pattern.compile("(?ms)^```yaml\n(.*?)^```")
        .matcher(Files.readString(docs.resolve(page)))
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  @Test
  void export_failsOnAMistake_andWritesNothing() throws IOException {
    String rules = file("mine.yml", "rules:\n  - {name: Mine}\n");
    Path target = folder.resolve("prometheus");

    assertThat(mozaiks.run("rules", "export", "--prometheus", target.toString(), "--rules", rules))
        .isEqualTo(2);
    assertThat(mozaiks.err()).contains("mine.yml:2: rules[0].kind: missing");
    assertThat(target).doesNotExist();
  }
}
