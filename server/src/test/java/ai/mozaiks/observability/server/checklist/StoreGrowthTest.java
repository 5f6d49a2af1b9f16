// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.checklist.StoreGrowth.Measurement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoreGrowthTest {
  private static final Instant START = FakeFacts.NOW;

  private final StoreGrowth growth = new StoreGrowth();

  private static Instant minute(int minutes) {
    return START.plus(Duration.ofMinutes(minutes));
  }

  @Test
  void knowsNothing_atFirst() {
    assertThat(growth.read()).isEqualTo(Facts.Growth.UNKNOWN);
    growth.measured(START, 100);
    assertThat(growth.read().watched()).isZero();
  }

  @Test
  void tellsWhatCameFromTheFirstMeasurementToTheLast() {
    for (int minute = 0; minute <= 60; minute++) {
      growth.measured(minute(minute), 1000 + minute);
    }

    assertThat(growth.read()).isEqualTo(new Facts.Growth(Duration.ofHours(1), 60));
    assertThat(growth.measurements()).as("one in ten minutes").hasSize(7);
  }

  @Test
  void forgetsWhatIsOlderThanAWeek() {
    for (int minute = 0; minute <= 60 * 24 * 10; minute += 10) {
      growth.measured(minute(minute), minute);
    }

    assertThat(growth.read()).isEqualTo(new Facts.Growth(Duration.ofDays(7), 60 * 24 * 7));
    assertThat(growth.measurements()).hasSize(6 * 24 * 7 + 1);
  }

  @Test
  void beginsAnew_whenTheClockGoesBack() {
    growth.measured(START, 100);
    growth.measured(minute(-20), 90);
    growth.measured(START, 95);

    assertThat(growth.read()).isEqualTo(new Facts.Growth(Duration.ofMinutes(20), 5));
  }

  @Test
  void doesNotCountTheTimeWhenNobodyRan_norWhatBecameOfTheDataMeanwhile() {
    growth.measured(minute(0), 1000);
    growth.measured(minute(10), 1010);
    growth.measured(minute(600), 50); // an older copy was put back
    growth.measured(minute(610), 70);

    assertThat(growth.read()).isEqualTo(new Facts.Growth(Duration.ofMinutes(20), 30));
  }

  @Test
  void goesOnAfterARestart() {
    List<Measurement> earlier = new ArrayList<>();
    for (int minute = 0; minute <= 60 * 8; minute += 10) {
      earlier.add(new Measurement(minute(minute), minute));
    }

    growth.resume(earlier, minute(60 * 8 + 2));
    assertThat(growth.read()).isEqualTo(new Facts.Growth(Duration.ofHours(8), 480));
    assertThat(growth.measured(minute(60 * 8 + 2), 481)).as("too soon").isFalse();
    assertThat(growth.measured(minute(60 * 8 + 10), 490)).isTrue();
    assertThat(growth.read()).isEqualTo(new Facts.Growth(Duration.ofMinutes(490), 490));
  }

  @Test
  void forgetsWhatIsTooOld_afterALongRest() {
    growth.resume(
        List.of(new Measurement(minute(0), 1), new Measurement(minute(10), 2)),
        minute(0).plus(Duration.ofDays(8)));

    assertThat(growth.measurements()).isEmpty();
  }

  @Test
  void believesNoClockThatWasWrong() {
    Measurement first = new Measurement(minute(0), 1);
    Measurement second = new Measurement(minute(10), 2);

    growth.resume(List.of(first, second), minute(5)); // the second is yet to come
    assertThat(growth.measurements()).isEmpty();
    growth.resume(List.of(second, first), minute(60));
    assertThat(growth.measurements()).isEmpty();
  }
}
