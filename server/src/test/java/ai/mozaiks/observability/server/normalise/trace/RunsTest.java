// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.trace;

import static ai.mozaiks.observability.server.normalise.TestSpan.chat;
import static ai.mozaiks.observability.server.normalise.TestSpan.operation;
import static ai.mozaiks.observability.server.normalise.TestSpan.plain;
import static ai.mozaiks.observability.server.normalise.TestSpan.run;
import static ai.mozaiks.observability.server.normalise.TestSpan.turn;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.server.normalise.Derived;
import ai.mozaiks.observability.server.normalise.TestSpan;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// When runs begin and end: "Order and clocks" in docs/counting.md.
class RunsTest {

  @Test
  void endsWithItsRoot() {
    Derived derived = Derived.of(run(1).at(0, 400), turn(2, "a").under(1).at(10, 300));

    assertThat(derived.starts()).hasSize(1);
    assertThat(derived.ends())
        .singleElement()
        .satisfies(end -> {
          assertThat(end.status()).isEqualTo(ChatStatus.COMPLETED);
          assertThat(end.ran()).isEqualTo(Duration.ofMillis(400));
          assertThat(end.at()).isEqualTo(instant(400));
        });
  }

  @Test
  void failsWithItsRoot() {
    assertThat(Derived.of(run(1).failed("X", "y")).ends().getFirst().status())
        .isEqualTo(ChatStatus.FAILED);
    assertThat(
            Derived.of(run(1), turn(2, "a").under(1).failed("X", "y")).ends().getFirst().status())
        .isEqualTo(ChatStatus.COMPLETED);
  }

  @Test
  void runsOn_whileTheRootIsMissing() {
    assertThat(Derived.of(turn(2, "a").under(1), chat(3).under(2)).ends()).isEmpty();
  }

  @Test
  void topmostTurnStandsForTheRoot_afterTheGrace() {
    Derived derived = Derived.afterGrace(turn(2, "a").under(1), chat(3).under(2));

    assertThat(derived.ends()).hasSize(1);
  }

  @Test
  void modelCallDoesNotStandForTheRoot() {
    assertThat(Derived.afterGrace(chat(3).under(2)).ends()).isEmpty();
  }

  @Test
  void graceChangesNoTotal() {
    TestSpan[] spans = {turn(2, "a").under(1).usage(3, 4), chat(3).under(2)};

    assertThat(Derived.afterGrace(spans).tally()).isEqualTo(Derived.of(spans).tally());
  }

  @Test
  void childMayStartBeforeItsParent_andEndAfterIt() {
    Derived derived = Derived.of(turn(1, "a").at(1, 100), chat(2).under(1).at(0, 150).usage(1, 1));

    assertThat(derived.calls()).hasSize(1);
    assertThat(derived.calls().getFirst().agent()).isEqualTo("a");
    assertThat(derived.starts().getFirst().at()).isEqualTo(instant(0));
    assertThat(derived.ends().getFirst().ran()).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void whatStartsAfterTheRootsEndBelongsToTheRun() {
    Derived derived = Derived.of(run(1).at(0, 100), turn(2, "a").under(1).at(300, 350));

    assertThat(derived.ends().getFirst().at()).isEqualTo(instant(300));
  }

  @Test
  void subChatEndsWithItsOwnSpan_beforeTheRootComes() {
    Derived derived =
        Derived.of(
            turn(2, "a").under(1).with("gen_ai.conversation.id", "main"),
            operation(3, "conversation").under(2).with("gen_ai.conversation.id", "sub"),
            chat(4).under(3));

    assertThat(derived.ends()).extracting(end -> end.chat().chatId()).containsExactly("sub");
  }

  @Test
  void callWithAnIdOfItsOwnDoesNotEndAChat_beforeTheRootComes() {
    Derived derived =
        Derived.of(
            turn(2, "a").under(1).at(0, 10).with("gen_ai.conversation.id", "main"),
            chat(3).under(2).with("gen_ai.conversation.id", "other"));

    assertThat(derived.ends()).isEmpty();
  }

  @Test
  void traceWithoutAgentTelemetryIsNoChat() {
    assertThat(Derived.of(plain(1), plain(2).under(1), operation(3, "retrieval").under(1)).events())
        .isEmpty();
    assertThat(Derived.of().events()).isEmpty();
  }

  private static Instant instant(long millis) {
    return Instant.ofEpochSecond(0, TestSpan.ZERO_NANOS).plusMillis(millis);
  }
}
