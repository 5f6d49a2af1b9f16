// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RetentionClockTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration YEAR = Duration.ofDays(365);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private Instant wall = NOON;
  private long nanos = 5;
  private final RetentionClock clock = new RetentionClock(() -> wall, () -> nanos);

  /// Lets time pass, looking at the clock every minute.
  private void pass(Duration duration) {
    for (Duration rest = duration; rest.isPositive(); rest = rest.minus(MINUTE)) {
      wall = wall.plus(MINUTE);
      nanos += MINUTE.toNanos();
      clock.instant();
    }
  }

  private void leap(Duration by) {
    wall = wall.plus(by);
    clock.instant();
  }

  @Test
  void evenClock_isFollowed() {
    pass(Duration.ofHours(5));
    assertThat(clock.instant()).isEqualTo(NOON.plus(Duration.ofHours(5)));
    leap(RetentionClock.TOLERANCE);
    assertThat(clock.instant()).as("slightly ahead").isEqualTo(wall);
    assertThat(clock.leap()).isNull();
  }

  @Test
  void leapAhead_isBelieved_onceTheClockHasStayedThere() {
    leap(YEAR);
    assertThat(clock.instant()).isEqualTo(NOON);
    pass(RetentionClock.PROOF.minus(MINUTE));
    assertThat(clock.instant()).isEqualTo(NOON.plus(RetentionClock.PROOF).minus(MINUTE));
    assertThat(clock.leap()).isNull();
    pass(MINUTE);
    assertThat(clock.instant()).isEqualTo(wall);
    RetentionClock.Leap leap = Objects.requireNonNull(clock.leap());
    assertThat(leap.by()).isEqualTo(YEAR);
    assertThat(leap.from()).isEqualTo(NOON.minus(RetentionClock.PROOF));
    assertThat(leap.to()).isEqualTo(NOON.plus(RetentionClock.PROOF));
    clock.leapTold();
    pass(MINUTE);
    assertThat(clock.leap()).isNull();
    assertThat(clock.instant()).isEqualTo(wall);
  }

  @Test
  void clockThatLeapsAheadAndBack_isNeverBelieved() {
    leap(YEAR);
    pass(RetentionClock.PROOF.minus(MINUTE));
    leap(YEAR.negated());
    pass(MINUTE);
    assertThat(clock.instant()).isEqualTo(wall);
    leap(YEAR);
    pass(MINUTE);
    assertThat(clock.instant()).as("the proof begins anew").isEqualTo(wall.minus(YEAR));
  }

  @Test
  void clockThatLeapsOnAndOn_isNeverBelieved() {
    for (int i = 0; i < 10; i++) {
      leap(YEAR);
      pass(RetentionClock.PROOF.minus(MINUTE));
    }
    assertThat(clock.instant()).isBefore(NOON.plus(Duration.ofHours(11)));
  }

  @Test
  void leapBack_neitherTurnsTimeBackNorStopsIt() {
    pass(Duration.ofHours(1));
    leap(YEAR.negated());
    assertThat(clock.instant()).isEqualTo(NOON.plus(Duration.ofHours(1)));
    pass(Duration.ofDays(2));
    assertThat(clock.instant()).isEqualTo(NOON.plus(Duration.ofHours(49)));
  }

  @Test
  void smallStepBack_doesNotTurnTimeBack() {
    leap(Duration.ofMinutes(10));
    leap(Duration.ofMinutes(-5));
    assertThat(clock.instant()).isEqualTo(NOON.plus(Duration.ofMinutes(10)));
  }

  @Test
  void startAfterAShortStop_goesByTheWallClock() {
    clock.startFrom(NOON.minus(Duration.ofMinutes(20)));
    assertThat(clock.instant()).isEqualTo(NOON);
  }

  @Test
  void startAfterALongStop_isALeap() {
    clock.startFrom(NOON.minus(YEAR));
    assertThat(clock.instant()).isEqualTo(NOON.minus(YEAR));
    pass(RetentionClock.PROOF);
    assertThat(clock.instant()).isEqualTo(wall);
  }

  @Test
  void startWithAClockThatIsBehind_goesOnFromTheLastWriting() {
    wall = Instant.EPOCH;
    clock.startFrom(NOON);
    pass(Duration.ofMinutes(30));
    assertThat(clock.instant()).isEqualTo(NOON.plus(Duration.ofMinutes(30)));
    wall = NOON.plus(Duration.ofMinutes(45));
    assertThat(clock.instant()).as("set right").isEqualTo(wall);
  }

  @Test
  void timeThatNoStoreCanKeep_isNeverBelieved() {
    wall = Instant.parse("3000-01-01T00:00:00Z");
    pass(RetentionClock.PROOF.multipliedBy(3));
    assertThat(clock.instant()).isEqualTo(NOON.plus(RetentionClock.PROOF.multipliedBy(3)));
  }
}
