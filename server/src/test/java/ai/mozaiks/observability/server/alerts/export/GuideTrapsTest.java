// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.peers.Promtool;
import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.server.alerts.EngineRun;
import ai.mozaiks.observability.server.alerts.SampleEvents;
import ai.mozaiks.observability.server.alerts.rules.RuleFiles;
import ai.mozaiks.observability.server.alerts.rules.RuleSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where the monitoring guide's rules do not say what their names do: the guide's form and ours on
/// the same data in the real promtool, and our own engine on the same events. The guide's are those
/// of the file that is tested elsewhere to be the guide's, under names that begin with Guide.
class GuideTrapsTest {
  private static final Path GUIDE = Path.of("src/test/resources/prometheus/guide-alerts.yml");
  private static final Instant START = Instant.parse("2026-03-10T00:00:00Z");
  private static final String ORDER = "{app=\"shop\",workflow=\"order\",agent=\"planner\"}";

  @TempDir Path folder;
  private RuleSet rules = new RuleSet(List.of(), List.of());
  private final SampleEvents events = new SampleEvents("shop", "order");

  @BeforeEach
  void export() throws Exception {
    rules = RuleFiles.read(List.of(), List.of());
    Files.writeString(
        folder.resolve(PrometheusExport.RULES_FILE),
        PrometheusExport.of(rules, PrometheusExport.USUAL_JOB).rules());
    Files.writeString(
        folder.resolve("guide.yml"),
        Files.readString(GUIDE)
            .replace("alert: ", "alert: Guide")
            .replaceAll("name: (\\w+)", "name: guide_$1"));
  }

  private static Instant minute(int minute) {
    return START.plus(Duration.ofMinutes(minute));
  }

  /// A trial in promtool: series that are scraped every 15 s.
  private final class Trial {
    private final Map<String, String> series = new LinkedHashMap<>();
    private final StringBuilder expected = new StringBuilder();
    private String interval = "15s";

    Trial series(String selector, String values) {
      series.put(selector, values);
      return this;
    }

    Trial interval(String interval) {
      this.interval = interval;
      return this;
    }

    private Trial alert(String name, String at, int value) {
      expected.append(
          """
                - expr: count(ALERTS{alertname="%s",alertstate="firing"}) > bool 0 or vector(0)
                  eval_time: %s
                  exp_samples: [{labels: '{}', value: %d}]
          """
              .formatted(name, at, value));
      return this;
    }

    Trial fires(String name, String at) {
      return alert(name, at, 1);
    }

    Trial isSilent(String name, String at) {
      return alert(name, at, 0);
    }

    Trial isEmpty(String expression, String at) {
      expected.append(
          """
                - expr: '%s'
                  eval_time: %s
                  exp_samples: []
          """
              .formatted(expression, at));
      return this;
    }

    void pass() throws Exception {
      StringBuilder text =
          new StringBuilder("rule_files: [guide.yml, " + PrometheusExport.RULES_FILE + "]\n");
      text.append("evaluation_interval: 30s\ntests:\n  - interval: ").append(interval);
      text.append("\n    input_series:\n");
      series.forEach((selector, values) ->
          text.append("      - series: '")
              .append(selector)
              .append("'\n        values: '")
              .append(values)
              .append("'\n"));
      text.append("    promql_expr_test:\n").append(expected);
      Promtool promtool = Promtool.in(folder);
      promtool.write("trial.yml", text.toString());
      promtool.passes("test", "rules", "trial.yml");
    }
  }

  private List<String> engine(List<ChatEvent> told, int minutes) {
    return new EngineRun(rules, told).firingAt(START, minute(minutes));
  }

