// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.events;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.ErrorLevel;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.SpanRef;
import ai.mozaiks.observability.recorder.TokenUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Events of every kind, far beyond what the edge lets in: secrets, endless texts, absurd numbers.
final class RandomEvents {
  private static final List<String> TEXTS =
      List.of(
          "planner",
          "password=abc;".repeat(39),
          "Authorization: Bearer abcdefghijklmnopqrstuvwxyz0123456789",
          "\ud800 half a pair, \"quoted\", \\ and \n lines\r\n\u2028\u0000",
          "ä\ud83d\ude00".repeat(3_000),
          " ",
          "7");

  private final Random random;

  RandomEvents(long seed) {
    random = new Random(seed);
  }

  ChatEvent next() {
    ChatEvent.Context context = context();
    return switch (random.nextInt(9)) {
      case 0 -> new ChatEvent.WorkflowStarted(context);
      case 1 ->
          new ChatEvent.AgentTurn(context, maybe(this::text), duration(), maybe(this::failure));
      case 2 -> llmCall(context);
      case 3 ->
          new ChatEvent.ToolCall(
              context,
              maybe(this::text),
              maybe(this::text),
              maybe(this::text),
              maybe(random::nextLong),
              duration(),
              maybe(this::failure));
      case 4 ->
          new ChatEvent.UsageDelta(
              context, maybe(this::text), maybe(this::text), usage(), cost(), random.nextBoolean());
      case 5 -> new ChatEvent.UsageSummary(context, usage(), cost());
      case 6 ->
          new ChatEvent.ErrorOccurred(
              context, maybe(this::text), any(ErrorLevel.values()), failure());
      case 7 ->
          new ChatEvent.TraceAttached(
              new ChatEvent.Context(
                  context.id(),
                  context.chat(),
                  context.workflow(),
                  context.user(),
                  context.at(),
                  null),
              hex(32));
      default ->
          new ChatEvent.WorkflowEnded(
              context,
              any(ChatStatus.COMPLETED, ChatStatus.FAILED, ChatStatus.ABANDONED),
              maybe(this::duration));
    };
  }

  private ChatEvent llmCall(ChatEvent.Context context) {
    return new ChatEvent.LlmCall(
        context,
        maybe(this::text),
        maybe(this::text),
        maybe(this::text),
        maybe(this::text),
        usage(),
        cost(),
        duration(),
        maybe(this::duration),
        random.nextBoolean(),
        random.nextBoolean(),
        random.nextBoolean(),
        Stream.generate(this::text)
            .limit(any(0, 1, 3_000))
            .map(text -> text.substring(0, 1))
            .toList(),
        maybe(this::text),
        maybe(this::failure));
  }

  private ChatEvent.Context context() {
    return new ChatEvent.Context(
        text(),
        new ChatKey(text(), text()),
        maybe(this::text),
        maybe(this::text),
        any(
            Instant.EPOCH,
            Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)),
            Instant.parse("-999999999-01-01T00:00:00Z"),
            Instant.parse("+999999999-12-31T23:59:59.999999999Z")),
        maybe(() -> new SpanRef(hex(32), hex(16))));
  }

  private String text() {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  private String hex(int digits) {
    return "%016x".formatted(random.nextLong() | 1).repeat(2).substring(0, digits);
  }

  private Failure failure() {
    return new Failure(text(), maybe(this::text), random.nextBoolean());
  }

  private Duration duration() {
    return any(
        Duration.ZERO,
        Duration.ofSeconds(random.nextInt(), random.nextInt(1_000_000_000)),
        Duration.ofSeconds(Long.MAX_VALUE, 999_999_999),
        Duration.ofNanos(-1));
  }

  private TokenUsage usage() {
    return new TokenUsage(count(), count(), count(), count(), count());
  }

  private @Nullable Long count() {
    return maybe(() -> any(0L, 1L, 1_000_000_000_001L, Long.MAX_VALUE));
  }

  private Cost cost() {
    return any(
        Cost.UNPRICED,
        Cost.LOCALLY_CACHED,
        Cost.free(text()),
        Cost.reported(1),
        Cost.computed(Long.MAX_VALUE, text()));
  }

  private <T> @Nullable T maybe(Supplier<T> value) {
    return random.nextInt(4) == 0 ? null : value.get();
  }

  @SafeVarargs
  private <T> T any(T... values) {
    return values[random.nextInt(values.length)];
  }
}
