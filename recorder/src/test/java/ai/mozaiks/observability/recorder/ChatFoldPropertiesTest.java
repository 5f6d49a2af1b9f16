// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/// The fold gives the same result whatever the order and the cuts of the events.
class ChatFoldPropertiesTest {

  private static final ChatKey KEY = new ChatKey("acme", "chat_1");
  private static final Instant START = Instant.parse("2025-10-02T10:00:00Z");

  @Provide
  Arbitrary<List<ChatEvent>> events() {
    return Arbitraries.longs().map(ChatFoldPropertiesTest::event).list().ofMaxSize(60);
  }

  /// One event of any kind, drawn from few values, so that ties are frequent.
  private static ChatEvent event(long seed) {
    Random random = new Random(seed);
    ChatEvent.Context context =
        new ChatEvent.Context(
            "e" + seed,
            KEY,
            oneOf(random, null, "w1", "w2"),
            oneOf(random, null, "u1", "u2"),
            START.plusSeconds(random.nextInt(6)),
            random.nextInt(3) == 0 ? null : new SpanRef(trace(random), "00f067aa0ba902b7"));
    String agent = oneOf(random, null, "planner", "coder");
    Duration duration = Duration.ofMillis(500L * random.nextInt(6));
    Failure failure = random.nextInt(3) == 0 ? new Failure("x", null, random.nextBoolean()) : null;
    return switch (random.nextInt(9)) {
      case 0 -> new ChatEvent.WorkflowStarted(context);
      case 1 -> new ChatEvent.AgentTurn(context, agent, duration, failure);
      case 2 ->
          new ChatEvent.LlmCall(
              context,
              agent,
              "openai",
              "gpt-4o",
              null,
              usage(random),
              cost(random),
              duration,
              null,
              false,
              random.nextInt(4) == 0,
              false,
              List.of(),
              null,
              failure);
      case 3 ->
          new ChatEvent.ToolCall(context, agent, "search", null, hash(random), duration, failure);
      case 4 ->
          new ChatEvent.UsageDelta(
              context, agent, "gpt-4o", usage(random), cost(random), random.nextInt(4) == 0);
      case 5 -> new ChatEvent.UsageSummary(context, usage(random), cost(random));
      case 6 ->
          new ChatEvent.ErrorOccurred(
              context, agent, oneOf(random, ErrorLevel.values()), Failure.of("x", null));
      case 7 -> new ChatEvent.TraceAttached(context, trace(random));
      default ->
          new ChatEvent.WorkflowEnded(
              context,
              oneOf(random, ChatStatus.COMPLETED, ChatStatus.FAILED, ChatStatus.CANCELLED),
              duration);
    };
  }

  @SafeVarargs
  private static <T extends @Nullable Object> T oneOf(Random random, T... values) {
    return values[random.nextInt(values.length)];
  }

  private static String trace(Random random) {
    return String.format("%032x", random.nextInt(50));
  }

  private static TokenUsage usage(Random random) {
    return new TokenUsage(
        tokens(random), tokens(random), tokens(random), tokens(random), tokens(random));
  }

  private static @Nullable Long tokens(Random random) {
    return random.nextBoolean() ? null : (Long) (long) random.nextInt(100_000);
  }

  /// Few, so that calls repeat each other.
  private static @Nullable Long hash(Random random) {
    return random.nextInt(4) == 0 ? null : (Long) (long) random.nextInt(-2, 3);
  }

  private static Cost cost(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> Cost.UNPRICED;
      case 1 -> Cost.free("local");
      case 2 -> Cost.reported(Math.floorMod(random.nextLong(), Long.MAX_VALUE));
      default -> Cost.computed(random.nextInt(1_000_000), "rule");
    };
  }

  private static ChatState fold(List<ChatEvent> events) {
    return ChatState.fold(KEY, events);
  }

  private static void assertSame(ChatState actual, ChatState expected) {
    assertThat(actual.isEmpty()).isEqualTo(expected.isEmpty());
    if (!expected.isEmpty()) {
      assertThat(actual.summary()).isEqualTo(expected.summary());
    }
  }

  @Property(tries = 500)
  void orderDoesNotMatter(@ForAll("events") List<ChatEvent> events, @ForAll Random random) {
    List<ChatEvent> shuffled = new ArrayList<>(events);
    Collections.shuffle(shuffled, random);

    assertSame(fold(shuffled), fold(events));
  }

  @Property(tries = 500)
  void cutsDoNotMatter(@ForAll("events") List<ChatEvent> events, @ForAll Random random) {
    List<ChatState> parts = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      parts.add(new ChatState(KEY));
    }
    events.forEach(event -> parts.get(random.nextInt(5)).apply(event));
    Collections.shuffle(parts, random);
    ChatState merged = new ChatState(KEY);
    parts.forEach(merged::merge);

    assertSame(merged, fold(events));
  }

  @Property(tries = 300)
  void summariesContinue(
      @ForAll("events") List<ChatEvent> first, @ForAll("events") List<ChatEvent> second) {
    ChatState state = fold(first);
    if (state.isEmpty()) {
      return;
    }
    ChatState continued = ChatState.of(state.summary());
    assertSame(continued, state);

    second.forEach(continued::apply);
    List<ChatEvent> all = new ArrayList<>(first);
    all.addAll(second);
    assertSame(continued, fold(all));
  }

  @Property(tries = 500)
  void whatIsWithdrawnLeavesNoTrace(
      @ForAll("events") List<ChatEvent> kept, @ForAll("events") List<ChatEvent> withdrawn) {
    Tally expected = fold(kept).tally();
    Tally other = fold(withdrawn).tally();
    Tally tally = other.copy();
    tally.add(expected);
    tally.subtract(other);

    assertThat(tally).isEqualTo(expected).hasSameHashCodeAs(expected);
    tally.subtract(expected);
    assertThat(tally.isEmpty()).isTrue();
    assertThat(tally.costUsd()).isEqualByComparingTo("0");
  }

  @Property(tries = 300)
  void talliesSurviveTheStore(@ForAll("events") List<ChatEvent> events) {
    Tally tally = fold(events).tally();

    assertThat(tally.toLongs()).hasSize(Tally.LONGS);
    assertThat(Tally.ofLongs(tally.toLongs())).isEqualTo(tally);
    assertThat(Arrays.stream(tally.toLongs()).min().orElseThrow()).isGreaterThanOrEqualTo(0);
  }
}
