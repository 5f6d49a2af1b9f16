// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.rules;

import ai.mozaiks.observability.server.alerts.measure.Measurement;
import ai.mozaiks.observability.server.alerts.measure.Metric;
import ai.mozaiks.observability.server.alerts.measure.Quantity;
import ai.mozaiks.observability.server.alerts.measure.Selection;
import ai.mozaiks.observability.server.alerts.measure.Window;
import ai.mozaiks.observability.server.alerts.measure.Words;
import ai.mozaiks.observability.server.alerts.slo.BurnWindow;
import ai.mozaiks.observability.server.alerts.slo.Indicator;
import ai.mozaiks.observability.server.alerts.slo.Slo;
import ai.mozaiks.observability.server.flags.ChatFlag;
import ai.mozaiks.observability.storage.Dimension;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/// When somebody must be told. One alert per group; all kinds share the [RuleHead].
public sealed interface Rule {

  RuleHead head();

  /// What keeps its alerts apart, besides the rule itself; names of labels, in order.
  List<String> groupLabels();

  /// The names of all labels that its alerts can have.
  default Set<String> labelNames() {
    Set<String> names = new TreeSet<>(head().labels().keySet());
    names.addAll(groupLabels());
    names.addAll(List.of("alertname", "severity"));
    if (this instanceof BurnRate) {
      names.add("slo");
    }
    return names;
  }

  /// What has to be counted for it; empty for nothing.
  List<Measurement> measurements();

  /// The word for its kind in rules.
  default String kind() {
    return switch (this) {
      case Threshold _ -> "threshold";
      case Slow _ -> "quantile";
      case Ratio _ -> "ratio";
      case Absence _ -> "absence";
      case Cost _ -> "cost";
      case BurnRate _ -> "burn_rate";
      case Flagged _ -> "chat_flag";
      case Unpriced _ -> "unpriced";
      case Uptime _ -> "uptime";
      case Level level -> level.figure().ofChats() ? "level" : "server";
    };
  }

  /// A rule that looks at events in a window.
  sealed interface Windowed extends Rule {

    /// The events, and what keeps its alerts apart.
    Selection of();

    Window window();

    @Override
    default List<String> groupLabels() {
      return Words.of(of().by());
    }

    @Override
    default List<Measurement> measurements() {
      return List.of(new Measurement(of(), window()));
    }
  }

  /// A rule that compares a value with a limit.
  sealed interface Compared extends Rule {
    Condition condition();
  }

  private static void requireMinCount(long minCount) {
    if (minCount < 0) {
      throw new IllegalArgumentException("min_count: " + minCount + " (expected: >= 0)");
    }
  }

  /// A number in a window.
  ///
  /// @param of a [Quantity.Count]
  record Threshold(RuleHead head, Selection of, Window window, Condition condition)
      implements Windowed, Compared {
    public Threshold {
      if (!(of.quantity() instanceof Quantity.Count)) {
        throw new IllegalArgumentException("of: " + of.quantity() + " (expected: a number)");
      }
      Objects.requireNonNull(window, "window");
      Objects.requireNonNull(condition, "condition");
    }
  }

  /// A quantile of durations in a window.
  ///
  /// @param of a [Quantity.Time]
  /// @param quantile above 0, below 1
  /// @param minCount with fewer samples nothing is said
  record Slow(
      RuleHead head,
      Selection of,
      double quantile,
      Window window,
      Condition condition,
      long minCount)
      implements Windowed, Compared {
    public Slow {
      if (!(of.quantity() instanceof Quantity.Time)) {
        throw new IllegalArgumentException("of: " + of.quantity() + " (expected: durations)");
      }
      if (!(quantile > 0 && quantile < 1)) {
        throw new IllegalArgumentException(
            "quantile: " + quantile + " (expected: above 0, below 1)");
      }
      requireMinCount(minCount);
    }
  }

  /// A number for each of another, for example errors per turn.
  ///
  /// @param minCount with fewer of `to` nothing is said
  record Ratio(
      RuleHead head, Selection of, Selection to, Window window, Condition condition, long minCount)
      implements Windowed, Compared {
    public Ratio {
      if (!of.by().equals(to.by())) {
        throw new IllegalArgumentException("by: " + to.by() + " (expected: " + of.by() + ")");
      }
      requireMinCount(minCount);
    }

    @Override
    public List<Measurement> measurements() {
      return List.of(new Measurement(of, window), new Measurement(to, window));
    }
  }

