// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.server.alerts.SampleEvents;
import ai.mozaiks.observability.server.alerts.measure.Measures;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BudgetHistoryTest {
  private static final Instant NOW = Instant.parse("2026-05-31T14:25:00Z");

  private final SampleEvents events = new SampleEvents("shop", "order");

  private static Slo builtIn(String name) throws Exception {
    return new SloFiles()
        .addBuiltIn().read().slos().stream()
            .filter(slo -> slo.name().equals(name))
            .findFirst()
            .orElseThrow();
  }

  private static BudgetHistory history(Slo slo, Measures measures) {
    measures.advance(NOW);
    return BudgetHistory.of(ErrorBudgets.of(slo, measures, NOW).getFirst(), measures, NOW);
  }

  private static Measures measures(Slo slo) {
    return new Measures(ErrorBudgets.measurements(slo), 100, NOW);
  }

  @Test
  void partsFollowEachOther_andAddUpToTheBudget() throws Exception {
    Slo slo = builtIn("availability");
    Measures measures = measures(slo);
    measures.add(events.ends(NOW.minus(Duration.ofDays(29)), 4_000, ChatStatus.COMPLETED));
    measures.add(events.ends(NOW.minus(Duration.ofDays(10)), 5_994, ChatStatus.COMPLETED));
    measures.add(events.ends(NOW.minus(Duration.ofDays(10)), 4, ChatStatus.FAILED));
    measures.add(events.ends(NOW.minus(Duration.ofMinutes(1)), 2, ChatStatus.FAILED));

    BudgetHistory history = history(slo, measures);

    List<BudgetHistory.Part> parts = history.parts();
    assertThat(parts).hasSizeBetween(60, 62);
    assertThat(parts.getFirst().from()).isEqualTo(NOW.minus(slo.window()));
    assertThat(parts.getLast().until()).isEqualTo(Instant.parse("2026-06-01T00:00:00Z"));
    for (int i = 1; i < parts.size(); i++) {
      assertThat(parts.get(i).from()).isEqualTo(parts.get(i - 1).until());
    }
    assertThat(parts.stream().mapToLong(BudgetHistory.Part::total).sum()).isEqualTo(10_000);
    assertThat(parts.stream().mapToLong(BudgetHistory.Part::bad).sum()).isEqualTo(6);
    assertThat(parts.getFirst().leftShare()).isEqualTo(1);
    // 4 of the 10 that may fail, then 2 more
    assertThat(parts.get(parts.size() / 2 + 20).leftShare()).isCloseTo(0.6, within(1e-9));
    assertThat(parts.getLast().leftShare())
        .isCloseTo(0.4, within(1e-9))
        .isCloseTo(history.budget().leftShare(), within(1e-9));
  }

  @Test
  void whereNothingHappened_nothingIsKnown() throws Exception {
    Slo slo = builtIn("availability");

    BudgetHistory history = history(slo, measures(slo));

    assertThat(history.parts()).isNotEmpty().allMatch(part -> part.total() == 0);
    assertThat(history.parts()).allMatch(part -> Double.isNaN(part.leftShare()));
  }

  @Test
  void aLevelAboutDaysHasItsDays() throws Exception {
    Slo slo = builtIn("cost");
    Measures measures = measures(slo);
    measures.add(List.of(events.call(NOW.minus(Duration.ofDays(3)), "gpt-5", "600")));
    measures.add(List.of(events.call(NOW.minus(Duration.ofHours(1)), "gpt-5", "20")));

    BudgetHistory history = history(slo, measures);

    List<BudgetHistory.Part> days = history.parts();
    assertThat(days).hasSize(30);
    assertThat(days.getLast().from()).isEqualTo(Instant.parse("2026-05-31T00:00:00Z"));
    assertThat(days.getLast().good()).isEqualTo(1);
    assertThat(days.getLast().picoUsd()).isEqualTo(20_000_000_000_000L);
    assertThat(days.get(26).bad()).isEqualTo(1);
    assertThat(days.get(25).total()).isZero(); // before the first with costs
    assertThat(days.getLast().leftShare()).isCloseTo(history.budget().leftShare(), within(1e-9));
  }
}