  /// Eight chats, one a minute; half of their ten turns fail.
  @Test
  void errorRate_overSeriesPerChat_neverFires() throws Exception {
    Trial perChat = new Trial();
    List<ChatEvent> told = new ArrayList<>();
    for (int chat = 0; chat < 8; chat++) {
      String before = chat == 0 ? "" : "_x" + 4 * chat + " ";
      String labels = "{chat_id=\"c" + chat + "\"}";
      perChat.series("mozaiks_chat_agent_turns_total" + labels, before + "10 10");
      perChat.series("mozaiks_chat_errors_total" + labels, before + "5 5");
      told.addAll(events.turns(minute(chat), 5, Duration.ofSeconds(1), false));
      told.addAll(events.turns(minute(chat), 5, Duration.ofSeconds(1), true));
    }
    perChat.isSilent("GuideHighErrorRate", "6m").isSilent("GuideHighErrorRate", "8m").pass();

    new Trial()
        .series("mozaiks_chat_agent_turns_total" + ORDER, "0+2.5x60")
        .series("mozaiks_chat_errors_total" + ORDER, "0+1.25x60")
        .fires("HighErrorRate", "8m")
        .pass();
    assertThat(engine(told, 8)).contains("HighErrorRate");
  }

  @Test
  void errorRate_ofASingleErrorInLittleTraffic_isNoAlert() throws Exception {
    new Trial()
        .series("mozaiks_chat_agent_turns_total" + ORDER, "0x8 4x60")
        .series("mozaiks_chat_errors_total" + ORDER, "0x8 1x60")
        .fires("GuideHighErrorRate", "5m")
        .isSilent("HighErrorRate", "5m")
        .pass();
    List<ChatEvent> told = events.turns(minute(2), 3, Duration.ofSeconds(1), false);
    told.add(events.turn(minute(2), "planner", Duration.ofSeconds(1), true));
    assertThat(engine(told, 5)).doesNotContain("HighErrorRate");
  }

  @Test
  void dailyCost_ofEachSeriesByItself_isSilentForTwoThatSpendTooMuchTogether() throws Exception {
    new Trial()
        .series("mozaiks_chat_cost_usd_total{app=\"shop\"}", "0+8x12 96x60")
        .series("mozaiks_chat_cost_usd_total{app=\"bank\"}", "0+8x12 96x60")
        .isSilent("GuideDailyCostExceeded", "10m")
        .fires("DailyCostExceeded", "10m")
        .pass();
    SampleEvents bank = new SampleEvents("bank", "advice");
    assertThat(
            engine(List.of(events.call(minute(2), "m", "96"), bank.call(minute(3), "m", "96")), 10))
        .contains("DailyCostExceeded");
  }

  @Test
  void dailyCost_overSeriesPerChat_neverFires() throws Exception {
    Trial trial = new Trial();
    for (int chat = 0; chat < 7; chat++) {
      trial.series(
          "mozaiks_chat_cost_usd_total{chat_id=\"c" + chat + "\"}", "_x" + (4 * chat + 1) + " 60");
    }
    trial.isSilent("GuideDailyCostExceeded", "10m").pass();
  }

  /// 90 dollars before midnight and 20 after it are no day of 110.
  @Test
  void dailyCost_overTheLast24Hours_isNoCalendarDay() throws Exception {
    new Trial()
        .interval("15m")
        .series("mozaiks_chat_cost_usd_total" + ORDER, "0x92 90x8 110x8")
        .fires("DailyCostExceeded", "26h")
        .pass();
    assertThat(Files.readString(folder.resolve(PrometheusExport.RULES_FILE)))
        .contains("# PromQL has no calendar days: these are the last 24 hours");
    List<ChatEvent> told =
        List.of(
            events.call(START.plus(Duration.ofHours(23)), "m", "90"),
            events.call(START.plus(Duration.ofHours(25)), "m", "20"));
    assertThat(new EngineRun(rules, told).run(START, minute(26 * 60), Duration.ofMinutes(5)))
        .extracting(EngineRun.Firing::name)
        .doesNotContain("DailyCostExceeded");
  }

  @Test
  void serviceDown_isSilent_whenTheTargetIsGone() throws Exception {
    new Trial()
        .series("up{job=\"another\"}", "1x60")
        .isSilent("GuideServiceDown", "5m")
        .fires("ServiceDown", "5m")
        .pass();
    assertThat(new EngineRun(rules, List.of()).ready(_ -> false).firingAt(START, minute(5)))
        .contains("ServiceDown");
  }

  @Test
  void concurrency_ofEachServerByItself_isSilentForTwoThatAreFullTogether() throws Exception {
    new Trial()
        .series("mozaiks_active_chats{instance=\"a\"}", "30x60")
        .series("mozaiks_active_chats{instance=\"b\"}", "30x60")
        .isSilent("GuideHighConcurrency", "10m")
        .fires("HighConcurrency", "10m")
        .pass();
    assertThat(new EngineRun(rules, List.of()).chats(_ -> 60).firingAt(START, minute(10)))
        .contains("HighConcurrency");
  }

