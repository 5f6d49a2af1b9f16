// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.report;

import ai.mozaiks.observability.server.alerts.report.WeeklyReport.Day;
import ai.mozaiks.observability.server.alerts.report.WeeklyReport.FiredRule;
import ai.mozaiks.observability.server.alerts.report.WeeklyReport.SloStatus;
import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// A review as one page that needs nothing else: no scripts, no files beside it. All that comes
/// from elsewhere is escaped.
final class ReportPage {
  private static final String TEMPLATE = "weekly.mustache";
  private static final int HUNDRED = 100;
  private static final Template PAGE =
      Mustache.compiler()
          .withEscaper(Escapers.HTML)
          .emptyStringIsFalse(true)
          .compile(resource(TEMPLATE));

  private ReportPage() {}

  private static String resource(String name) {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not beside " + ReportPage.class);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String of(WeeklyReport report) {
    ReportRows rows = new ReportRows(report);
    Map<String, Object> model = new HashMap<>();
    model.put("title", rows.title());
    model.put("days", rows.days());
    model.put("headline", rows.headline());
    model.put("notes", rows.notes());
    model.put("totals", rows.totals().stream().map(ReportPage::total).toList());
    model.put("bars", bars(report.days()));
    put(model, "cost_movers", rows.costMovers().stream().map(ReportPage::moved).toList());
    put(model, "error_movers", rows.errorMovers().stream().map(ReportPage::moved).toList());
    put(model, "slowest", report.slowest().stream().map(ReportPage::slow).toList());
    put(model, "models", report.newModels().stream().map(ReportPage::model).toList());
    put(model, "slos", report.slos().stream().map(ReportPage::slo).toList());
    put(model, "alerts", report.alerts().stream().map(ReportPage::rule).toList());
    model.put(
        "slos_at",
        report.slosAt() == null ? "" : Shown.time(report.slosAt(), report.week().zone()));
    model.put("made_at", Shown.time(report.madeAt(), report.week().zone()));
    model.put("link", report.link().toString());
    return PAGE.execute(model);
  }

  /// With a word that says whether there are any, since a section of a list is its rows.
  private static void put(Map<String, Object> model, String name, List<Map<String, Object>> rows) {
    model.put(name, rows);
    model.put("has_" + name, !rows.isEmpty());
  }

  private static Map<String, Object> total(ReportRows.Total each) {
    return Map.of(
        "name",
        each.name(),
        "now",
        each.now(),
        "before",
        each.before(),
        "change",
        each.change(),
        "tone",
        word(each.tone()),
        "color",
        color(each.tone()));
  }

  private static Map<String, Object> moved(ReportRows.Moved each) {
    return Map.of(
        "kind",
        each.kind(),
        "name",
        each.name(),
        "before",
        each.before(),
        "now",
        each.now(),
        "change",
        each.change(),
        "tone",
        word(each.tone()),
        "color",
        color(each.tone()));
  }

  private static Map<String, Object> slow(WeeklyReport.SlowAgent each) {
    return Map.of(
        "agent",
        Shown.name(each.agent()),
        "workflow",
        Shown.name(each.workflow()),
        "turns",
        Shown.count(each.turns()),
        "median",
        Shown.seconds(each.median()),
        "p95",
        Shown.seconds(each.p95()),
        "p95_before",
        Shown.seconds(each.p95Before()));
  }

  private static Map<String, Object> model(WeeklyReport.NewModel each) {
    return Map.of(
        "model",
        each.model(),
        "calls",
        Shown.count(each.calls()),
        "cost",
        Shown.usd(each.costUsd()));
  }

  private static Map<String, Object> slo(SloStatus each) {
    ReportRows.Tone tone = ReportRows.tone(each);
    return Map.of(
        "name",
        each.name(),
        "group",
        each.group(),
        "verdict",
        ReportRows.verdict(each),
        "target",
        ReportRows.target(each),
        "achieved",
        Shown.share(each.achieved()),
        "left",
        Shown.share(each.leftShare()),
        "step",
        each.step() == null ? "" : each.step(),
        "tone",
        word(tone),
        "color",
        color(tone));
  }

  private static Map<String, Object> rule(FiredRule each) {
    ReportRows.Tone tone =
        switch (each.severity()) {
          case CRITICAL, WARNING -> ReportRows.Tone.BAD;
          case INFO -> ReportRows.Tone.PLAIN;
        };
    return Map.of(
        "rule",
        each.rule(),
        "severity",
        each.severity().name().toLowerCase(Locale.ROOT),
        "fired",
        ReportRows.fired(each),
        "told",
        ReportRows.told(each),
        "tone",
        word(tone),
        "color",
        color(tone));
  }

  /// Bars as long as the cost; where no cost is known, as the turns.
  private static List<Map<String, Object>> bars(List<Day> days) {
    boolean byCost = days.stream().anyMatch(day -> day.costUsd() != null);
    List<BigDecimal> lengths =
        days.stream()
            .map(day -> byCost ? day.costUsd() : BigDecimal.valueOf(day.agentTurns()))
            .map(length -> Objects.requireNonNullElse(length, BigDecimal.ZERO))
            .toList();
    BigDecimal most = lengths.stream().max(BigDecimal::compareTo).orElse(BigDecimal.ZERO);
    return Stream.iterate(0, i -> i + 1)
        .limit(days.size())
        .map(i -> bar(days.get(i), lengths.get(i), most))
        .toList();
  }

  private static Map<String, Object> bar(Day day, BigDecimal length, BigDecimal most) {
    int width =
        most.signum() == 0
            ? 0
            : length
                .multiply(BigDecimal.valueOf(HUNDRED))
                .divide(most, 0, RoundingMode.CEILING)
                .intValue();
    return Map.of(
        "day",
        Shown.day(day.day()),
        "turns",
        Shown.count(day.agentTurns()),
        "errors",
        Shown.count(day.errors()),
        "cost",
        Shown.usd(day.costUsd()),
        "width",
        width,
        "has_bar",
        width > 0);
  }

  private static String word(ReportRows.Tone tone) {
    return tone.name().toLowerCase(Locale.ROOT);
  }

  /// For mail programs that read no style sheet; dark ones that do have their own.
  private static String color(ReportRows.Tone tone) {
    return switch (tone) {
      case GOOD -> "#1b6e2e";
      case BAD -> "#b3261e";
      case PLAIN -> "#1a1a1a";
    };
  }
}
