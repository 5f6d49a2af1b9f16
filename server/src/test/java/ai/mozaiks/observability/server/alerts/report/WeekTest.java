// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeekTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final ZoneId UTC = ZoneId.of("UTC");

  @ParameterizedTest
  @CsvSource({
    "2026-W10, 2026-03-02",
    "2026-W01, 2025-12-29",
    "2026-W53, 2026-12-28",
    "2025-W01, 2024-12-30",
    "2021-W01, 2021-01-04",
    "2020-W53, 2020-12-28",
  })
  void isNamedByItsThursday(String name, LocalDate monday) {
    Week week = Week.named(name, UTC).orElseThrow();
    assertThat(week.monday()).isEqualTo(monday);
    assertThat(week.name()).isEqualTo(name);
    assertThat(week.days()).hasSize(7).startsWith(monday).endsWith(monday.plusDays(6));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2025-W53", "2026-W00", "2026-W54", "2026-W1", "2026W10", "26-W10", "last", ""})
  void whatIsNoWeek_hasNone(String name) {
    assertThat(Week.named(name, UTC)).isEmpty();
  }

  @Test
  void isAnHourShorterOrLonger_whenTheClocksChange() {
    Week spring = Week.named("2026-W13", BERLIN).orElseThrow();
    assertThat(spring.from()).isEqualTo("2026-03-22T23:00:00Z");
    assertThat(spring.to()).isEqualTo("2026-03-29T22:00:00Z");
    assertThat(Duration.between(spring.from(), spring.to())).isEqualTo(Duration.ofHours(167));

    Week autumn = Week.named("2026-W43", BERLIN).orElseThrow();
    assertThat(Duration.between(autumn.from(), autumn.to())).isEqualTo(Duration.ofHours(169));
    assertThat(autumn.before().to()).isEqualTo(autumn.from());
  }

  @Test
  void mondayBeginsAtMidnightOfItsZone() {
    Instant beforeMidnight = Instant.parse("2026-03-01T22:59:59.999Z");
    assertThat(Week.of(beforeMidnight, BERLIN).name()).isEqualTo("2026-W09");
    assertThat(Week.of(beforeMidnight.plusMillis(1), BERLIN).name()).isEqualTo("2026-W10");
    assertThat(Week.of(beforeMidnight.plusMillis(1), UTC).name()).isEqualTo("2026-W09");
  }
}
