// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.report;

import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.server.alerts.book.AlertBook;
import ai.mozaiks.observability.server.alerts.notify.Notifications;
import ai.mozaiks.observability.server.alerts.report.WeeklyReport.Day;
import ai.mozaiks.observability.server.alerts.report.WeeklyReport.NewModel;
import ai.mozaiks.observability.server.alerts.report.WeeklyReport.SloStatus;
import ai.mozaiks.observability.server.alerts.report.WeeklyReport.SlowAgent;
import ai.mozaiks.observability.server.alerts.slo.ErrorBudget;
import ai.mozaiks.observability.server.alerts.slo.SloBoard;
import ai.mozaiks.observability.storage.Dimension;
import ai.mozaiks.observability.storage.PercentileQuery;
import ai.mozaiks.observability.storage.PercentileQuery.Measure;
import ai.mozaiks.observability.storage.Percentiles;
import ai.mozaiks.observability.storage.QueryLimitException;
import ai.mozaiks.observability.storage.SeriesPoint;
import ai.mozaiks.observability.storage.SeriesQuery;
import ai.mozaiks.observability.storage.StorageReader;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds what a week was like, by asking the store and what is remembered of alerts. Thread-safe.
///
/// @param notifications who was told
/// @param slos how the service levels stand
/// @param retention how long the store keeps what it was told; zero for ever
/// @param link where people reach this server; asked whenever a review is made
public record WeeklyReports(
    StorageReader store,
    AlertBook book,
    Notifications notifications,
    SloBoard slos,
    Duration retention,
    Supplier<URI> link) {
  private static final List<Dimension> OF_COST =
      List.of(Dimension.APP, Dimension.WORKFLOW, Dimension.AGENT, Dimension.MODEL);
  private static final List<Dimension> OF_ERRORS =
      List.of(Dimension.APP, Dimension.WORKFLOW, Dimension.AGENT, Dimension.TOOL);
  private static final Duration WIDEST_STEP = Duration.ofDays(31);
  private static final Duration FAMILIAR = Duration.ofDays(30);
  private static final int MOST_OF_A_KIND = 3;
  private static final int MOST_AGENTS = 5;
  private static final int MOST_MODELS = 10;
  private static final int MOST_SLOS = 12;

  /// With fewer turns, the 95th percentile is but the slowest.
  private static final int FEWEST_TURNS = 5;

  private record Span(Instant from, Instant to) {}

  /// What a week was like.
  ///
  /// @param week not one to come
  /// @param now the time at which it is looked at
  /// @throws IllegalArgumentException if the week has not begun
  /// @throws QueryLimitException if the store has no time to answer
  public WeeklyReport of(Week week, Instant now) {
    if (!week.from().isBefore(now)) {
      throw new IllegalArgumentException(
          "week: " + week.name() + " (expected: one that has begun at " + now + ")");
    }
    boolean complete = !now.isBefore(week.to());
    Span span = new Span(week.from(), complete ? week.to() : now);
    Span earlier = earlier(week, span, complete);
    Instant keptSince = retention.isZero() ? Instant.MIN : now.minus(retention);
    List<Day> days = new ArrayList<>();
    WeekFigures totals = figures(span, days(week, span, days));
    WeekFigures before = known(earlier, keptSince);
    Set<Dimension> tooMany = new LinkedHashSet<>();
    List<Mover> ofCost = new ArrayList<>();
    List<Mover> ofErrors = new ArrayList<>();
    if (before != null) {
      move(OF_COST, earlier, span, Tally::costUsd, ofCost, tooMany);
      move(OF_ERRORS, earlier, span, t -> BigDecimal.valueOf(t.errors()), ofErrors, tooMany);
    }
    SloBoard.Reading reading = slos.read();
    return new WeeklyReport(
        week,
        now,
        span.to,
        link.get(),
        span.from.isBefore(keptSince),
        totals,
        before,
        days,
        ofCost,
        ofErrors,
        List.copyOf(tooMany),
        slowest(span, before == null ? null : earlier, tooMany),
        newModels(span, keptSince),
        reading.at(),
        statuses(reading),
        new FiredRules(book, notifications).in(span.from, span.to));
  }

  private static Span earlier(Week week, Span span, boolean complete) {
    Week before = week.before();
    if (complete) {
      return new Span(before.from(), before.to());
    }
    Instant to = span.to.atZone(week.zone()).minusWeeks(1).toInstant();
    return new Span(before.from(), to.isAfter(before.from()) ? to : span.from);
  }

  /// @return what all of them add up to
  private Tally days(Week week, Span span, List<Day> days) {
    Tally all = new Tally();
    for (LocalDate day : week.days()) {
      Instant from = week.beginOf(day);
      Instant next = week.beginOf(day.plusDays(1));
      if (from.isBefore(span.to)) {
        Tally tally = sum(new Span(from, next.isBefore(span.to) ? next : span.to));
        days.add(new Day(day, tally.agentTurns(), tally.errors(), tally.costUsd()));
        all.add(tally);
      }
    }
    return all;
  }

  private @Nullable WeekFigures known(Span earlier, Instant keptSince) {
    if (earlier.from.isBefore(keptSince)) {
      return null;
    }
    Tally tally = sum(earlier);
    return tally.isEmpty() ? null : figures(earlier, tally);
  }

  private Tally sum(Span span) {
    return sums(List.of(), span).getOrDefault(List.of(), new Tally());
  }

  private Map<List<String>, Tally> sums(List<Dimension> by, Span span) {
    return store.series(new SeriesQuery(span.from, span.to, WIDEST_STEP, by, Map.of())).stream()
        .collect(
            Collectors.toMap(
                SeriesPoint::group,
                SeriesPoint::tally,
                (one, other) -> {
                  Tally both = one.copy();
                  both.add(other);
                  return both;
                }));
  }

  private Map<String, Tally> sums(Dimension by, Span span) {
    Map<String, Tally> sums = new TreeMap<>();
    sums(List.of(by), span).forEach((group, tally) -> sums.put(group.getFirst(), tally));
    return sums;
  }

  private WeekFigures figures(Span span, Tally tally) {
    return percentiles(List.of(), span).stream()
        .findFirst()
        .map(each -> WeekFigures.of(tally, each.values().getFirst(), each.values().getLast()))
        .orElseGet(() -> WeekFigures.of(tally, null, null));
  }

  private List<Percentiles> percentiles(List<Dimension> by, Span span) {
    return store.percentiles(
        new PercentileQuery(
            Measure.TURN_DURATION, span.from, span.to, by, Map.of(), List.of(0.5, 0.95)));
  }

  private void move(
      List<Dimension> kinds,
      Span earlier,
      Span span,
      Function<Tally, @Nullable BigDecimal> figure,
      List<Mover> movers,
      Set<Dimension> tooMany) {
    for (Dimension kind : kinds) {
      try {
        movers.addAll(
            Movers.of(kind, sums(kind, earlier), sums(kind, span), figure, MOST_OF_A_KIND));
      } catch (QueryLimitException e) {
        leaveOut(kind, e, tooMany);
      }
    }
  }

  /// Too many names are no reason to have no review; too little time is.
  private static void leaveOut(Dimension kind, QueryLimitException e, Set<Dimension> tooMany) {
    switch (e.limit()) {
      case SIZE -> tooMany.add(kind);
      case TIME, WAITING -> throw e;
    }
  }

  private List<SlowAgent> slowest(Span span, @Nullable Span earlier, Set<Dimension> tooMany) {
    List<Dimension> by = List.of(Dimension.AGENT, Dimension.WORKFLOW);
    try {
      Map<List<String>, Duration> before =
          earlier == null
              ? Map.of()
              : percentiles(by, earlier).stream()
                  .collect(Collectors.toMap(Percentiles::group, each -> each.values().getLast()));
      return percentiles(by, span).stream()
          .filter(each -> each.samples() >= FEWEST_TURNS)
          .map(each ->
              new SlowAgent(
                  each.group().getFirst(),
                  each.group().getLast(),
                  each.samples(),
                  each.values().getFirst(),
                  each.values().getLast(),
                  before.get(each.group())))
          .sorted(
              Comparator.comparing(SlowAgent::p95, Comparator.reverseOrder())
                  .thenComparing(SlowAgent::agent)
                  .thenComparing(SlowAgent::workflow))
          .limit(MOST_AGENTS)
          .toList();
    } catch (QueryLimitException e) {
      leaveOut(Dimension.AGENT, e, tooMany);
      return List.of();
    }
  }

  /// None when so little is kept, or known, that every model would be new.
  private List<NewModel> newModels(Span span, Instant keptSince) {
    Span past = new Span(span.from.minus(FAMILIAR), span.from);
    Map<String, Tally> familiar = sums(Dimension.MODEL, past);
    if (familiar.isEmpty() || !keptSince.isBefore(span.from)) {
      return List.of();
    }
    return sums(Dimension.MODEL, span).entrySet().stream()
        .filter(each -> !each.getKey().isEmpty() && !familiar.containsKey(each.getKey()))
        .filter(each -> each.getValue().llmCalls() > 0)
        .map(each ->
            new NewModel(each.getKey(), each.getValue().llmCalls(), each.getValue().costUsd()))
        .sorted(
            Comparator.comparing(NewModel::calls, Comparator.reverseOrder())
                .thenComparing(NewModel::model))
        .limit(MOST_MODELS)
        .toList();
  }

  private static List<SloStatus> statuses(SloBoard.Reading reading) {
    return reading.budgets().values().stream()
        .flatMap(List::stream)
        .map(WeeklyReports::status)
        .sorted(
            Comparator.comparing(
                SloStatus::leftShare, Comparator.nullsLast(Comparator.naturalOrder())))
        .limit(MOST_SLOS)
        .toList();
  }

  private static SloStatus status(ErrorBudget budget) {
    boolean known = budget.total() > 0;
    return new SloStatus(
        budget.slo().displayName(),
        String.join(", ", budget.group().values()),
        budget.slo().target(),
        budget.slo().window(),
        known ? (Double) budget.achieved() : null,
        known ? (Boolean) (budget.left() >= 0) : null,
        known ? (Double) budget.leftShare() : null,
        budget.step() == null ? null : budget.step().text());
  }
}
