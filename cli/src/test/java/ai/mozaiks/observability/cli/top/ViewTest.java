// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViewTest {
  private static View every(int seconds) {
    return View.every(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource({"1, 2, 1", "2, 5, 1", "7, 10, 5", "60, 300, 30", "3600, 3600, 900"})
  void asksLessOrMoreOften(int seconds, int plus, int minus) {
    assertThat(every(seconds).press('+').interval()).hasSeconds(plus);
    assertThat(every(seconds).press('-').interval()).hasSeconds(minus);
  }

  @Test
  void sortsByTheNext_roundAndRound() {
    View view = every(2);
    for (Order order : new Order[] {Order.ERRORS, Order.TIME, Order.TOKENS, Order.COST}) {
      view = view.press('s');
      assertThat(view.order()).isEqualTo(order);
    }
  }

  @Test
  void pausesAndGoesOn_byTwoKeys() {
    assertThat(every(2).press('p').paused()).isTrue();
    assertThat(every(2).press(' ').press('p').paused()).isFalse();
  }

  @Test
  void anyKeyLeavesTheHelp_andDoesNothingElse() {
    View paused = every(2).press('p');

    assertThat(paused.press('?').help()).isTrue();
    assertThat(paused.press('h').press('p')).isEqualTo(paused);
    assertThat(paused.press('?').press('s')).isEqualTo(paused);
  }

  @Test
  void keepsEverything_whenAKeyMeansNothing_orThereIsTrouble() {
    View view = every(2).press('s').press('p');

    assertThat(view.press('x')).isEqualTo(view);
    assertThat(view.troubledBy("gone").trouble()).isEqualTo("gone");
    assertThat(view.troubledBy("gone").troubledBy(null)).isEqualTo(view);
  }
}
