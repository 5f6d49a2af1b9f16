// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.server.alerts.SampleEvents;
import ai.mozaiks.observability.storage.DurationHistogram;
import ai.mozaiks.observability.storage.Totals;
import ai.mozaiks.observability.storage.TotalsKey;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A day of three workflows in which much goes wrong, one after the other.
final class TroubledDay {
  static final Instant START = Instant.parse("2026-03-10T00:00:00Z");
  static final Duration SCRAPES = Duration.ofSeconds(30);

  /// Scrapes and evaluations do not fall together.
  private static final Duration FIRST_SCRAPE = Duration.ofSeconds(7);

  private static final double[] EDGES = DurationHistogram.upperEdgesSeconds();

  private final List<ChatEvent> events = new ArrayList<>();

  TroubledDay() {
    tell(new SampleEvents("shop", "order"), "order");
    tell(new SampleEvents("shop", "support"), "support");
    tell(new SampleEvents("bank", "advice"), "advice");
    events.sort(Comparator.comparing(ChatEvent::endedAt));
  }

  List<ChatEvent> events() {
    return events;
  }

  private static Instant at(int hour, int minute) {
    return START.plus(Duration.ofHours(hour)).plus(Duration.ofMinutes(minute));
  }

  private static boolean within(
      Instant now, int fromHour, int fromMinute, int toHour, int toMinute) {
    return !now.isBefore(at(fromHour, fromMinute)) && now.isBefore(at(toHour, toMinute));
  }

  /// A turn and a call every ten seconds, the end of a chat every minute.
  private void tell(SampleEvents told, String workflow) {
    for (int second = 60; second < 86_400; second += 10) {
      Instant now = START.plusSeconds(second);
      boolean silent = workflow.equals("advice") && within(now, 18, 0, 18, 30);
      if (silent) {
        continue;
      }
      boolean failing = workflow.equals("order") && within(now, 2, 0, 2, 45);
      boolean slow = workflow.equals("support") && within(now, 6, 0, 6, 40);
      events.add(told.turn(now, "planner", Duration.ofSeconds(slow ? 14 : 2), failing));
      boolean dear = workflow.equals("order") && within(now, 16, 0, 17, 0);
      events.add(told.call(now, dear ? "large" : "small", dear ? "1.5" : "0.002"));
      if (second % 60 == 0) {
        boolean lost = workflow.equals("advice") && within(now, 10, 0, 10, 30);
        events.add(told.ended(now, lost ? ChatStatus.FAILED : ChatStatus.COMPLETED));
      }
    }
    if (workflow.equals("support")) {
      events.add(told.call(at(13, 0), "unheard-of", null));
      events.add(told.call(at(13, 30), "unheard-of", null));
    }
  }

  static int runningChats(Instant now) {
    return within(now, 20, 0, 20, 20) ? 60 : 12;
  }

  static boolean isUp(Instant now) {
    return !within(now, 22, 0, 22, 10);
  }

  /// Writes what scrapes would have seen: the lasting series, as sums of all events up to then.
  Path writeSamples(Path file) throws IOException {
    Map<TotalsKey, Totals> totals = new LinkedHashMap<>();
    events.forEach(event -> totals.computeIfAbsent(TotalsKey.of(event), _ -> new Totals()));
    Map<String, StringBuilder> families = new LinkedHashMap<>();
    int next = 0;
    Instant end = START.plus(Duration.ofDays(1));
    for (Instant now = START.plus(FIRST_SCRAPE); now.isBefore(end); now = now.plus(SCRAPES)) {
      sample(families, "up", "job=\"mozaiksai\",instance=\"one\"", isUp(now) ? 1 : 0, now);
      while (next < events.size() && !events.get(next).endedAt().isAfter(now)) {
        ChatEvent event = events.get(next++);
        totals.computeIfAbsent(TotalsKey.of(event), _ -> new Totals()).add(event);
      }
      if (isUp(now)) {
        scrape(families, totals, now);
      }
    }
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (Map.Entry<String, StringBuilder> family : families.entrySet()) {
        out.write("# TYPE " + family.getKey() + " unknown\n");
        out.append(family.getValue());
      }
      out.write("# EOF\n");
    }
    return file;
  }

  private static void scrape(
      Map<String, StringBuilder> families, Map<TotalsKey, Totals> totals, Instant now) {
    sample(families, "mozaiks_active_chats", "", runningChats(now), now);
    sample(families, "mozaiks_tracked_chats", "", 100, now);
    sample(families, "mozaiks_ready", "", 1, now);
    Map<String, Totals> byAgent = new HashMap<>();
    Map<String, Totals> byWorkflow = new HashMap<>();
    totals.forEach((key, total) -> {
      String workflow = "app=\"%s\",workflow=\"%s\"".formatted(key.app(), key.workflow());
      String agent = workflow + ",agent=\"" + key.agent() + "\"";
      String all = agent + ",model=\"" + key.model() + "\"";
      byAgent.computeIfAbsent(agent, _ -> new Totals()).add(total);
      byWorkflow.computeIfAbsent(workflow, _ -> new Totals()).add(total);
      if (key.model().isEmpty()) {
        sample(families, "mozaiks_chat_agent_turns_total", all, total.tally().agentTurns(), now);
      } else {
        double usd = total.tally().costUsd() == null ? 0 : total.tally().costUsd().doubleValue();
        sample(families, "mozaiks_chat_cost_usd_total", all, usd, now);
        sample(families, "mozaiks_unpriced_calls_total", all, total.tally().unpricedReports(), now);
      }
      sample(families, "mozaiks_chat_errors_total", all, total.tally().errors(), now);
    });
    byAgent.forEach((labels, total) -> histogram(families, labels, total.turns(), now));
    byWorkflow.forEach((labels, total) -> {
      for (ChatStatus status : List.of(ChatStatus.COMPLETED, ChatStatus.FAILED)) {
        sample(
            families,
            "mozaiks_chats_ended_total",
            labels + ",status=\"" + status.word() + "\"",
            total.ends(status),
            now);
      }
    });
  }

  private static void histogram(
      Map<String, StringBuilder> families, String labels, DurationHistogram turns, Instant now) {
    String name = "mozaiks_agent_turn_duration_seconds";
    long[] counts = turns.counts();
    long below = 0;
    for (int i = 0; i < EDGES.length; i++) {
      below += counts[i];
      sample(families, name + "_bucket", labels + ",le=\"" + EDGES[i] + "\"", below, now);
    }
    sample(families, name + "_bucket", labels + ",le=\"+Inf\"", turns.count(), now);
    sample(families, name + "_count", labels, turns.count(), now);
  }

  private static void sample(
      Map<String, StringBuilder> families, String name, String labels, long value, Instant at) {
    sample(families, name, labels, (double) value, at);
  }

  private static void sample(
      Map<String, StringBuilder> families, String name, String labels, double value, Instant at) {
    families
        .computeIfAbsent(name, _ -> new StringBuilder())
        .append(name)
        .append('{')
        .append(labels)
        .append("} ")
        .append(value)
        .append(' ')
        .append(at.getEpochSecond())
        .append('\n');
  }
}
