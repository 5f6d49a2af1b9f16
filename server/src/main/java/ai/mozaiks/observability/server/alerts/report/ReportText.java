// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.report;

import ai.mozaiks.observability.server.alerts.report.WeeklyReport.Day;
import ai.mozaiks.observability.server.alerts.report.WeeklyReport.FiredRule;
import ai.mozaiks.observability.server.alerts.report.WeeklyReport.NewModel;
import ai.mozaiks.observability.server.alerts.report.WeeklyReport.SloStatus;
import ai.mozaiks.observability.server.alerts.report.WeeklyReport.SlowAgent;
import ai.mozaiks.observability.server.text.ShownText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// A review as text, for terminals and for those whose mail shows no HTML.
final class ReportText {
  private static final int BAR = 20;
  private static final int LONGEST_CELL = 48;

  private final WeeklyReport report;
  private final ReportRows rows;
  private final StringBuilder text = new StringBuilder();

  private ReportText(WeeklyReport report) {
    this.report = report;
    this.rows = new ReportRows(report);
  }

  static String of(WeeklyReport report) {
    return new ReportText(report).write();
  }

  private String write() {
    line(rows.title());
    line(rows.days());
    line("");
    rows.headline().forEach(this::line);
    rows.notes().forEach(note -> line("Note: " + note));
    table(
        "Totals",
        "< > > >",
        List.of("", "this week", "week before", "change"),
        rows.totals(),
        each -> List.of(each.name(), each.now(), each.before(), each.change()));
    days();
    movers("What moved the cost (USD)", rows.costMovers());
    movers("What moved the errors", rows.errorMovers());
    table(
        "Slowest agents",
        "< < > > > >",
        List.of("agent", "workflow", "turns", "median", "95th pct", "week before"),
        report.slowest(),
        ReportText::slow);
    table(
        "New models",
        "< > >",
        List.of("model", "calls", "cost"),
        report.newModels(),
        ReportText::model);
    slos();
    table(
        "Alerts",
        "< < < <",
        List.of("rule", "severity", "fired", "told"),
        report.alerts(),
        ReportText::rule);
    line("");
    line(
        "Made "
            + Shown.time(report.madeAt(), report.week().zone())
            + " by "
            + report.link()
            + "; amounts are rounded here, exact in its JSON.");
    return text.toString();
  }

  private static List<String> slow(SlowAgent each) {
    return List.of(
        Shown.name(each.agent()),
        Shown.name(each.workflow()),
        Shown.count(each.turns()),
        Shown.seconds(each.median()),
        Shown.seconds(each.p95()),
        Shown.seconds(each.p95Before()));
  }

  private static List<String> model(NewModel each) {
    return List.of(each.model(), Shown.count(each.calls()), Shown.usd(each.costUsd()));
  }

  private static List<String> rule(FiredRule each) {
    return List.of(
        each.rule(),
        each.severity().name().toLowerCase(Locale.ROOT),
        ReportRows.fired(each),
        ReportRows.told(each));
  }

  private void days() {
    BigDecimal most =
        report.days().stream()
            .map(day -> day.costUsd() == null ? BigDecimal.ZERO : day.costUsd())
            .max(BigDecimal::compareTo)
            .orElse(BigDecimal.ZERO);
    table(
        "Day by day",
        "< > > > <",
        List.of("", "turns", "errors", "cost", ""),
        report.days(),
        day -> day(day, most));
  }

  private static List<String> day(Day day, BigDecimal most) {
    int length =
        day.costUsd() == null || most.signum() == 0
            ? 0
            : day.costUsd()
                .multiply(BigDecimal.valueOf(BAR))
                .divide(most, 0, RoundingMode.HALF_EVEN)
                .intValue();
    return List.of(
        Shown.day(day.day()),
        Shown.count(day.agentTurns()),
        Shown.count(day.errors()),
        Shown.usd(day.costUsd()),
        "#".repeat(length));
  }

  private void movers(String title, List<ReportRows.Moved> movers) {
    table(
        title,
        "< < > > >",
        List.of("", "", "week before", "this week", "change"),
        movers,
        each -> List.of(each.kind(), each.name(), each.before(), each.now(), each.change()));
  }

  private void slos() {
    table(
        "Service levels"
            + (report.slosAt() == null
                ? ""
                : ", as of " + Shown.time(report.slosAt(), report.week().zone())),
        "< < > > > <",
        List.of("", "", "target", "achieved", "budget left", ""),
        report.slos(),
        ReportText::slo);
  }

  private static List<String> slo(SloStatus each) {
    return List.of(
        ReportRows.verdict(each),
        each.group().isEmpty() ? each.name() : each.name() + " (" + each.group() + ")",
        ReportRows.target(each),
        Shown.share(each.achieved()),
        Shown.share(each.leftShare()),
        each.step() == null ? "" : each.step());
  }

  /// Nothing at all when there are no rows.
  ///
  /// @param alignment of each column: `<` or `>`
  private <T> void table(
      String title,
      String alignment,
      List<String> head,
      List<T> items,
      Function<T, List<String>> cells) {
    if (items.isEmpty()) {
      return;
    }
    List<List<String>> lines = new ArrayList<>();
    lines.add(head);
    items.forEach(item ->
        lines.add(
            cells.apply(item).stream().map(cell -> ShownText.of(cell, LONGEST_CELL)).toList()));
    int[] widths = new int[head.size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    line("");
    line(title);
    for (List<String> line : lines) {
      StringBuilder row = new StringBuilder("  ");
      for (int i = 0; i < widths.length; i++) {
        String pad = " ".repeat(widths[i] - line.get(i).length());
        boolean right = alignment.charAt(2 * i) == '>';
        row.append(right ? pad + line.get(i) : line.get(i) + pad).append("  ");
      }
      line(row.toString().stripTrailing());
    }
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
