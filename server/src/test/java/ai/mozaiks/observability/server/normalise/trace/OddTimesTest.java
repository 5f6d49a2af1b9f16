// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.trace;

import static ai.mozaiks.observability.server.normalise.TestSpan.ZERO_NANOS;
import static ai.mozaiks.observability.server.normalise.TestSpan.chat;
import static ai.mozaiks.observability.server.normalise.TestSpan.run;
import static ai.mozaiks.observability.server.normalise.TestSpan.tool;
import static ai.mozaiks.observability.server.normalise.TestSpan.turn;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatState;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.server.normalise.Derived;
import ai.mozaiks.observability.storage.Totals;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Times that are missing or absurd make a length unknown, never long; tokens count all the same.
class OddTimesTest {
  private static final long DAY = Duration.ofDays(1).toNanos();
  private static final Instant ZERO = Instant.ofEpochSecond(0, ZERO_NANOS);
  private static final Instant END = ZERO.plusMillis(50);

  private static long millis(long millis) {
    return ZERO_NANOS + millis * 1_000_000;
  }

  @Test
  void takesTheEnd_whenTheStartIsNotKnown_andNoLength() {
    Derived derived = Derived.of(turn(1, "a").nanos(0, millis(50)).usage(7, 3));

    ChatEvent.AgentTurn turn = derived.turns().getFirst();
    assertThat(turn.at()).isEqualTo(END);
    assertThat(turn.duration()).isNull();
    assertThat(derived.tally().promptTokens()).isEqualTo(7);
    assertThat(derived.starts().getFirst().at()).isEqualTo(END);
    assertThat(derived.ends().getFirst().at()).isEqualTo(END);
    assertThat(derived.ends().getFirst().ran()).isNull();
  }

  @Test
  void takesTheEarliestTimeOfTheTrace_whenNeitherIsKnown() {
    Derived derived =
        Derived.of(
            run(1).at(0, 400), turn(2, "a").under(1).at(10, 300), chat(3).under(2).nanos(0, 0));

    assertThat(derived.calls().getFirst().at()).isEqualTo(ZERO);
    assertThat(derived.calls().getFirst().duration()).isNull();
    assertThat(derived.turns().getFirst().duration()).isEqualTo(Duration.ofMillis(290));
    assertThat(derived.ends().getFirst().ran()).isEqualTo(Duration.ofMillis(400));
  }

  @Test
  void knowsNoTimeAtAll_whenTheTraceTellsNone() {
    Derived derived =
        Derived.of(turn(1, "a").nanos(0, 0), chat(2).under(1).nanos(0, 0).usage(5, 5));

    assertThat(derived.turns().getFirst().at()).isEqualTo(Instant.EPOCH);
    assertThat(derived.turns().getFirst().duration()).isNull();
    assertThat(derived.tally().completionTokens()).isEqualTo(5);
  }

  @Test
  void hasNoLength_whenTheEndIsNotKnown() {
    Derived derived = Derived.of(tool(1, "search").nanos(millis(0), 0), chat(2).under(1));

    assertThat(derived.tools().getFirst().at()).isEqualTo(ZERO);
    assertThat(derived.tools().getFirst().duration()).isNull();
  }

  @Test
  void isZero_whenTheEndComesBeforeTheStart() {
    assertThat(Derived.of(turn(1, "a").at(100, 40)).turns().getFirst().duration()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"30, true", "31, false", "20000, false"})
  void hasNoLength_beyondThirtyDays(long days, boolean known) {
    Derived derived =
        Derived.of(turn(1, "a").nanos(ZERO_NANOS, ZERO_NANOS + days * DAY), chat(2).under(1));

    assertThat(derived.turns().getFirst().duration() != null).isEqualTo(known);
    assertThat(derived.ends().getFirst().ran() != null).isEqualTo(known);
  }

  @Test
  void hasNoLength_whenMillisecondsWereSentForNanoseconds() {
    Derived derived = Derived.of(chat(1).nanos(ZERO_NANOS / 1_000_000, millis(0)));

    assertThat(derived.calls().getFirst().duration()).isNull();
    assertThat(derived.turns().getFirst().duration()).as("of the implied turn").isNull();
  }

  @Test
  void isInNoHistogram_andNoLastTurn() {
    Derived derived = Derived.of(turn(1, "a").nanos(0, millis(50)), chat(2).under(1).nanos(0, 0));
    Totals totals = new Totals();
    derived.events().forEach(totals::add);
    ChatState state = ChatState.fold(derived.events().getFirst().chat(), derived.events());

    assertThat(totals.turns().count()).isZero();
    assertThat(totals.llmCalls().count()).isZero();
    assertThat(totals.runs().count()).isZero();
    assertThat(totals.tally().agentTurns()).isEqualTo(1);
    assertThat(totals.tally().llmCalls()).isEqualTo(1);
    assertThat(state.summary().lastTurnDuration()).isNull();
  }

  @Test
  void ignoresATimeToTheFirstToken_beyondThirtyDays() {
    Derived derived = Derived.of(chat(1).with("gen_ai.response.time_to_first_chunk", 31 * 86_400));

    assertThat(derived.calls().getFirst().timeToFirstToken()).isNull();
  }

  @Test
  void takesTokensBeyondBelief_asUnknown() {
    TokenUsage tooMany = Derived.of(chat(1).usage(Long.MAX_VALUE, 3)).calls().getFirst().usage();
    long most = TokenUsage.MAX_CREDIBLE;
    TokenUsage sumTooLarge =
        Derived.of(chat(1).usage(most - 1, 3).with("gen_ai.usage.cache_read.input_tokens", most))
            .calls()
            .getFirst()
            .usage();

    assertThat(tooMany.promptTokens()).isNull();
    assertThat(tooMany.completionTokens()).isEqualTo(3);
    assertThat(sumTooLarge.promptTokens()).isNull();
  }
}
