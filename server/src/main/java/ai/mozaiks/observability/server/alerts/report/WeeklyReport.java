// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.report;

import ai.mozaiks.observability.server.alerts.rules.Severity;
import ai.mozaiks.observability.storage.Dimension;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a calendar week was like, beside the week before. Immutable; null is unknown.
///
/// @param week which one
/// @param madeAt when this was found
/// @param until to when it reaches: the end of the week, or `madeAt` while the week goes on. The
///   week before is then looked at up to the same day and hour
/// @param link what links begin with
/// @param shortened whether retention may have deleted some of the week
/// @param totals of the week
/// @param before of the week before; null when nothing is known of it: nothing happened, or
///   retention may have deleted some of it. Then there are no movers
/// @param days its days so far, Monday first
/// @param costMovers whose cost changed most: by kind, most first
/// @param errorMovers whose errors changed most, in the same way
/// @param tooMany of which kinds there are too many to be compared
/// @param slowest the agents whose turns take longest, slowest first
/// @param newModels models that were not called in the thirty days before
/// @param slosAt when the service levels were worked out; null when they were not yet
/// @param slos how the service levels stand at that time, the worst first
/// @param alerts which rules fired, the most severe first
public record WeeklyReport(
    Week week,
    Instant madeAt,
    Instant until,
    URI link,
    boolean shortened,
    WeekFigures totals,
    @Nullable WeekFigures before,
    List<Day> days,
    List<Mover> costMovers,
    List<Mover> errorMovers,
    List<Dimension> tooMany,
    List<SlowAgent> slowest,
    List<NewModel> newModels,
    @Nullable Instant slosAt,
    List<SloStatus> slos,
    List<FiredRule> alerts) {

  /// A day of the week.
  ///
  /// @param costUsd exact; null when the price of no call is known
  public record Day(LocalDate day, long agentTurns, long errors, @Nullable BigDecimal costUsd) {}

  /// How long an agent's turns take.
  ///
  /// @param agent the empty text when it has no name; the same for `workflow`
  /// @param turns how many durations are known
  /// @param p95Before in the week before; null when not known
  public record SlowAgent(
      String agent,
      String workflow,
      long turns,
      Duration median,
      Duration p95,
      @Nullable Duration p95Before) {}

  /// A model that was called for the first time in a long while.
  ///
  /// @param costUsd exact; null when its price is not known
  public record NewModel(String model, long calls, @Nullable BigDecimal costUsd) {}

  /// How a service level stands.
  ///
  /// @param group whose it is; empty when it is for all
  /// @param target the share that must be good
  /// @param window over which time
  /// @param achieved the share that was good; null when there was nothing
  /// @param met whether enough was good; null when there was nothing
  /// @param leftShare the share of the error budget that is left, below 0 when more is spent; null
  ///   when there was nothing
  /// @param step what is to be done by the budget policy; null for nothing
  public record SloStatus(
      String name,
      String group,
      double target,
      Duration window,
      @Nullable Double achieved,
      @Nullable Boolean met,
      @Nullable Double leftShare,
      @Nullable String step) {}

  /// A rule that fired.
  ///
  /// @param firings how many alerts of it fired in the week, those that went on from before
  ///   included
  /// @param groups of how many groups
  /// @param longest how long the longest of them fired within the week
  /// @param goingOn how many still fired at the end
  /// @param told how many messages about it were delivered, by channel
  /// @param untold how many messages about it did not get through
  public record FiredRule(
      String rule,
      Severity severity,
      int firings,
      int groups,
      Duration longest,
      int goingOn,
      SortedMap<String, Integer> told,
      int untold) {
    public FiredRule {
      told = Collections.unmodifiableSortedMap(new TreeMap<>(told));
    }
  }

  public WeeklyReport {
    Objects.requireNonNull(week, "week");
    Objects.requireNonNull(totals, "totals");
    if (until.isBefore(week.from()) || until.isAfter(week.to())) {
      throw new IllegalArgumentException("until: " + until + " (expected: within " + week + ")");
    }
    days = List.copyOf(days);
    costMovers = List.copyOf(costMovers);
    errorMovers = List.copyOf(errorMovers);
    tooMany = List.copyOf(tooMany);
    slowest = List.copyOf(slowest);
    newModels = List.copyOf(newModels);
    slos = List.copyOf(slos);
    alerts = List.copyOf(alerts);
  }

  /// Whether the week is over.
  public boolean isComplete() {
    return until.equals(week.to());
  }
}
