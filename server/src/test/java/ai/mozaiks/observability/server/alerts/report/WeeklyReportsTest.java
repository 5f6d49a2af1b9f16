// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.report;

import static ai.mozaiks.observability.server.alerts.report.ReviewedWeeks.MONDAY;
import static ai.mozaiks.observability.server.alerts.report.ReviewedWeeks.week10;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.mozaiks.observability.server.alerts.SampleEvents;
import ai.mozaiks.observability.server.alerts.book.AlertDatabase;
import ai.mozaiks.observability.server.alerts.report.WeeklyReport.Day;
import ai.mozaiks.observability.server.alerts.report.WeeklyReport.FiredRule;
import ai.mozaiks.observability.server.alerts.report.WeeklyReport.SloStatus;
import ai.mozaiks.observability.server.alerts.report.WeeklyReport.SlowAgent;
import ai.mozaiks.observability.server.alerts.rules.Severity;
import ai.mozaiks.observability.server.config.NotificationConfig;
import ai.mozaiks.observability.storage.Dimension;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WeeklyReportsTest {
  private final ReviewedWeeks weeks =
      new ReviewedWeeks(NotificationConfig.NONE, AlertDatabase.inMemory());

  @AfterEach
  void close() {
    weeks.close();
  }

  private WeeklyReport filled() {
    weeks.fill().written();
    Instant thursday = Instant.parse("2026-03-05T10:00:00Z");
    weeks.fired("HighErrorRate", Severity.CRITICAL, thursday, thursday.plusSeconds(5_460), "shop");
    weeks.fired("SlowAgentTurns", Severity.WARNING, thursday, null, "desk");
    return weeks.reports().of(week10(), MONDAY);
  }

  /// The same with service levels, and with somebody who was told.
  private WeeklyReport shown() {
    WeeklyReport report = filled();
    return new WeeklyReport(
        report.week(),
        report.madeAt(),
        report.until(),
        report.link(),
        report.shortened(),
        report.totals(),
        report.before(),
        report.days(),
        report.costMovers(),
        report.errorMovers(),
        List.of(Dimension.TOOL),
        report.slowest(),
        report.newModels(),
        MONDAY,
        List.of(
            new SloStatus(
                "Errors per turn",
                "",
                0.99,
                Duration.ofDays(30),
                0.9629,
                false,
                -2.7,
                "no releases until it is met"),
            new SloStatus("Latency", "shop", 0.95, Duration.ofDays(30), 0.98, true, 0.6, null),
            new SloStatus("Availability", "", 0.999, Duration.ofDays(30), null, null, null, null)),
        List.of(
            new FiredRule(
                "HighErrorRate",
                Severity.CRITICAL,
                3,
                2,
                Duration.ofMinutes(91),
                0,
                new TreeMap<>(Map.of("ops", 2, "night", 1)),
                1),
            report.alerts().getLast()));
  }

  /// Compared to the letter with a file beside the tests; what was found is left in `target`.
  private static void isGolden(String name, String found) throws IOException {
    Files.writeString(Path.of("target", name), found);
    try (InputStream in = WeeklyReportsTest.class.getResourceAsStream(name)) {
      String golden =
          new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
      assertThat(found).isEqualTo(golden);
    }
  }

  @Test
  void addsUpBothWeeks_exactly() {
    WeeklyReport report = filled();

    assertThat(report.isComplete()).isTrue();
    assertThat(report.totals().costUsd()).isEqualByComparingTo("22.75");
    assertThat(report.totals().unpricedCalls()).isEqualTo(1);
    assertThat(report.totals().agentTurns()).isEqualTo(7 * 30);
    assertThat(report.totals().errors()).isEqualTo(15);
    WeekFigures before = Objects.requireNonNull(report.before());
    assertThat(before.costUsd()).isEqualByComparingTo("8.750861");
    assertThat(before.errors()).isEqualTo(7);
    assertThat(report.days()).hasSize(7);
    assertThat(report.days().get(4).errors()).isEqualTo(9);
    assertThat(report.days().stream().mapToLong(Day::agentTurns).sum()).isEqualTo(210);
    assertThat(report.newModels())
        .extracting(WeeklyReport.NewModel::model)
        .containsExactly("gpt-5", "house-model");
    assertThat(report.newModels().get(1).costUsd()).isNull();
    assertThat(report.slowest()).extracting(SlowAgent::agent).startsWith("<b>writer</b>");
    assertThat(report.costMovers())
        .extracting(Mover::name, Mover::turn)
        .contains(tuple("gpt-4o-mini", Mover.Turn.GONE), tuple("gpt-5", Mover.Turn.NEW));
    assertThat(report.alerts())
        .containsExactly(
            new FiredRule(
                "HighErrorRate",
                Severity.CRITICAL,
                1,
                1,
                Duration.ofMinutes(91),
                0,
                new TreeMap<>(),
                0),
            new FiredRule(
                "SlowAgentTurns",
                Severity.WARNING,
                1,
                1,
                Duration.between(Instant.parse("2026-03-05T10:00:00Z"), week10().to()),
                1,
                new TreeMap<>(),
                0));
  }

  @Test
  void text_toTheLetter() throws Exception {
    isGolden("weekly.txt", ReportText.of(shown()));
  }

  @Test
  void page_toTheLetter() throws Exception {
    isGolden("weekly.html", ReportPage.of(shown()));
  }

  @Test
  void page_needsNothingElse_andEscapesNames() {
    String page = ReportPage.of(filled());
    assertThat(page).doesNotContain("<script", "<img", "src=", "url(", "@import", "<link");
    assertThat(page).doesNotContain("<b>writer</b>").contains("&lt;b&gt;writer&lt;/b&gt;");
  }

  @Test
  void json_hasMoneyExactly() {
    assertThat(ReportJson.of(filled()).get("week_before").get("cost").decimalValue())
        .isEqualByComparingTo("8.750861");
  }

  @Test
  void withNothingBefore_nothingIsCompared_andUnknownIsNoZero() {
    weeks.add(
        new SampleEvents("shop", "order")
            .call(Instant.parse("2026-03-02T09:00:00Z"), "house-model", null));
    WeeklyReport report = weeks.written().reports().of(week10(), MONDAY);

    assertThat(report.before()).isNull();
    assertThat(report.totals().costUsd()).isNull();
    assertThat(report.totals().turnP95()).isNull();
    assertThat(report.costMovers()).isEmpty();
    assertThat(report.newModels()).isEmpty();
    assertThat(ReportJson.of(report).get("totals").get("cost").isNull()).isTrue();
    assertThat(ReportText.of(report))
        .contains("What it cost is not known.", "Nothing is known of the week before")
        .doesNotContain("0.00 s")
        .doesNotContain(" 0.00 ");
  }

  @Test
  void weekThatGoesOn_isComparedWithTheSamePartOfTheOneBefore() {
    weeks.fill().written();
    // Tuesday at ten in both weeks: two days of calls.
    WeeklyReport report = weeks.reports().of(week10(), Instant.parse("2026-03-03T10:00:00Z"));

    assertThat(report.isComplete()).isFalse();
    assertThat(report.totals().costUsd()).isEqualByComparingTo("6.5");
    assertThat(Objects.requireNonNull(report.before()).costUsd()).isEqualByComparingTo("2.500246");
    assertThat(report.days()).hasSize(2);
  }

  @Test
  void whenTheClocksChange_eachDayHasItsOwnHours() {
    SampleEvents events = new SampleEvents("shop", "order");
    Week spring = Week.named("2026-W13", ReviewedWeeks.BERLIN).orElseThrow();
    weeks.add(
        events.call(Instant.parse("2026-03-22T22:59:59Z"), "m", "100"), // the Sunday before
        events.call(Instant.parse("2026-03-22T23:00:00Z"), "m", "1"), // Monday, midnight
        events.call(Instant.parse("2026-03-28T23:00:00Z"), "m", "2"), // Sunday, midnight
        events.call(Instant.parse("2026-03-29T21:59:59Z"), "m", "4"), // its last second
        events.call(Instant.parse("2026-03-29T22:00:00Z"), "m", "200")); // the Monday after
    WeeklyReport report =
        weeks.written().reports().of(spring, Instant.parse("2026-03-30T06:00:00Z"));

    assertThat(report.totals().costUsd()).isEqualByComparingTo("7");
    assertThat(report.days().getFirst().costUsd()).isEqualByComparingTo("1");
    assertThat(report.days().getLast().costUsd()).isEqualByComparingTo("6");
  }

  @Test
  void alertThatBeganBefore_counts_andOneThatWasOver_doesNot() {
    Instant from = week10().from();
    weeks.fired("Long", Severity.INFO, from.minusSeconds(60), week10().to().plusSeconds(60), "a");
    weeks.fired("Long", Severity.INFO, from.plusSeconds(60), from.plusSeconds(90), "b");
    weeks.fired("Over", Severity.INFO, from.minusSeconds(60), from, "a");
    weeks.fired("Later", Severity.INFO, week10().to(), null, "a");

    assertThat(weeks.reports().of(week10(), MONDAY).alerts())
        .containsExactly(
            new FiredRule(
                "Long",
                Severity.INFO,
                2,
                2,
                Duration.between(from, week10().to()),
                1,
                new TreeMap<>(),
                0));
  }

  @Test
  void ofWhatRetentionMayHaveDeleted_nothingIsConcluded() {
    weeks.fill().written();
    WeeklyReports short10 =
        new WeeklyReports(
            weeks.storage.reader(),
            weeks.book,
            weeks.notifications,
            weeks.slos,
            Duration.ofDays(10),
            () -> ReviewedWeeks.LINK);
    WeeklyReport report = short10.of(week10(), MONDAY);
    assertThat(report.shortened()).isFalse();
    assertThat(report.before()).isNull();
    assertThat(short10.of(week10(), MONDAY.plus(Duration.ofDays(7))).shortened()).isTrue();
  }

  @Test
  void weekToCome_isRefused() {
    Week next = Week.of(MONDAY.plus(Duration.ofDays(7)), ZoneId.of("UTC"));
    assertThatThrownBy(() -> weeks.reports().of(next, MONDAY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2026-W12");
  }
}
