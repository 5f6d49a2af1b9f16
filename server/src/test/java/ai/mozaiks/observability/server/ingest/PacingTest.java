// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PacingTest {

  @Test
  void upToHalfFull_nobodyWaits() {
    assertThat(Pacing.pause(0, 1000)).isZero();
    assertThat(Pacing.pause(500, 1000)).isZero();
  }

  @Test
  void beyondHalfFull_theWaitGrowsEvenly() {
    assertThat(Pacing.pause(600, 1000)).isEqualTo(Duration.ofMillis(40));
    assertThat(Pacing.pause(750, 1000)).isEqualTo(Duration.ofMillis(100));
    assertThat(Pacing.pause(1000, 1000)).isEqualTo(Pacing.LONGEST);
  }

  @Test
  void beyondTheBound_theWaitStaysTheLongest() {
    assertThat(Pacing.pause(Long.MAX_VALUE, 1)).isEqualTo(Pacing.LONGEST);
  }
}
