// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query.chat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.ErrorLevel;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.PriceBook;
import ai.mozaiks.observability.recorder.SpanRef;
import ai.mozaiks.observability.recorder.TokenUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Events of one chat, made by hand or at random. Times are seconds after noon.
final class Told {
  static final ChatKey CHAT = new ChatKey("shop", "chat-1");
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final PriceBook BOOK = PriceBook.standard();

  private Told() {}

  static ChatEvent.Context context(String id, double at, @Nullable SpanRef span) {
    return new ChatEvent.Context(
        id, CHAT, "order", "ann", NOON.plusNanos(Math.round(at * 1e9)), span);
  }

  static ChatEvent turn(String id, String agent, double from, double to) {
    return new ChatEvent.AgentTurn(
        context(id, from, null), agent, Duration.ofMillis(Math.round((to - from) * 1000)), null);
  }

  static ChatEvent start(String id, double at) {
    return new ChatEvent.WorkflowStarted(context(id, at, null));
  }

  static ChatEvent end(String id, double at, Duration ran) {
    return new ChatEvent.WorkflowEnded(context(id, at, null), ChatStatus.COMPLETED, ran);
  }

  static ChatEvent call(String id, @Nullable String agent, double at, long tokens) {
    return call(context(id, at, null), agent, "gpt-4o", TokenUsage.of(tokens, 10), false, null);
  }

  static ChatEvent.LlmCall call(
      ChatEvent.Context context,
      @Nullable String agent,
      @Nullable String model,
      TokenUsage usage,
      boolean cached,
      @Nullable Failure failure) {
    Cost cost = cached ? Cost.LOCALLY_CACHED : BOOK.price("openai", model, null, usage);
    return new ChatEvent.LlmCall(
        context,
        agent,
        "openai",
        model,
        null,
        usage,
        cost,
        Duration.ofMillis(500),
        null,
        false,
        cached,
        false,
        List.of(),
        null,
        failure);
  }

  static ChatEvent tool(String id, String agent, String tool, double at, boolean failed) {
    return new ChatEvent.ToolCall(
        context(id, at, null),
        agent,
        tool,
        null,
        null,
        Duration.ofMillis(100),
        failed ? new Failure("Refused", null, false) : null);
  }

  /// So many events of all kinds, some of a trace.
  static List<ChatEvent> random(long seed, int count) {
    Random random = new Random(seed);
    List<ChatEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      SpanRef span =
          random.nextInt(3) == 0
              ? null
              : new SpanRef("%032x".formatted(1 + i % 3), "%016x".formatted(i + 1));
      ChatEvent event = random(random, context("e" + i, random.nextInt(100), span));
      events.add(random.nextInt(6) == 0 ? new ChatEvent.Superseded(event) : event);
    }
    return events;
  }

  private static ChatEvent random(Random random, ChatEvent.Context context) {
    String agent = oneOf(random, "planner", "writer", null);
    Failure failure =
        random.nextInt(4) == 0 ? new Failure("Timeout", null, random.nextBoolean()) : null;
    TokenUsage usage = usage(random);
    String model = oneOf(random, "gpt-4o", "gpt-4o-mini", "house-model", null);
    return switch (random.nextInt(8)) {
      case 0 -> new ChatEvent.AgentTurn(context, agent, Duration.ofMillis(700), failure);
      case 1 -> new ChatEvent.ToolCall(context, agent, "search", null, null, null, failure);
      case 2 ->
          new ChatEvent.UsageDelta(
              context, agent, model, usage, BOOK.price(null, model, null, usage), false);
      case 3 -> new ChatEvent.UsageSummary(context, usage, Cost.reported(5));
      case 4 ->
          new ChatEvent.ErrorOccurred(
              context, agent, ErrorLevel.WORKFLOW, new Failure("Broken", null, false));
      case 5 -> call(context, agent, model, usage, true, null);
      default -> call(context, agent, model, usage, false, failure);
    };
  }

  private static TokenUsage usage(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> TokenUsage.UNKNOWN;
      case 1 -> new TokenUsage(100L, null, null, null, null);
      case 2 -> new TokenUsage(1_000L, 50L, (long) random.nextInt(1_500), 30L, 7L);
      default -> TokenUsage.of(random.nextInt(1_000_000), random.nextInt(1_000));
    };
  }

  @SafeVarargs
  @SuppressWarnings("varargs")
  private static <T extends @Nullable Object> T oneOf(Random random, T... values) {
    return values[random.nextInt(values.length)];
  }
}
