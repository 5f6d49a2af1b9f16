// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.engine;

import static ai.mozaiks.observability.server.alerts.engine.AlertState.FIRING;
import static ai.mozaiks.observability.server.alerts.engine.AlertState.PENDING;
import static ai.mozaiks.observability.server.alerts.engine.AlertState.RESOLVED;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.alerts.measure.Group;
import ai.mozaiks.observability.server.alerts.rules.NoData;
import ai.mozaiks.observability.server.alerts.rules.RuleHead;
import ai.mozaiks.observability.server.alerts.rules.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifeCycleTest {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final LifeCycle.Texts TEXTS = new LifeCycle.Texts(Map.of(), Map.of());

  private static RuleHead rule(Duration pending, Duration keepFiring, NoData noData) {
    return new RuleHead(
        "Rule", Severity.WARNING, Map.of(), Map.of(), pending, keepFiring, noData, "");
  }

  /// @param course one letter per minute: `B`ad, `G`ood, `N`o data
  /// @return one letter per minute: `.` none, `p`ending, `f`iring, `r`esolved
  private static String play(RuleHead rule, String course) {
    return states(alerts(rule, course));
  }

  private static List<@Nullable Alert> alerts(RuleHead rule, String course) {
    List<@Nullable Alert> alerts = new ArrayList<>();
    Alert alert = null;
    for (int minute = 0; minute < course.length(); minute++) {
      Verdict verdict =
          switch (course.charAt(minute)) {
            case 'B' -> Verdict.BAD;
            case 'G' -> Verdict.GOOD;
            default -> Verdict.NO_DATA;
          };
      alert =
          LifeCycle.step(
              alert,
              rule,
              new Sample(Group.ALL, verdict, minute, 0),
              START.plus(Duration.ofMinutes(minute)),
              () -> TEXTS);
      alerts.add(alert);
    }
    return alerts;
  }

  private static String states(List<@Nullable Alert> alerts) {
    StringBuilder states = new StringBuilder();
    for (Alert alert : alerts) {
      states.append(alert == null ? '.' : alert.state().word().charAt(0));
    }
    return states.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, OK, GBBG, .ffr",
    "2, 0, OK, BBBBG, ppffr",
    "2, 0, OK, BBGBBB, pp.ppf",
    "2, 0, OK, BGBGBGBG, p.p.p.p.",
    "0, 3, OK, BGGGG, fffrr",
    "0, 3, OK, BGGBGGGG, ffffffrr",
    "0, 0, OK, BN, fr",
    "0, 0, KEEP, BNNNG, ffffr",
    "0, 0, ALERT, GNNG, .ffr",
    "2, 0, KEEP, BBNB, pppf",
    "2, 0, OK, BBNBBB, pp.ppf",
    "0, 0, OK, N, .",
  })
  void course(int pending, int keepFiring, NoData noData, String course, String states) {
    RuleHead rule = rule(Duration.ofMinutes(pending), Duration.ofMinutes(keepFiring), noData);

    assertThat(play(rule, course)).isEqualTo(states);
  }

  @Test
  void saysSinceWhen_andWhy() {
    List<@Nullable Alert> alerts =
        alerts(rule(Duration.ofMinutes(2), Duration.ZERO, NoData.OK), "GBBBBN");

    Alert firing = alerts.get(4);
    assertThat(firing).isNotNull();
    assertThat(firing.state()).isEqualTo(FIRING);
    assertThat(firing.activeSince()).isEqualTo(START.plus(Duration.ofMinutes(1)));
    assertThat(firing.firingSince()).isEqualTo(START.plus(Duration.ofMinutes(3)));
    assertThat(firing.value()).isEqualTo(4);
    Alert resolved = alerts.get(5);
    assertThat(resolved).isNotNull();
    assertThat(resolved.state()).isEqualTo(RESOLVED);
    assertThat(resolved.resolvedAt()).isEqualTo(START.plus(Duration.ofMinutes(5)));
    assertThat(resolved.ending()).isEqualTo(Ending.NO_DATA);
    assertThat(resolved.value()).as("as of the last time the condition held").isEqualTo(4);
  }

  @Test
  void flapping_firesThreeTimes_andThenUntilHalfAnHourIsQuiet() {
    String states =
        play(rule(Duration.ZERO, Duration.ZERO, NoData.OK), "BGBGBGBGBG" + "G".repeat(60));

    assertThat(states.substring(0, 10)).isEqualTo("frfrffffff");
    assertThat(states.indexOf('r', 10)).as("30 min after the last bad one").isEqualTo(8 + 30);
  }

  @Test
  void whatIsOver_isForgottenAfterAnHour() {
    String states = play(rule(Duration.ZERO, Duration.ZERO, NoData.OK), "BG" + "G".repeat(60));

    assertThat(states.indexOf('.')).isEqualTo(60);
  }

  @Test
  void pendingBeforeAndAfter_knowsNothingOfEachOther() {
    List<@Nullable Alert> alerts =
        alerts(rule(Duration.ofMinutes(5), Duration.ZERO, NoData.OK), "BBBGBB");

    Alert last = alerts.getLast();
    assertThat(last).isNotNull();
    assertThat(last.state()).isEqualTo(PENDING);
    assertThat(last.activeSince()).isEqualTo(START.plus(Duration.ofMinutes(4)));
  }
}
