// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ai.mozaiks.observability.server.alerts.SampleEvents;
import ai.mozaiks.observability.server.alerts.measure.Measures;
import ai.mozaiks.observability.server.alerts.rules.Figure;
import ai.mozaiks.observability.server.alerts.rules.RuleFiles;
import ai.mozaiks.observability.server.alerts.rules.RuleSet;
import ai.mozaiks.observability.server.alerts.slo.SloFiles;
import ai.mozaiks.observability.server.config.ConfigurationException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertEngineTest {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final Surroundings NOTHING =
      new Surroundings() {
        @Override
        public List<FlaggedChat> chats() {
          return List.of();
        }

        @Override
        public double read(Figure figure) {
          return Double.NaN;
        }
      };

  private AlertEngine engine = new AlertEngine();

  private static RuleSet rules(String severity) throws ConfigurationException {
    return new RuleFiles(new SloFiles().read())
        .add(
            "rules.yml",
            """
            rules:
              - {name: Turns, kind: threshold, of: turns, by: [app], window: 1m, above: 0, severity: %s}
            """
                .formatted(severity))
        .read();
  }

  private List<AlertChange> evaluate(Measures measures, Instant now) {
    measures.advance(now);
    return engine.evaluate(measures, NOTHING, now);
  }

  private int leftOut() {
    return requireNonNull(engine.health().get("Turns")).leftOut();
  }

  private static void turnIn(Measures measures, String app, Instant at) {
    measures.add(List.of(new SampleEvents(app, "w").turn(at, "a", Duration.ofSeconds(1), false)));
  }

  @Test
  void labelsThatChangeWithTheRule_endOneAlert_andBeginAnother() throws Exception {
    RuleSet before = rules("warning");
    Measures measures = new Measures(before.measurements(), 10, START);
    turnIn(measures, "shop", START);
    engine.use(before, START);
    assertThat(evaluate(measures, START)).hasSize(1);

    Instant later = START.plusSeconds(15);
    engine.use(rules("critical"), later);
    List<AlertChange> changes = evaluate(measures, later);

    assertThat(changes)
        .extracting(AlertChange::alert)
        .extracting(Alert::state, each -> each.labels().get("severity"), Alert::firingSince)
        .containsExactly(
            tuple(AlertState.RESOLVED, "warning", START),
            tuple(AlertState.FIRING, "critical", START));
    assertThat(changes.getFirst().alert().ending()).isEqualTo(Ending.RULE_GONE);
    assertThat(evaluate(measures, later)).isEmpty();
  }

  @Test
  void allRulesTogether_haveSoManyAlertsAtMost() throws Exception {
    engine = new AlertEngine(3);
    RuleSet rules = rules("warning");
    Measures measures = new Measures(rules.measurements(), 10, START);
    engine.use(rules, START);
    for (int i = 0; i < 5; i++) {
      turnIn(measures, "app " + i, START);
    }

    assertThat(evaluate(measures, START)).hasSize(3);
    assertThat(leftOut()).isEqualTo(2);
    assertThat(evaluate(measures, START.plusSeconds(120))).hasSize(3);
    turnIn(measures, "new", START.plusSeconds(120));
    assertThat(evaluate(measures, START.plusSeconds(120))).hasSize(1);
  }

  @Test
  void whatIsOver_doesNotKeepOutWhatBegins() throws Exception {
    RuleSet rules = rules("warning");
    Measures measures = new Measures(rules.measurements(), 10_000, START);
    engine.use(rules, START);
    for (int i = 0; i < AlertEngine.MOST_ALERTS_PER_RULE; i++) {
      turnIn(measures, "app " + i, START);
    }
    assertThat(evaluate(measures, START)).hasSize(AlertEngine.MOST_ALERTS_PER_RULE);
    turnIn(measures, "no room", START);
    assertThat(evaluate(measures, START)).isEmpty();
    assertThat(leftOut()).isEqualTo(1);

    Instant later = START.plusSeconds(120);
    assertThat(evaluate(measures, later)).hasSize(AlertEngine.MOST_ALERTS_PER_RULE);
    turnIn(measures, "new", later);
    List<AlertChange> changes = evaluate(measures, later);

    assertThat(changes).extracting(each -> each.alert().labels().get("app")).containsExactly("new");
    assertThat(leftOut()).isZero();
    assertThat(engine.alerts()).hasSize(AlertEngine.MOST_ALERTS_PER_RULE);
  }
}
