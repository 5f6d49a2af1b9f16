// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.trial;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.recorder.Usd;
import ai.mozaiks.observability.server.config.TableReader;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads what happens in a test, in shorthand, and makes events of it:
///
/// ```yaml
/// - {at: 1m, every: 10s, until: 6m, turns: 5, failed: 2, took: 2s, app: shop, workflow: order}
/// - {at: 2m, calls: 1, model: m1, cost_usd: 1.50}
/// - {at: 3m, tool_calls: 4, failed: 1, tool: search}
/// - {at: 9m, chats: 3, status: failed}
/// ```
final class Happenings {
  private static final Duration LONGEST = Duration.ofDays(31);
  private static final int MOST_EVENTS = 1_000_000;
  private static final List<String> THINGS = List.of("turns", "calls", "tool_calls", "chats");
  private static final ChatStatus[] ENDS =
      Arrays.stream(ChatStatus.values())
          .filter(status -> status != ChatStatus.RUNNING)
          .toArray(ChatStatus[]::new);

  private final Instant start;
  private final List<ChatEvent> events = new ArrayList<>();

  Happenings(Instant start) {
    this.start = start;
  }

  List<ChatEvent> events() {
    return List.copyOf(events);
  }

  /// Adds what a line tells; nothing, and reported, if it has a mistake.
  void add(TableReader table) {
    table.refuseOthers(
        THINGS,
        List.of(
            "at",
            "every",
            "until",
            "failed",
            "took",
            "status",
            "cost_usd",
            "app",
            "workflow",
            "user",
            "agent",
            "model",
            "provider",
            "tool"));
    List<String> things = THINGS.stream().filter(table::has).toList();
    if (things.size() != 1) {
      table.problemWithout("turns", things.size() + " of them", "one of " + THINGS);
      return;
    }
    String thing = things.getFirst();
    Integer count = count(table, thing);
    int failed = table.has("failed") ? orZero(count(table, "failed")) : 0;
    Duration at = duration(table, "at", Duration.ZERO);
    Duration every = duration(table, "every", Duration.ZERO);
    Duration until = duration(table, "until", at);
    if (table.has("until") && every.isZero()) {
      table.problemWithout("every", "missing beside until", "a duration such as 10s");
      return;
    }
    if (count == null || failed > count) {
      if (count != null) {
        table.problem("failed", "at most " + count);
      }
      return;
    }
    ChatStatus status = table.word("status", ChatStatus.COMPLETED, ENDS, ChatStatus::word);
    BigDecimal usd =
        table.value(
            "cost_usd",
            "US dollars such as 1.50",
            text -> text.matches("\\d{1,6}(\\.\\d{1,12})?") ? new BigDecimal(text) : null);
    for (Duration time = at; time.compareTo(until) <= 0; time = time.plus(every)) {
      if (events.size() + count > MOST_EVENTS) {
        table.problemWithout(thing, "more than a million events", "fewer in one test");
        return;
      }
      for (int i = 0; i < count; i++) {
        add(table, thing, start.plus(time), i < failed, status, usd);
      }
      if (every.isZero()) {
        return;
      }
    }
  }

  private static int orZero(@Nullable Integer count) {
    return count == null ? 0 : count;
  }

  private static @Nullable Integer count(TableReader table, String name) {
    return table.value(
        name,
        "a number from 0 to 100000",
        text -> text.matches("\\d{1,6}") ? (Integer) Integer.parseInt(text) : null);
  }

  private static Duration duration(TableReader table, String name, Duration fallback) {
    return table.duration(name, fallback, Duration.ZERO, LONGEST);
  }

  private void add(
      TableReader table,
      String thing,
      Instant end,
      boolean failed,
      ChatStatus status,
      @Nullable BigDecimal usd) {
    Duration took = duration(table, "took", Duration.ofSeconds(1));
    Failure failure = failed ? Failure.of("Expected", null) : null;
    String agent = table.text("agent");
    Instant begin = thing.equals("chats") ? end : end.minus(took);
    ChatEvent.Context context =
        new ChatEvent.Context(
            "event " + events.size(),
            new ChatKey(table.text("app", ChatKey.UNKNOWN_APP), "test"),
            table.text("workflow"),
            table.text("user"),
            begin,
            null);
    events.add(
        switch (thing) {
          case "turns" -> new ChatEvent.AgentTurn(context, agent, took, failure);
          case "tool_calls" ->
              new ChatEvent.ToolCall(context, agent, table.text("tool"), null, null, took, failure);
          case "chats" -> new ChatEvent.WorkflowEnded(context, status, took);
          default -> call(table, context, agent, took, failure, usd);
        });
  }

  private static ChatEvent call(
      TableReader table,
      ChatEvent.Context context,
      @Nullable String agent,
      Duration took,
      @Nullable Failure failure,
      @Nullable BigDecimal usd) {
    Long pico = usd == null ? null : Usd.toPico(usd);
    String model = table.text("model");
    return new ChatEvent.LlmCall(
        context,
        agent,
        table.text("provider"),
        model,
        model,
        TokenUsage.of(1_000, 100),
        pico == null ? Cost.UNPRICED : Cost.reported(pico),
        took,
        null,
        false,
        false,
        false,
        List.of(),
        null,
        failure);
  }
}
