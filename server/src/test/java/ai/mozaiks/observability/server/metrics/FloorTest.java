// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FloorTest {
  private static final Instant NOON = Events.NOON;
  private static final Labels LABELS = Labels.of("agent", "planner");

  private final Floor floor = new Floor();

  private double[] raise(Instant now, @Nullable Instant servedSince, double... values) {
    return floor.round(now, servedSince).raise("turns", LABELS, values);
  }

  @Test
  void standsStill_whenTheTruthGoesDown_untilItHasCaughtUp() {
    assertThat(raise(NOON, null, 5)).containsExactly(5);
    assertThat(raise(NOON, null, 3)).containsExactly(5);
    assertThat(raise(NOON, null, 6)).containsExactly(6);
  }

  @Test
  void holdsEachBucketByItself() {
    assertThat(raise(NOON, null, 2, 0)).containsExactly(2, 0);
    assertThat(raise(NOON, null, 1, 1)).containsExactly(2, 1);
  }

  @Test
  void keepsSeriesApart() {
    assertThat(raise(NOON, null, 5)).containsExactly(5);
    assertThat(floor.round(NOON, null).raise("turns", Labels.EMPTY, 1)).containsExactly(1);
    assertThat(floor.round(NOON, null).raise("errors", LABELS, 2)).containsExactly(2);
  }

  @Test
  void beginsAt0_untilEverybodyWhoScrapesHasSeenIt() {
    assertThat(raise(NOON, NOON.minusSeconds(15), 5)).containsExactly(0);
    assertThat(raise(NOON.plusSeconds(7), NOON.minusSeconds(8), 6)).containsExactly(0);
    assertThat(raise(NOON.plusSeconds(15), NOON, 7)).containsExactly(7);
    assertThat(raise(NOON.plusSeconds(16), NOON.minusSeconds(90), 7)).containsExactly(7);
  }

  @Test
  void waitsNoLongerThanTheLongestDebut() {
    Instant longAgo = NOON.minusSeconds(3_600);

    assertThat(raise(NOON, longAgo, 5)).containsExactly(0);
    assertThat(raise(NOON.plus(Floor.LONGEST_DEBUT).minusMillis(1), longAgo, 5)).containsExactly(0);
    assertThat(raise(NOON.plus(Floor.LONGEST_DEBUT), longAgo, 5)).containsExactly(5);
  }

  @Test
  void showsValuesAtOnce_whenNobodyScrapes() {
    assertThat(raise(NOON, null, 5)).containsExactly(5);
  }
}
