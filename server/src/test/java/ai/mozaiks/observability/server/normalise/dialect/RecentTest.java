// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecentTest {

  @Test
  void equalValuesBecomeOne() {
    Recent<String> recent = new Recent<>(16);
    String first = recent.shared(copy("planner"));

    assertThat(recent.shared(copy("planner"))).isSameAs(first);
    assertThat(recent.shared(copy("writer"))).isEqualTo("writer");
  }

  @Test
  void moreValuesThanPlaces_comeBackAsTheyWereGiven() {
    Recent<String> recent = new Recent<>(4);
    for (int round = 0; round < 2; round++) {
      IntStream.range(0, 1_000)
          .forEach(i -> assertThat(recent.shared("name-" + i)).isEqualTo("name-" + i));
    }
  }

  @Test
  void thePlacesAreAPowerOfTwo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Recent<String>(12))
        .withMessage("places: 12 (expected: a power of two)");
  }

  private static String copy(String text) {
    return String.valueOf(text.toCharArray());
  }
}