  /// Silence: what used to happen does not any more.
  ///
  /// @param window how long it has to be silent
  /// @param lookback a group that did something in this time is expected to go on; with no groups
  ///   kept apart the alert fires also when there never was anything
  record Absence(RuleHead head, Selection of, Window.Sliding window, Window.Sliding lookback)
      implements Windowed {
    public Absence {
      if (lookback.length().compareTo(window.length()) <= 0) {
        throw new IllegalArgumentException(
            "lookback: " + lookback.length() + " (expected: longer than the window)");
      }
    }

    @Override
    public List<Measurement> measurements() {
      return List.of(new Measurement(of, window), new Measurement(of, lookback));
    }
  }

  /// A budget for a calendar day or month.
  ///
  /// @param window a [Window.Day] or [Window.Month]
  /// @param limitPicoUsd 1e-12 US dollars; bad is what is above
  record Cost(RuleHead head, Selection of, Window window, long limitPicoUsd) implements Windowed {
    public Cost {
      if (!of.quantity().equals(new Quantity.Count(Metric.COST_USD))) {
        throw new IllegalArgumentException("of: " + of.quantity() + " (expected: cost_usd)");
      }
      if (limitPicoUsd <= 0) {
        throw new IllegalArgumentException("above: " + limitPicoUsd + " (expected: > 0)");
      }
    }

    /// A rule on costs.
    public static Cost of(
        RuleHead head,
        List<Dimension> by,
        Map<Dimension, String> where,
        Window window,
        long limitPicoUsd) {
      return new Cost(
          head,
          new Selection(new Quantity.Count(Metric.COST_USD), by, where),
          window,
          limitPicoUsd);
    }
  }

  /// A service level whose error budget is spent too fast.
  ///
  /// @param windows the condition holds when one of these pairs does
  /// @param minBad with fewer bad ones in the long window of a pair it does not hold, since where
  ///   little happens a single bad one is a high rate; 0 for [Indicator.Spending], which counts
  ///   none
  record BurnRate(RuleHead head, Slo slo, List<BurnWindow> windows, long minBad) implements Rule {
    public BurnRate {
      windows = List.copyOf(windows);
      if (minBad < 0 || (minBad > 0 && slo.indicator() instanceof Indicator.Spending)) {
        throw new IllegalArgumentException(
            "min_bad: " + minBad + " (expected: >= 0, and 0 for a level of costs)");
      }
      if (windows.isEmpty()) {
        throw new IllegalArgumentException("windows: none (expected: at least one)");
      }
    }

    @Override
    public List<String> groupLabels() {
      return Words.of(slo.by());
    }

    @Override
    public List<Measurement> measurements() {
      List<Measurement> all = new ArrayList<>();
      for (BurnWindow window : windows) {
        all.addAll(slo.indicator().measurements(new Window.Sliding(window.longWindow())));
        all.addAll(slo.indicator().measurements(new Window.Sliding(window.shortWindow())));
      }
      return List.copyOf(all);
    }
  }

  /// Chats that are stuck, go round in circles, or run away; an alert per chat and flag.
  ///
  /// @param where exact values that chats must have
  record Flagged(RuleHead head, Set<ChatFlag.Kind> flags, Map<Dimension, String> where)
      implements Rule {
    public Flagged {
      flags = EnumSet.copyOf(flags);
      where = Map.copyOf(where);
    }

    @Override
    public List<String> groupLabels() {
      return List.of("app", "workflow", "chat_id", "flag");
    }

    @Override
    public List<Measurement> measurements() {
      return List.of();
    }
  }

  /// Calls of models without a price: what is shown as cost is too low.
  ///
  /// @param of unpriced calls
  record Unpriced(RuleHead head, Selection of, Window window) implements Windowed {}

  /// An address that is looked at from time to time is not well; an alert per check.
  ///
  /// @param checks the names of those it is about; empty for all
  record Uptime(RuleHead head, UptimeFigure figure, Set<String> checks, Condition condition)
      implements Compared {
    public Uptime {
      Objects.requireNonNull(figure, "figure");
      Objects.requireNonNull(condition, "condition");
      checks = Set.copyOf(checks);
    }

    @Override
    public List<String> groupLabels() {
      return List.of("check");
    }

    @Override
    public List<Measurement> measurements() {
      return List.of();
    }
  }

  /// Something that has a value at every moment.
  record Level(
      RuleHead head,
      Figure figure,
      List<Dimension> by,
      Map<Dimension, String> where,
      Condition condition)
      implements Compared {
    public Level {
      by = List.copyOf(by);
      where = Map.copyOf(where);
      if (!figure.dimensions().containsAll(by)
          || !figure.dimensions().containsAll(where.keySet())) {
        throw new IllegalArgumentException(
            "by, where: "
                + by
                + ", "
                + where.keySet()
                + " (expected: of "
                + figure.dimensions()
                + ")");
      }
    }

    @Override
    public List<String> groupLabels() {
      return Words.of(by);
    }

    @Override
    public List<Measurement> measurements() {
      return List.of();
    }
  }
}
