// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenPartsTest {
  private final List<String> closed = new ArrayList<>();
  private final OpenParts parts = new OpenParts();

  @Test
  void closesInTheReverseOrder() {
    parts.opened(() -> closed.add("store"));
    parts.opened(() -> closed.add("fold"));
    parts.opened(() -> closed.add("ports"));

    parts.close();

    assertThat(closed).containsExactly("ports", "fold", "store");
  }

  @Test
  void closesTheOthers_whenOneFails() {
    parts.opened(() -> closed.add("store"));
    parts.opened(() -> {
      throw new IOException("cannot be closed");
    });
    parts.opened(() -> closed.add("ports"));

    parts.close();

    assertThat(closed).containsExactly("ports", "store");
  }

  @Test
  void closesEachOnce() {
    parts.opened(() -> closed.add("store"));

    parts.close();
    parts.close();

    assertThat(closed).containsExactly("store");
  }
}
