// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.peers.Programs;
import ai.mozaiks.observability.peers.Promtool;
import ai.mozaiks.observability.server.alerts.rules.Rule;
import ai.mozaiks.observability.server.alerts.rules.RuleFiles;
import ai.mozaiks.observability.server.alerts.rules.RuleSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is exported is tried by the real promtool, with the tests that are exported with it.
class PrometheusExportTest {
  private static final Path RULES = Path.of("src/test/resources/alerts/every-kind.yaml");
  private static final Path SLOS = Path.of("src/test/resources/alerts/every-indicator.yaml");

  @TempDir Path folder;

  private PrometheusExport exported(RuleSet set) throws Exception {
    PrometheusExport export = PrometheusExport.of(set, PrometheusExport.USUAL_JOB);
    Files.writeString(folder.resolve(PrometheusExport.RULES_FILE), export.rules());
    Files.writeString(folder.resolve(PrometheusExport.TESTS_FILE), export.tests());
    return export;
  }

  private void triedByPromtool() throws Exception {
    Promtool promtool = Promtool.in(folder);
    promtool.passes("check", "rules", "--lint=all", PrometheusExport.RULES_FILE);
    promtool.passes("test", "rules", PrometheusExport.TESTS_FILE);
  }

  @Test
  void theBuiltInRulesFireOnWhatIsBad_andAreSilentOnWhatIsGood() throws Exception {
    PrometheusExport export = exported(RuleFiles.read(List.of(), List.of()));

    assertThat(export.alerts())
        .contains(
            "HighErrorRate",
            "DailyCostExceeded",
            "ServiceDown",
            "HighConcurrency",
            "SlowAgentTurns",
            "SLOAvailabilityViolation",
            "SLOCostBurn",
            "ChatStalled",
            "UnpricedModel",
            "EndpointDown",
            "EndpointSlow",
            "CertificateExpiring",
            "CertificateExpiringNow");
    assertThat(export.leftOut()).isEmpty();
    eachIsTestedBothWays(export);
    triedByPromtool();
  }

  @Test
  void rulesOfEveryKindFireOnWhatIsBad_andAreSilentOnWhatIsGood() throws Exception {
    RuleSet set = RuleFiles.read(List.of(SLOS), List.of(RULES));
    assertThat(set.rules().stream().map(Rule::kind).distinct())
        .containsExactlyInAnyOrder(
            "threshold",
            "quantile",
            "ratio",
            "absence",
            "cost",
            "burn_rate",
            "chat_flag",
            "unpriced",
            "level",
            "server",
            "uptime");

    PrometheusExport export = exported(set);

    assertThat(export.leftOut())
        .extracting(each -> each.rule() + ": " + each.reason())
        .containsExactly(
            "ByUser: mozaiks_chat_agent_turns_total has no label for user",
            "SlowTools: there is no metric of how long tool calls take (tool_call_duration)",
            "FlagsOfAnn: mozaiks_flagged_chats has no label for user");
    eachIsTestedBothWays(export);
    triedByPromtool();
  }

  private static void eachIsTestedBothWays(PrometheusExport export) {
    for (String alert : export.alerts()) {
      assertThat(export.tests())
          .contains("- name: \"" + alert + " fires\"", "- name: \"" + alert + " is silent\"");
    }
  }

  @Test
  void aTestOfWhatIsExportedCanFail() throws Exception {
    PrometheusExport export = exported(RuleFiles.read(List.of(), List.of()));
    Promtool promtool = Promtool.in(folder);

    // A limit ten times as high, which the bad data does not reach.
    String lax = export.rules().replace("> 50\n", "> 5000\n");
    assertThat(lax).isNotEqualTo(export.rules());
    promtool.write(PrometheusExport.RULES_FILE, lax);

    Programs.Outcome outcome = promtool.run("test", "rules", PrometheusExport.TESTS_FILE);
    assertThat(outcome.status()).isNotZero();
    assertThat(outcome.output()).contains("HighConcurrency");
  }

  @Test
  void askPrometheusNothingThatTheRuleDecides() throws Exception {
    PrometheusExport builtIn = exported(RuleFiles.read(List.of(), List.of()));
    assertThat(builtIn.rules())
        .contains("uptime checks of {{ $labels.check }} failed. GET /api/uptime")
        .doesNotContain("{{ if true", "{{ if false");

    Path file =
        Files.writeString(
            folder.resolve("own.yaml"),
            """
            rules:
              - name: ManyErrors
                kind: threshold
                of: errors
                by: [app]
                above: 5
                window: 5m
                severity: warning
                annotations:
                  summary: "{{#value}}{{value}} errors{{#labels.app}} of {{labels.app}}{{/labels.app}}{{/value}}{{^value}}none{{/value}}{{#reason}}: {{reason}}{{/reason}}"
            """);
    assertThat(exported(RuleFiles.read(List.of(), List.of(file))).rules())
        .contains(
            "{{ printf \\\"%.4g\\\" $value }} errors{{ if $labels.app }} of {{ $labels.app }}{{ end }}\"");
    triedByPromtool();
  }

  /// Every metric that an exported rule looks at is one of the page about metrics.
  @Test
  void looksOnlyAtMetricsThatThereAre() throws Exception {
    PrometheusExport export = exported(RuleFiles.read(List.of(SLOS), List.of(RULES)));
    String page = Files.readString(Path.of("..", "docs", "metrics.md"));

    List<String> names =
        Pattern.compile("\\b(mozaiks(?:ai)?_[a-z_]+)(?![a-z_:-])")
            .matcher(
                export
                    .rules()
                    .lines()
                    .filter(line -> line.matches("\\s+.*\\b(sum|increase|rate|max|and|or)\\b.*"))
                    .filter(line -> !line.contains(": \""))
                    .reduce("", (all, line) -> all + line + "\n"))
            .results()
            .map(name -> name.group(1).replaceAll("_(bucket|count)$", ""))
            .distinct()
            .filter(name -> !name.equals("mozaiks_slo"))
            .toList();

    assertThat(names).hasSizeGreaterThan(10).allMatch(name -> page.contains("`" + name + "`"));
  }
}
