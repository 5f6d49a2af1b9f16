// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StoreGrowthTest {
  private static final Instant START = FakeFacts.NOW;

  private final StoreGrowth growth = new StoreGrowth();

  @Test
  void knowsNothing_atFirst() {
    assertThat(growth.read()).isEqualTo(Facts.Growth.UNKNOWN);
    growth.measured(START, 100);
    assertThat(growth.read().watched()).isZero();
  }

  @Test
  void tellsWhatCameFromTheFirstMeasurementToTheLast() {
    for (int minute = 0; minute <= 60; minute++) {
      growth.measured(START.plus(Duration.ofMinutes(minute)), 1000 + minute);
    }

    assertThat(growth.read()).isEqualTo(new Facts.Growth(Duration.ofHours(1), 60));
  }

  @Test
  void forgetsWhatIsOlderThanAWeek() {
    for (int hour = 0; hour <= 24 * 10; hour++) {
      growth.measured(START.plus(Duration.ofHours(hour)), hour);
    }

    assertThat(growth.read()).isEqualTo(new Facts.Growth(Duration.ofDays(7), 24 * 7));
  }

  @Test
  void beginsAnew_whenTheClockGoesBack() {
    growth.measured(START, 100);
    growth.measured(START.minusSeconds(3600), 90);
    growth.measured(START, 95);

    assertThat(growth.read()).isEqualTo(new Facts.Growth(Duration.ofHours(1), 5));
  }
}
