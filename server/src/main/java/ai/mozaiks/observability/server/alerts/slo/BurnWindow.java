// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.slo;

import java.time.Duration;
import java.util.List;

/// The budget is spent too fast when it is over a long window and still is over a short one: the
/// long one says that it matters, the short one that it goes on (Google, The Site Reliability
/// Workbook, chapter 5, "Multiwindow, Multi-Burn-Rate Alerts").
///
/// @param factor how many times faster than the budget allows; `> 0`
public record BurnWindow(Duration longWindow, Duration shortWindow, double factor) {

  /// For those who are woken: 2 % of a budget of 30 days in an hour, 5 % in six hours.
  public static final List<BurnWindow> FAST =
      List.of(
          new BurnWindow(Duration.ofHours(1), Duration.ofMinutes(5), 14.4),
          new BurnWindow(Duration.ofHours(6), Duration.ofMinutes(30), 6));

  /// For those who come in the morning: 10 % in a day (short window 2 h) or in three days (6 h).
  public static final List<BurnWindow> SLOW =
      List.of(
          new BurnWindow(Duration.ofDays(1), Duration.ofHours(2), 3),
          new BurnWindow(Duration.ofDays(3), Duration.ofHours(6), 1));

  public BurnWindow {
    if (shortWindow.compareTo(longWindow) >= 0) {
      throw new IllegalArgumentException(
          "short window: " + shortWindow + " (expected: shorter than " + longWindow + ")");
    }
    if (!(factor > 0)) {
      throw new IllegalArgumentException("factor: " + factor + " (expected: > 0)");
    }
  }
}
