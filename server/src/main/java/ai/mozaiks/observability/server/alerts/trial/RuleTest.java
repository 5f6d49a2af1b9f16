// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.trial;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.server.alerts.engine.Alert;
import ai.mozaiks.observability.server.alerts.engine.AlertEngine;
import ai.mozaiks.observability.server.alerts.engine.AlertState;
import ai.mozaiks.observability.server.alerts.engine.Surroundings;
import ai.mozaiks.observability.server.alerts.measure.Measures;
import ai.mozaiks.observability.server.alerts.rules.Figure;
import ai.mozaiks.observability.server.alerts.rules.RuleSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One test: the events of a time, and what is expected of alerts at some moments.
///
/// @param events any order; each is told when it is over
/// @param expected in the order in which it is looked at
record RuleTest(
    String name,
    Instant start,
    Duration every,
    List<ChatEvent> events,
    List<Expectation> expected) {
  private static final int MAX_GROUPS = 10_000;

  RuleTest {
    events = events.stream().sorted(Comparator.comparing(ChatEvent::endedAt)).toList();
    expected = expected.stream().sorted(Comparator.comparing(Expectation::at)).toList();
  }

  /// What is expected of an alert.
  ///
  /// @param state null for none
  /// @param labels that it has at least
  /// @param source where it is written
  record Expectation(
      Duration at,
      String alert,
      @Nullable AlertState state,
      Map<String, String> labels,
      String source) {}

  /// Runs it.
  ///
  /// @return what was otherwise than expected, a line each
  List<String> run(RuleSet rules) {
    Measures measures = new Measures(rules.measurements(), MAX_GROUPS, start);
    AlertEngine engine = new AlertEngine();
    engine.use(rules, start);
    List<String> differences = new ArrayList<>();
    int told = 0;
    Instant now = start;
    for (Expectation each : expected) {
      Instant end = start.plus(each.at());
      while (!now.isAfter(end)) {
        measures.advance(now);
        int first = told;
        while (told < events.size() && !events.get(told).endedAt().isAfter(now)) {
          told++;
        }
        measures.add(events.subList(first, told));
        engine.evaluate(measures, NOTHING, now);
        now = now.plus(every);
      }
      check(each, engine.alerts(), differences);
    }
    return differences;
  }

  private void check(Expectation expectation, List<Alert> alerts, List<String> differences) {
    List<Alert> found =
        alerts.stream()
            .filter(alert -> alert.rule().equals(expectation.alert()))
            .filter(alert -> alert.state() != AlertState.RESOLVED)
            .filter(alert -> alert.labels().entrySet().containsAll(expectation.labels().entrySet()))
            .toList();
    boolean asExpected =
        expectation.state() == null
            ? found.isEmpty()
            : found.stream().anyMatch(alert -> alert.state() == expectation.state());
    if (!asExpected) {
      differences.add(
          "%s: %s: %s%s is %s (expected: %s)"
              .formatted(
                  expectation.source(),
                  name,
                  expectation.alert(),
                  expectation.labels().isEmpty() ? "" : " " + expectation.labels(),
                  found.isEmpty() ? "none" : shown(found),
                  expectation.state() == null ? "none" : word(expectation.state())));
    }
  }

  private static String shown(List<Alert> alerts) {
    List<String> shown = new ArrayList<>();
    for (Alert alert : alerts) {
      shown.add(
          word(alert.state()) + " " + alert.annotations().getOrDefault("description", "").strip());
    }
    return String.join("; ", shown);
  }

  static String word(AlertState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  /// No chats, and a server that is well: tests are about events.
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
}
