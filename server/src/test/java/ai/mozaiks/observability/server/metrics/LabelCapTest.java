// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelCapTest {

  @Test
  void keepsTheFirstValues_andCallsTheRestOther() {
    LabelCap cap = new LabelCap(2);

    assertThat(cap.cap("agent", "a")).isEqualTo("a");
    assertThat(cap.cap("agent", "b")).isEqualTo("b");
    assertThat(cap.cap("agent", "c")).isEqualTo("_other");
    assertThat(cap.cap("agent", "a")).isEqualTo("a");
    assertThat(cap.cap("agent", "c")).isEqualTo("_other");
  }

  @Test
  void capsEachLabelByItself() {
    LabelCap cap = new LabelCap(1);

    assertThat(cap.cap("agent", "a")).isEqualTo("a");
    assertThat(cap.cap("model", "m")).isEqualTo("m");
    assertThat(cap.cap("model", "a")).isEqualTo("_other");
  }

  @Test
  void letsNoMoreIn_fromManyThreads() {
    LabelCap cap = new LabelCap(10);
    Set<String> shown = ConcurrentHashMap.newKeySet();

    IntStream.range(0, 5_000)
        .parallel()
        .forEach(i -> shown.add(cap.cap("agent", "agent-" + i % 100)));

    assertThat(shown).hasSize(11).contains("_other");
  }
}