  @Test
  void slowTurns_asAMeanOfLastTurns_goOnFiringForAChatThatIsLongOver() throws Exception {
    new Trial()
        .series("mozaiks_chat_last_turn_duration_sec" + ORDER, "0 60x200")
        .series(
            "mozaiks_agent_turn_duration_seconds_bucket{app=\"shop\",workflow=\"order\",le=\"60.0\"}",
            "0 20x200")
        .series(
            "mozaiks_agent_turn_duration_seconds_bucket{app=\"shop\",workflow=\"order\",le=\"+Inf\"}",
            "0 20x200")
        .series(
            "mozaiks_agent_turn_duration_seconds_bucket{app=\"shop\",workflow=\"order\",le=\"30.0\"}",
            "0x200")
        .series(
            "mozaiks_agent_turn_duration_seconds_count{app=\"shop\",workflow=\"order\"}",
            "0 20x200")
        .fires("GuideSlowAgentTurns", "40m")
        .fires("SlowAgentTurns", "4m")
        .isSilent("SlowAgentTurns", "40m")
        .pass();
    List<ChatEvent> told = events.turns(minute(1), 20, Duration.ofSeconds(60), false);
    assertThat(engine(told, 5)).contains("SlowAgentTurns");
    assertThat(engine(told, 40)).doesNotContain("SlowAgentTurns");
  }

  @Test
  void slowTurns_asAMeanOfLastTurns_hideOneSlowWorkflowAmongFour() throws Exception {
    Trial trial = new Trial();
    List<ChatEvent> told = new ArrayList<>();
    for (String workflow : List.of("one", "two", "three", "slow")) {
      boolean slow = workflow.equals("slow");
      String labels = "app=\"shop\",workflow=\"" + workflow + "\"";
      String bucket = "mozaiks_agent_turn_duration_seconds_bucket{" + labels + ",le=";
      trial
          .series("mozaiks_chat_last_turn_duration_sec{" + labels + "}", slow ? "30x60" : "1x60")
          .series(bucket + "\"1.0\"}", slow ? "0x60" : "0+2x60")
          .series(bucket + "\"15.0\"}", slow ? "0x60" : "0+2x60")
          .series(bucket + "\"30.0\"}", "0+2x60")
          .series(bucket + "\"+Inf\"}", "0+2x60")
          .series("mozaiks_agent_turn_duration_seconds_count{" + labels + "}", "0+2x60");
      for (int minute = 0; minute < 10; minute++) {
        told.addAll(
            new SampleEvents("shop", workflow)
                .turns(minute(minute), 8, Duration.ofSeconds(slow ? 30 : 1), false));
      }
    }
    trial.isSilent("GuideSlowAgentTurns", "10m").fires("SlowAgentTurns", "10m").pass();
    assertThat(new EngineRun(rules, told).run(START, minute(10), Duration.ofSeconds(30)))
        .filteredOn(firing -> firing.name().equals("SlowAgentTurns"))
        .extracting(firing -> firing.labels().get("workflow"))
        .containsExactly("slow");
  }

  @Test
  void latencyObjective_asAQuantileOfAGauge_isAlwaysEmpty() throws Exception {
    String bucket = "mozaiks_agent_turn_duration_seconds_bucket{app=\"shop\",le=";
    new Trial()
        .series("mozaiks_chat_last_turn_duration_sec" + ORDER, "30x60")
        .series(bucket + "\"5.0\"}", "0x60")
        .series(bucket + "\"30.0\"}", "0+2x60")
        .series(bucket + "\"+Inf\"}", "0+2x60")
        .series("mozaiks_agent_turn_duration_seconds_count{app=\"shop\"}", "0+2x60")
        .isEmpty("histogram_quantile(0.95, mozaiks_chat_last_turn_duration_sec)", "10m")
        .fires("SLOLatencyViolation", "10m")
        .pass();
    List<ChatEvent> told = new ArrayList<>();
    for (int minute = 0; minute < 10; minute++) {
      told.addAll(events.turns(minute(minute), 8, Duration.ofSeconds(30), false));
    }
    assertThat(engine(told, 10)).contains("SLOLatencyViolation");
  }

