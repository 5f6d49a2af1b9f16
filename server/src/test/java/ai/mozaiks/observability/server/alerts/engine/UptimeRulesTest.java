// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.alerts.measure.Measures;
import ai.mozaiks.observability.server.alerts.rules.Figure;
import ai.mozaiks.observability.server.alerts.rules.RuleFiles;
import ai.mozaiks.observability.server.alerts.rules.RuleSet;
import ai.mozaiks.observability.server.alerts.slo.SloFiles;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Rules about addresses that are looked at, those that are built in first of all.
class UptimeRulesTest {
  private static final Instant START = Instant.parse("2026-03-10T12:00:00Z");

  private final AlertEngine engine = new AlertEngine();
  private final RuleSet rules;
  private List<Surroundings.CheckedAddress> addresses = List.of();
  private Instant now = START;

  UptimeRulesTest() throws Exception {
    rules = new RuleFiles(new SloFiles().addBuiltIn().read()).addBuiltIn().read();
    engine.use(rules, START);
  }

  private static Surroundings.CheckedAddress shop(
      double failures, double seconds, double days, String reason) {
    return new Surroundings.CheckedAddress("shop", failures, seconds, days, reason);
  }

  private List<Alert> firing(Surroundings.CheckedAddress... found) {
    addresses = List.of(found);
    now = now.plusSeconds(15);
    Measures measures = new Measures(Set.of(), 10, now);
    RuleSet ofUptime =
        new RuleSet(
            rules.rules().stream().filter(rule -> rule.kind().equals("uptime")).toList(),
            List.of());
    engine.use(ofUptime, now);
    engine.evaluate(
        measures,
        new Surroundings() {
          @Override
          public List<FlaggedChat> chats() {
            return List.of();
          }

          @Override
          public List<CheckedAddress> addresses() {
            return addresses;
          }

          @Override
          public double read(Figure figure) {
            return Double.NaN;
          }
        },
        now);
    return engine.alerts().stream().filter(each -> each.state() == AlertState.FIRING).toList();
  }

  private List<String> names(Surroundings.CheckedAddress... found) {
    return firing(found).stream().map(Alert::rule).toList();
  }

  @Test
  void oneFailureIsNoAlert_twoInARowAre_untilItIsGoodAgain() {
    assertThat(names(shop(1, Double.NaN, 60, "nobody listens"))).isEmpty();

    List<Alert> down = firing(shop(2, Double.NaN, 60, "nobody listens"));

    assertThat(down).hasSize(1);
    assertThat(down.getFirst().labels())
        .containsEntry("alertname", "EndpointDown")
        .containsEntry("check", "shop")
        .containsEntry("severity", "critical");
    assertThat(down.getFirst().annotations())
        .containsEntry("summary", "shop is down")
        .hasEntrySatisfying(
            "description",
            text -> assertThat(text).startsWith("The last 2 uptime checks of shop failed: nobody"));
    assertThat(names(shop(0, 0.1, 60, ""))).isEmpty();
  }

  @Test
  void aCheckThatIsConfiguredNoLonger_isNoLongerDown() {
    assertThat(names(shop(2, Double.NaN, 60, "x"))).hasSize(1);
    assertThat(names()).isEmpty();
  }

  @Test
  void beforeTheFirstLook_nothingIsSaid() {
    assertThat(names(shop(Double.NaN, Double.NaN, Double.NaN, ""))).isEmpty();
  }

  @Test
  void aCertificateIsToldOfTwoWeeksBefore_andUrgentlyInTheLastThreeDays() {
    assertThat(names(shop(0, 0.1, 14, ""))).isEmpty();
    assertThat(names(shop(0, 0.1, 13.99, ""))).containsExactly("CertificateExpiring");
    assertThat(names(shop(0, 0.1, 2.99, "")))
        .containsExactlyInAnyOrder("CertificateExpiring", "CertificateExpiringNow");
    List<Alert> expired = firing(shop(2, Double.NaN, -1.5, "its certificate expired"));
    assertThat(expired)
        .extracting(Alert::rule)
        .containsExactlyInAnyOrder("CertificateExpiring", "CertificateExpiringNow", "EndpointDown");
    assertThat(expired)
        .filteredOn(each -> each.rule().equals("CertificateExpiringNow"))
        .extracting(each -> each.annotations().get("description"))
        .allSatisfy(
            text -> assertThat(text).contains("-1.5 days are left").contains("limit: 3 days"));
  }

  @Test
  void slowIsWhatHasBeenSlowForFiveMinutes_andNotWhatIsDown() {
    assertThat(names(shop(0, 6, 60, ""))).isEmpty();
    now = now.plus(Duration.ofMinutes(5));
    assertThat(names(shop(0, 6, 60, ""))).containsExactly("EndpointSlow");
    assertThat(names(shop(1, Double.NaN, 60, "x"))).isEmpty();
  }

  @Test
  void aRuleMayBeAboutSomeChecks() throws Exception {
    RuleSet some =
        new RuleFiles(new SloFiles().read())
            .add(
                "rules.yml",
                "rules: [{name: A, kind: uptime, figure: failures, checks: [bank], above: 0}]")
            .read();
    AlertEngine own = new AlertEngine();
    own.use(some, now);
    addresses = List.of(shop(5, Double.NaN, 60, "x"));
    Surroundings around =
        new Surroundings() {
          @Override
          public List<FlaggedChat> chats() {
            return List.of();
          }

          @Override
          public List<CheckedAddress> addresses() {
            return List.of(
                shop(5, Double.NaN, 60, "x"), new CheckedAddress("bank", 1, Double.NaN, 60, "y"));
          }

          @Override
          public double read(Figure figure) {
            return Double.NaN;
          }
        };

    own.evaluate(new Measures(Set.of(), 10, now), around, now);

    assertThat(own.alerts())
        .extracting(alert -> alert.labels().get("check"))
        .containsExactly("bank");
  }
}
