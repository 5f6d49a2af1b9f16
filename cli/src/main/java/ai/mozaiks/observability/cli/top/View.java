// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.top;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the screen is looked at, and what keys do to it.
///
/// @param interval between an answer and the next question
/// @param paused whether nothing is asked until a key is pressed
/// @param help whether the keys are explained instead
/// @param trouble why the screen is not of now; null when it is
record View(
    Order order, Duration interval, boolean paused, boolean help, @Nullable String trouble) {
  /// What `+` and `-` go through; seconds.
  private static final List<Long> STEPS = List.of(1L, 2L, 5L, 10L, 30L, 60L, 300L, 900L, 3_600L);

  /// The first one.
  static View every(Duration interval) {
    return new View(Order.COST, interval, false, false, null);
  }

  View troubledBy(@Nullable String trouble) {
    return new View(order, interval, paused, help, trouble);
  }

  /// After a key was pressed; the same if the key means nothing. Any key leaves the help.
  View press(int key) {
    if (help) {
      return new View(order, interval, paused, false, trouble);
    }
    return switch (key) {
      case 's' -> new View(order.next(), interval, paused, false, trouble);
      case 'p', ' ' -> new View(order, interval, !paused, false, trouble);
      case '+' -> new View(order, longer(), paused, false, trouble);
      case '-' -> new View(order, shorter(), paused, false, trouble);
      case '?', 'h' -> new View(order, interval, paused, true, trouble);
      default -> this;
    };
  }

  private Duration longer() {
    return STEPS.stream()
        .filter(step -> step > interval.toSeconds())
        .findFirst()
        .map(Duration::ofSeconds)
        .orElse(interval);
  }

  private Duration shorter() {
    return STEPS.reversed().stream()
        .filter(step -> step < interval.toSeconds())
        .findFirst()
        .map(Duration::ofSeconds)
        .orElse(interval);
  }
}
