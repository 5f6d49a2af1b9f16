// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {
  private static final List<String> NAMES = List.of("a", "ü/?&", "", "d d", "e");

  private static Page<String> page(List<String> all, @Nullable String cursor, int limit)
      throws Refusal {
    Request request =
        new Request(
            "GET",
            "/",
            Map.of(),
            cursor == null ? Map.of() : Map.of("cursor", List.of(cursor)),
            Map.of(),
            Body.EMPTY,
            "127.0.0.1");
    return Page.of(all, request, limit, name -> name);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void pagesTogetherAreTheList(int limit) throws Exception {
    List<String> read = new ArrayList<>();
    Page<String> page = page(NAMES, null, limit);
    read.addAll(page.items());
    while (page.next() != null) {
      assertThat(page.items()).hasSize(limit);
      assertThat(page.next()).matches("[A-Za-z0-9_-]*");
      page = page(NAMES, page.next(), limit);
      assertThat(page.items()).isNotEmpty();
      read.addAll(page.items());
    }
    assertThat(read).isEqualTo(NAMES);
  }

  @Test
  void emptyList_isOnePage() throws Exception {
    assertThat(page(List.of(), null, 1)).isEqualTo(new Page<>(List.of(), null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "bm9ib2R5J3M"})
  void whatNoPageGave_isRefused(String cursor) {
    assertThatThrownBy(() -> page(NAMES, cursor, 1))
        .isInstanceOf(Refusal.class)
        .hasMessage("cursor: " + cursor + " (expected: next of the page before)");
  }

  @Test
  void whatWasFoundBeyondThePage_saysThatMoreFollows() {
    List<Integer> found = IntStream.range(0, 4).boxed().toList();

    assertThat(Page.cut(found, 4, each -> each + "")).isEqualTo(new Page<>(found, null));
    assertThat(Page.cut(found, 3, each -> each + "")).isEqualTo(new Page<>(List.of(0, 1, 2), "2"));
  }
}
