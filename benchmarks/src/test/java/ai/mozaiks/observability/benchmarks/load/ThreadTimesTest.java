// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.benchmarks.load.ThreadTimes.Used;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ThreadTimesTest {

  @Test
  void addsUpByPurpose_theMostFirst_andCountsNewThreads() {
    ThreadTimes before =
        new ThreadTimes(
            Map.of(1L, new Used("fold", 1_000_000), 2L, new Used("requests", 5_000_000)));
    ThreadTimes after =
        new ThreadTimes(
            Map.of(
                1L, new Used("fold", 4_000_000),
                2L, new Used("requests", 9_000_000),
                3L, new Used("requests", 1_000_000)));

    assertThat(after.perSpanSince(before, 1_000)).isEqualTo("8.00 us: requests 5.00, fold 3.00");
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux tells of threads in /proc")
  void readsTheThreadsOfThisProcess() throws Exception {
    ThreadTimes times = ThreadTimes.read(ProcessHandle.current().pid());

    assertThat(times.nanos().values()).extracting(Used::name).contains("compilers");
    assertThat(times.nanos().values()).anyMatch(used -> used.nanos() > 0);
  }
}
