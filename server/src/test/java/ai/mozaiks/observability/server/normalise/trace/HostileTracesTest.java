// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.trace;

import static ai.mozaiks.observability.server.normalise.TestSpan.chat;
import static ai.mozaiks.observability.server.normalise.TestSpan.operation;
import static ai.mozaiks.observability.server.normalise.TestSpan.plain;
import static ai.mozaiks.observability.server.normalise.TestSpan.run;
import static ai.mozaiks.observability.server.normalise.TestSpan.tool;
import static ai.mozaiks.observability.server.normalise.TestSpan.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import ai.mozaiks.observability.server.normalise.Derived;
import ai.mozaiks.observability.server.normalise.TestSpan;
import ai.mozaiks.observability.server.normalise.dialect.SpanFacts;
import java.time.Duration;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Traces that no emitter writes on purpose: they end, in good time, with a sensible answer.
class HostileTracesTest {
  private static final int MANY = 100_000;

  /// What 100,000 spans may take on a busy machine; on an idle one it is well under a second. What
  /// is quadratic takes minutes.
  private static final Duration BOUND = Duration.ofSeconds(20);

  @Test
  void spanThatIsItsOwnParentIsARoot() {
    Derived derived = Derived.of(chat(1).under(1).usage(3, 4));

    assertThat(derived.tally().promptTokens()).isEqualTo(3);
  }

  @Test
  void ringOfParentsIsCutAtItsEarliest() {
    Derived derived =
        Derived.of(
            turn(1, "a").under(3).at(10, 100),
            chat(2).under(1).at(20, 90).usage(3, 4),
            turn(3, "b").under(2).at(30, 80),
            chat(4).under(3).at(40, 50).usage(5, 6));

    assertThat(derived.tally().promptTokens()).isEqualTo(8);
    assertThat(derived.calls()).extracting(call -> call.agent()).containsExactly("a", "b");
    assertThat(derived.ends()).as("no root has come").isEmpty();
  }

  @Test
  void ringOfManyParents() {
    Derived derived = derive(id -> chat(id).under(id % MANY + 1).usage(1, 1));

    assertThat(derived.calls()).hasSize(1);
    assertThat(derived.tally().promptTokens()).isEqualTo(1);
  }

  enum Shape {
    PLAIN,
    TURNS,
    CALLS,
    CALLS_WITHOUT_USAGE,
    TOOLS,
    RUNS,
    HUMANS,
    MIXED
  }

  @ParameterizedTest
  @EnumSource
  void chain(Shape shape) {
    Derived derived = derive(id -> (id == 1 ? run(1) : shaped(shape, id).under(id - 1)));

    assertThat(derived.starts()).hasSize(shape == Shape.PLAIN ? 1 : derived.chatIds().size());
  }

  @ParameterizedTest
  @EnumSource
  void siblings(Shape shape) {
    Derived derived = derive(id -> (id == 1 ? run(1) : shaped(shape, id).under(1)));

    assertThat(derived.starts()).hasSize(1);
    assertThat(derived.tally().promptTokens())
        .isEqualTo(
            switch (shape) {
              case CALLS -> MANY - 1L;
              case MIXED -> LongStream.rangeClosed(2, MANY).filter(id -> id % 4 == 1).count();
              case CALLS_WITHOUT_USAGE -> null;
              case PLAIN, TURNS, TOOLS, RUNS, HUMANS -> 0L;
            });
  }

  private static TestSpan shaped(Shape shape, long id) {
    return switch (shape) {
      case PLAIN -> plain(id);
      case TURNS -> turn(id, "a");
      case CALLS -> chat(id).usage(1, 1);
      case CALLS_WITHOUT_USAGE -> chat(id);
      case TOOLS -> tool(id, "t").with("gen_ai.tool.call.id", "same");
      case RUNS -> run(id).with("session.id", "s");
      case HUMANS -> id % 2 == 0 ? turn(id, "a" + id) : operation(id, "await_human_input");
      case MIXED ->
          switch ((int) (id % 4)) {
            case 0 -> turn(id, "a" + id % 7);
            case 1 -> chat(id).usage(1, 1);
            case 2 -> tool(id, "t" + id % 7);
            default -> plain(id);
          };
    };
  }

  @Test
  void chainOfErrorsOfDistinctTypes() {
    Derived derived =
        derive(id -> tool(id, "t" + id).under(id - 1).failed("E" + id, message("x" + id)));

    assertThat(derived.tally().errors()).isEqualTo(MANY);
  }

  @Test
  void chainOfErrorsWhoseMessagesAreDearToCompare() {
    // A search in "aaa…a" for "aaa…ab" runs to the end at each start.
    Derived derived =
        derive(id ->
            tool(id, "t" + id)
                .under(id - 1)
                .failed("E" + id, id % 2 == 0 ? "a".repeat(500) + "b" : "a".repeat(1_000)));

    assertThat(derived.tally().toolCalls()).isEqualTo(MANY);
  }

  @Test
  void siblingsThatErr() {
    Derived derived =
        derive(id -> (id == 1 ? run(1) : tool(id, "t").under(1)).failed("E" + id, ""));

    assertThat(derived.tally().errors()).isEqualTo(MANY);
  }

  @Test
  void manyChatsInOneTrace() {
    Derived derived = derive(id -> turn(id, "a").under(id - 1).with("session.id", "s" + id));

    assertThat(derived.chatIds()).hasSize(MANY);
  }

  private static String message(String text) {
    return text + "-".repeat(40);
  }

  private static Derived derive(LongFunction<TestSpan> span) {
    List<SpanFacts> facts =
        LongStream.rangeClosed(1, MANY).mapToObj(id -> span.apply(id).facts()).toList();
    return assertTimeout(BOUND, () -> Derived.of(facts, false));
  }
}
