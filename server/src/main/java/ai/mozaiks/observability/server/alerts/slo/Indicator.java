// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.slo;

import ai.mozaiks.observability.server.alerts.measure.Measurement;
import ai.mozaiks.observability.server.alerts.measure.Quantity;
import ai.mozaiks.observability.server.alerts.measure.Selection;
import ai.mozaiks.observability.server.alerts.measure.Window;
import ai.mozaiks.observability.storage.Dimension;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;

/// What a service level is measured by: of all, how much was bad.
public sealed interface Indicator {

  /// What is kept apart.
  List<Dimension> by();

  /// What has to be counted to know it for a window.
  List<Measurement> measurements(Window window);

  /// Bad ones of all, for example failed chats of ended ones.
  record BadRatio(Selection bad, Selection total) implements Indicator {
    public BadRatio {
      if (!bad.by().equals(total.by())) {
        throw new IllegalArgumentException("by: " + bad.by() + " (expected: " + total.by() + ")");
      }
    }

    @Override
    public List<Dimension> by() {
      return total.by();
    }

    @Override
    public List<Measurement> measurements(Window window) {
      return List.of(new Measurement(bad, window), new Measurement(total, window));
    }
  }

  /// Good ones of all; bad are the rest.
  record GoodRatio(Selection good, Selection total) implements Indicator {
    public GoodRatio {
      if (!good.by().equals(total.by())) {
        throw new IllegalArgumentException("by: " + good.by() + " (expected: " + total.by() + ")");
      }
    }

    @Override
    public List<Dimension> by() {
      return total.by();
    }

    @Override
    public List<Measurement> measurements(Window window) {
      return List.of(new Measurement(good, window), new Measurement(total, window));
    }
  }

  /// Those that took longer than they may.
  ///
  /// @param of a [Quantity.Time]
  /// @param atMostSeconds one of the edges of the histogram, so that the count is exact
  record Latency(Selection of, double atMostSeconds) implements Indicator {
    public Latency {
      if (!(of.quantity() instanceof Quantity.Time)) {
        throw new IllegalArgumentException("of: " + of.quantity() + " (expected: durations)");
      }
    }

    @Override
    public List<Dimension> by() {
      return of.by();
    }

    @Override
    public List<Measurement> measurements(Window window) {
      return List.of(new Measurement(of, window));
    }
  }

  /// What was spent of what may be spent in a day.
  ///
  /// @param picoUsdPerDay 1e-12 US dollars; `> 0`
  /// @param zone whose days
  record Spending(Selection cost, long picoUsdPerDay, ZoneId zone) implements Indicator {
    public Spending {
      Objects.requireNonNull(zone, "zone");
      if (picoUsdPerDay <= 0) {
        throw new IllegalArgumentException("per day: " + picoUsdPerDay + " (expected: > 0)");
      }
    }

    @Override
    public List<Dimension> by() {
      return cost.by();
    }

    @Override
    public List<Measurement> measurements(Window window) {
      return List.of(new Measurement(cost, window));
    }
  }
}