  @Test
  void objectivesAsFilters_areEmptyWhenTheyAreViolated() throws Exception {
    new Trial()
        .series("mozaiks_chat_agent_turns_total" + ORDER, "0+4x60")
        .series("mozaiks_chat_errors_total" + ORDER, "0+2x60")
        .series("mozaiks_chat_cost_usd_total" + ORDER, "0+20x60")
        .isEmpty(
            "(sum(rate(mozaiks_chat_errors_total[5m]))"
                + " / sum(rate(mozaiks_chat_agent_turns_total[5m]))) * 100 < 1",
            "10m")
        .isEmpty("increase(mozaiks_chat_cost_usd_total[24h]) < 500", "10m")
        .fires("SLOErrorRateViolation", "10m")
        .fires("SLOCostViolation", "10m")
        .pass();
    List<ChatEvent> told = new ArrayList<>();
    for (int minute = 1; minute < 10; minute++) {
      told.addAll(events.turns(minute(minute), 8, Duration.ofSeconds(1), false));
      told.addAll(events.turns(minute(minute), 8, Duration.ofSeconds(1), true));
      told.add(events.call(minute(minute), "m", "80"));
    }
    assertThat(engine(told, 10)).contains("SLOErrorRateViolation", "SLOCostViolation");
  }

  @Test
  void availability_asUp_isACriticalAlertForAFewLostScrapes() throws Exception {
    new Trial()
        .series("up{job=\"mozaiksai\"}", "1x39 0 0 1x60")
        .series("mozaiks_chats_ended_total{app=\"shop\",status=\"completed\"}", "0+3x120")
        .series("mozaiks_chats_ended_total{app=\"shop\",status=\"failed\"}", "0x120")
        .fires("GuideSLOAvailabilityViolation", "15m")
        .isSilent("SLOAvailabilityViolation", "15m")
        .isSilent("SLOAvailabilityBudgetBurn", "15m")
        .isSilent("ServiceDown", "15m")
        .pass();
    List<ChatEvent> told = new ArrayList<>();
    for (int minute = 0; minute < 15; minute++) {
      told.addAll(events.ends(minute(minute), 12, ChatStatus.COMPLETED));
    }
    // Not ready for as long as two scrapes take.
    Instant lost = minute(10);
    assertThat(
            new EngineRun(rules, told)
                .ready(now -> now.isBefore(lost) || now.isAfter(lost.plusSeconds(30)))
                .run(START, minute(15), Duration.ofSeconds(15)))
        .isEmpty();
  }

  @Test
  void availability_asUp_isSilentWhileEveryChatFails() throws Exception {
    new Trial()
        .series("up{job=\"mozaiksai\"}", "1x60")
        .series("mozaiks_chats_ended_total{app=\"shop\",status=\"completed\"}", "0x60")
        .series("mozaiks_chats_ended_total{app=\"shop\",status=\"failed\"}", "0+1x60")
        .isSilent("GuideSLOAvailabilityViolation", "10m")
        .fires("SLOAvailabilityViolation", "10m")
        .pass();
    List<ChatEvent> told = new ArrayList<>();
    for (int minute = 0; minute < 10; minute++) {
      told.addAll(events.ends(minute(minute), 4, ChatStatus.FAILED));
    }
    assertThat(engine(told, 10)).contains("SLOAvailabilityViolation");
  }

  /// One failed chat of twenty would be a burn rate of 50.
  @Test
  void availability_ofASingleFailedChat_wakesNobody() throws Exception {
    new Trial()
        .series("mozaiks_chats_ended_total{app=\"shop\",status=\"completed\"}", "0+1x20 20x40")
        .series("mozaiks_chats_ended_total{app=\"shop\",status=\"failed\"}", "0x20 1x40")
        .isSilent("SLOAvailabilityViolation", "8m")
        .pass();
    List<ChatEvent> told = events.ends(minute(4), 19, ChatStatus.COMPLETED);
    told.add(events.ended(minute(5), ChatStatus.FAILED));
    assertThat(engine(told, 8)).isEmpty();
  }
}
