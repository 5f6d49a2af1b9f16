// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.report;

import ai.mozaiks.observability.server.alerts.measure.Words;
import ai.mozaiks.observability.server.alerts.report.WeeklyReport.FiredRule;
import ai.mozaiks.observability.server.alerts.report.WeeklyReport.SloStatus;
import ai.mozaiks.observability.server.config.DurationText;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a review tells, in words and in the order of reading: the same for the page and for a
/// terminal.
final class ReportRows {
  private final WeeklyReport report;

  ReportRows(WeeklyReport report) {
    this.report = report;
  }

  /// How something is to be seen.
  enum Tone {
    GOOD,
    BAD,
    PLAIN
  }

  /// A figure of the week beside that of the week before.
  ///
  /// @param change how much more; empty when that is not known
  record Total(String name, String now, String before, String change, Tone tone) {}

  /// A line of movers.
  record Moved(String kind, String name, String before, String now, String change, Tone tone) {}

  String title() {
    return "Weekly review " + report.week().name();
  }

  /// Which days, and whose time.
  String days() {
    return Shown.days(report.week().monday(), report.week().monday().plusDays(6))
        + ", "
        + report.week().zone();
  }

  /// What must be known of how this came about; may be empty.
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (!report.isComplete()) {
      notes.add(
          "The week goes on: this is up to "
              + Shown.time(report.until(), report.week().zone())
              + ", beside the same part of the week before.");
    }
    if (report.shortened()) {
      notes.add("Some of this week is older than what is kept: there was more than this.");
    }
    if (report.before() == null) {
      notes.add("Nothing is known of the week before, so nothing is compared.");
    }
    if (!report.tooMany().isEmpty()) {
      notes.add(
          "Too many to compare, and left out: "
              + report.tooMany().stream()
                  .map(kind -> Words.of(kind) + "s")
                  .collect(Collectors.joining(", "))
              + ".");
    }
    if (report.totals().unpricedCalls() > 0) {
      notes.add(
          "The price of "
              + counted(report.totals().unpricedCalls(), "call is", "calls is")
              + " not known; the cost leaves them out.");
    }
    return notes;
  }

  /// The week in a few sentences.
  List<String> headline() {
    WeekFigures now = report.totals();
    List<String> lines = new ArrayList<>();
    if (now.agentTurns() + now.llmCalls() + now.toolCalls() + now.errors() == 0) {
      lines.add("Nothing was recorded in this week.");
    } else {
      lines.add(cost(now));
      lines.add(
          counted(now.errors(), "error", "errors")
              + " in "
              + counted(now.agentTurns(), "turn", "turns")
              + (now.errorsPerTurn() == null ? "" : " (" + Shown.share(now.errorsPerTurn()) + ")")
              + than(BigDecimal.valueOf(now.errors()), before(f -> BigDecimal.valueOf(f.errors())))
              + ".");
    }
    lines.add(alerts());
    if (!report.slos().isEmpty()) {
      lines.add(slos());
    }
    return lines;
  }

  private String cost(WeekFigures now) {
    return now.costUsd() == null
        ? "What it cost is not known."
        : "USD "
            + Shown.usd(now.costUsd())
            + " spent"
            + than(now.costUsd(), before(WeekFigures::costUsd))
            + ".";
  }

  private @Nullable BigDecimal before(Function<WeekFigures, @Nullable BigDecimal> figure) {
    return report.before() == null ? null : figure.apply(report.before());
  }

  private static String than(BigDecimal now, @Nullable BigDecimal before) {
    if (before == null) {
      return "";
    }
    Long percent = Mover.percent(before, now);
    if (percent == null) {
      return now.signum() == 0 ? ", as in the week before" : ", none in the week before";
    }
    if (percent == 0) {
      return ", as in the week before";
    }
    String much =
        percent >= Shown.MANY_PERCENT
            ? Shown.percent(percent)
            : Shown.count(Math.abs(percent)) + " %";
    String than =
        percent >= Shown.MANY_PERCENT ? " that of" : percent > 0 ? " more than" : " less than";
    return ", " + much + than + " the week before";
  }

  private String alerts() {
    int goingOn = report.alerts().stream().mapToInt(FiredRule::goingOn).sum();
    int fired = report.alerts().stream().mapToInt(FiredRule::firings).sum();
    if (fired == 0) {
      return "No alert fired.";
    }
    return counted(fired, "alert", "alerts")
        + " of "
        + counted(report.alerts().size(), "rule", "rules")
        + " fired"
        + (goingOn == 0 ? ", all are over." : ", " + Shown.count(goingOn) + " still at the end.");
  }

  private String slos() {
    long missed = report.slos().stream().filter(ReportRows::isMissed).count();
    long known = report.slos().stream().filter(slo -> slo.met() != null).count();
    if (known == 0) {
      return "No service level can be judged: nothing happened.";
    }
    return missed == 0
        ? "All " + counted(known, "service level is", "service levels are") + " met."
        : Shown.count(missed)
            + " of "
            + counted(known, "service level", "service levels")
            + " missed.";
  }

  private static boolean isMissed(SloStatus slo) {
    return Boolean.FALSE.equals(slo.met());
  }

  static String counted(long count, String one, String many) {
    return Shown.count(count) + " " + (count == 1 ? one : many);
  }

  List<Total> totals() {
    return List.of(
        total("Cost (USD)", WeekFigures::costUsd, Shown::usd, true),
        total("Agent turns", f -> BigDecimal.valueOf(f.agentTurns()), ReportRows::whole, false),
        total("Errors", f -> BigDecimal.valueOf(f.errors()), ReportRows::whole, true),
        total("LLM calls", f -> BigDecimal.valueOf(f.llmCalls()), ReportRows::whole, false),
        total("Tool calls", f -> BigDecimal.valueOf(f.toolCalls()), ReportRows::whole, false),
        total("Prompt tokens", f -> decimal(f.promptTokens()), ReportRows::whole, false),
        total("Completion tokens", f -> decimal(f.completionTokens()), ReportRows::whole, false),
        total("Turn, median", f -> nanos(f.turnMedian()), ReportRows::seconds, true),
        total("Turn, 95th percentile", f -> nanos(f.turnP95()), ReportRows::seconds, true));
  }

  private static @Nullable BigDecimal decimal(@Nullable Long count) {
    return count == null ? null : BigDecimal.valueOf(count);
  }

  private static @Nullable BigDecimal nanos(@Nullable Duration duration) {
    return duration == null ? null : BigDecimal.valueOf(duration.toNanos());
  }

  private static String whole(BigDecimal count) {
    return Shown.count(count.longValueExact());
  }

  private static String seconds(BigDecimal nanos) {
    return Shown.seconds(Duration.ofNanos(nanos.longValueExact()));
  }

  private Total total(
      String name,
      Function<WeekFigures, @Nullable BigDecimal> figure,
      Function<BigDecimal, String> shown,
      boolean lessIsBetter) {
    BigDecimal now = figure.apply(report.totals());
    BigDecimal before = before(figure);
    Long percent = now == null || before == null ? null : Mover.percent(before, now);
    Tone tone = lessIsBetter && percent != null ? tone(percent) : Tone.PLAIN;
    return new Total(
        name,
        now == null ? Shown.UNKNOWN : shown.apply(now),
        before == null ? Shown.UNKNOWN : shown.apply(before),
        percent == null ? "" : Shown.percent(percent),
        tone);
  }

  /// A few percent are no news.
  private static Tone tone(long percent) {
    if (percent >= 10) {
      return Tone.BAD;
    }
    return percent <= -10 ? Tone.GOOD : Tone.PLAIN;
  }

  List<Moved> costMovers() {
    return report.costMovers().stream().map(each -> moved(each, Shown::usd)).toList();
  }

  List<Moved> errorMovers() {
    return report.errorMovers().stream().map(each -> moved(each, ReportRows::whole)).toList();
  }

  private static Moved moved(Mover mover, Function<BigDecimal, String> shown) {
    Long percent = mover.percent();
    String more =
        switch (mover.turn()) {
          case NEW -> " (new)";
          case GONE -> " (gone)";
          case CHANGED -> percent == null ? "" : " (" + Shown.percent(percent) + ")";
        };
    return new Moved(
        Words.of(mover.kind()),
        Shown.name(mover.name()),
        shown.apply(mover.before()),
        shown.apply(mover.now()),
        Shown.signed(mover.change(), shown.apply(mover.change())) + more,
        mover.change().signum() > 0 ? Tone.BAD : Tone.GOOD);
  }

  /// How a service level stands, in a word.
  static String verdict(SloStatus slo) {
    if (slo.met() == null) {
      return "no data";
    }
    return slo.met() ? "met" : "missed";
  }

  static Tone tone(SloStatus slo) {
    if (slo.met() == null) {
      return Tone.PLAIN;
    }
    return slo.met() ? Tone.GOOD : Tone.BAD;
  }

  /// What is to be reached, and over which time.
  static String target(SloStatus slo) {
    return Shown.share(slo.target()) + " in " + DurationText.write(slo.window());
  }

  /// How often and for how long a rule fired.
  static String fired(FiredRule rule) {
    return (rule.firings() == 1 ? "once" : Shown.count(rule.firings()) + " times")
        + (rule.groups() > 1 ? " for " + rule.groups() + " groups" : "")
        + ", "
        + (rule.firings() == 1 ? "for " : "the longest for ")
        + Shown.lasting(rule.longest())
        + (rule.goingOn() > 0 ? ", still firing" : "");
  }

  /// Who was told of it.
  static String told(FiredRule rule) {
    String told =
        rule.told().entrySet().stream()
            .map(each -> each.getKey() + (each.getValue() > 1 ? " \u00d7" + each.getValue() : ""))
            .collect(Collectors.joining(", "));
    String untold = rule.untold() == 0 ? "" : Shown.count(rule.untold()) + " not delivered";
    if (told.isEmpty()) {
      return untold.isEmpty() ? "nobody" : "nobody, " + untold;
    }
    return untold.isEmpty() ? told : told + "; " + untold;
  }
}
