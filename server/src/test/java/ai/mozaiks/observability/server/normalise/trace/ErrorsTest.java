// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.trace;

import static ai.mozaiks.observability.server.normalise.TestSpan.chat;
import static ai.mozaiks.observability.server.normalise.TestSpan.ofKind;
import static ai.mozaiks.observability.server.normalise.TestSpan.operation;
import static ai.mozaiks.observability.server.normalise.TestSpan.run;
import static ai.mozaiks.observability.server.normalise.TestSpan.tool;
import static ai.mozaiks.observability.server.normalise.TestSpan.turn;
import static io.opentelemetry.proto.trace.v1.Status.StatusCode.STATUS_CODE_ERROR;
import static io.opentelemetry.proto.trace.v1.Status.StatusCode.STATUS_CODE_OK;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ErrorLevel;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.server.normalise.Derived;
import ai.mozaiks.observability.server.normalise.TestSpan;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Errors: rule 15 of docs/counting.md, what makes a span a failed one, and of which type.
class ErrorsTest {

  @Test
  void errorThatPassesUpCountsOnce_whereItBegan() {
    Tally tally =
        Derived.of(
                run(1).failed("TimeoutError", "slow"),
                turn(2, "a").under(1).failed("TimeoutError", "slow"),
                tool(3, "t").under(2).failed("TimeoutError", "slow"))
            .tally();

    assertThat(tally.errors()).isEqualTo(1);
    assertThat(tally.errors(ErrorLevel.TOOL)).isEqualTo(1);
  }

  @Test
  void wrappedMessageIsTheSameError() {
    Tally tally =
        Derived.of(
                turn(1, "a").failed("AgentError", "step failed: upstream timed out (tool t)"),
                tool(2, "t").under(1).failed("TimeoutError", "upstream timed out"))
            .tally();

    assertThat(tally.errors()).isEqualTo(1);
    assertThat(tally.errors(ErrorLevel.AGENT)).isZero();
  }

  @Test
  void bareErrorAboveIsTheSameError() {
    Tally tally =
        Derived.of(
                turn(1, "a").status(STATUS_CODE_ERROR, ""),
                tool(2, "t").under(1).failed("TimeoutError", "slow"))
            .tally();

    assertThat(tally.errors()).isEqualTo(1);
  }

  @Test
  void otherErrorAboveCountsToo() {
    Tally tally =
        Derived.of(
                turn(1, "a").failed("BudgetError", "too dear"),
                tool(2, "t").under(1).failed("TimeoutError", "slow"))
            .tally();

    assertThat(tally.errors()).isEqualTo(2);
  }

  @Test
  void toolThatRecoversSucceeded() {
    Tally tally = Derived.of(tool(1, "t"), chat(2).under(1).failed("RateLimit", "429")).tally();

    assertThat(tally.errors(ErrorLevel.LLM)).isEqualTo(1);
    assertThat(tally.errors(ErrorLevel.TOOL)).isZero();
  }

  @Test
  void failedRunsCount_alsoWhereTheTreeDecidesThatTheyAreRuns() {
    assertThat(Derived.of(run(1).failed("X", "y")).tally().errors(ErrorLevel.WORKFLOW))
        .isEqualTo(1);
    assertThat(
            Derived.of(ofKind(1, "AGENT").failed("X", "y"), ofKind(2, "AGENT").under(1))
                .tally()
                .errors(ErrorLevel.WORKFLOW))
        .isEqualTo(1);
    assertThat(
            Derived.of(operation(1, "create_agent").failed("X", "y"), turn(2, "a").under(1))
                .tally()
                .errors(ErrorLevel.WORKFLOW))
        .isEqualTo(1);
  }

  @Test
  void failedOuterCallThatAloneCountsIsAnError() {
    Tally tally =
        Derived.of(
                chat(1).usage(1, 1).failed("ApiError", "down"),
                chat(2).under(1).failed("ApiError", "down"))
            .tally();

    assertThat(tally.llmCalls()).isEqualTo(1);
    assertThat(tally.errors(ErrorLevel.LLM)).isEqualTo(1);
  }

  @Test
  void failedOuterSpanAroundFailedCallsIsAnEcho_whateverItCallsTheError() {
    Derived derived =
        Derived.of(
            chat(1).failed("RetryError", "gave up"),
            chat(2).under(1).at(0, 10).failed("429", "slow down"),
            chat(3).under(1).at(20, 30).failed("503", "overloaded"));

    assertThat(derived.tally().llmCalls()).isEqualTo(2);
    assertThat(derived.tally().errors()).as("each attempt, and nothing on top").isEqualTo(2);
  }

  @Test
  void failedOuterSpanAroundARecoveredCall_isAnErrorOfItsOwn() {
    Tally tally =
        Derived.of(
                chat(1).failed("ParseError", "no JSON"),
                chat(2).under(1).at(0, 10).failed("429", "slow down"),
                chat(3).under(1).at(20, 30).usage(10, 5))
            .tally();

    assertThat(tally.errors(ErrorLevel.LLM)).isEqualTo(2);
  }

  @Test
  void errorOfTwoOuterSpansOfOneCallCountsOnce() {
    Tally tally =
        Derived.of(
                chat(1).failed("ParseError", "no JSON"),
                chat(2).under(1).failed("ParseError", "no JSON"),
                chat(3).under(2).usage(10, 5))
            .tally();

    assertThat(tally.errors(ErrorLevel.LLM)).isEqualTo(1);
    assertThat(tally.llmCalls()).isEqualTo(1);
  }

  @Test
  void failedAttemptsWithinACallThatAloneKnowsTheUsage_areNoErrors() {
    Tally tally =
        Derived.of(
                chat(1).usage(10, 5),
                chat(2).under(1).at(0, 10).failed("429", "slow down"),
                chat(3).under(1).at(20, 30))
            .tally();

    assertThat(tally.llmCalls()).isEqualTo(1);
    assertThat(tally.errors()).as("rule 10: it succeeded in the end").isZero();
  }

  @Test
  void failsByErrorType_withTheStatusUnset() {
    assertThat(failure(tool(1, "t").with("error.type", "ExecutionError")))
        .isEqualTo(Failure.of("ExecutionError", null));
  }

  @Test
  void failsByException_withTheStatusUnset() {
    assertThat(failure(tool(1, "t").exception("ValueError", "bad")))
        .isEqualTo(Failure.of("ValueError", "bad"));
  }

  @Test
  void succeeds_whereTheExceptionWasHandled() {
    assertThat(failure(tool(1, "t").exception("ValueError", "bad").status(STATUS_CODE_OK, "")))
        .isNull();
  }

  @Test
  void errorTypeOutweighsTheException() {
    assertThat(failure(tool(1, "t").exception("ValueError", "bad").with("error.type", "500")))
        .isEqualTo(Failure.of("500", "bad"));
  }

  @Test
  void lastExceptionTellsTheType() {
    assertThat(
            failure(
                tool(1, "t")
                    .exception("First", "1")
                    .exception("Last", "2")
                    .status(STATUS_CODE_ERROR, "")))
        .isEqualTo(Failure.of("Last", "2"));
  }

  @Test
  void typeIsTheClassInTheStatus_asLastResort() {
    assertThat(type("TimeoutError: upstream")).isEqualTo("TimeoutError");
    assertThat(type("java.io.IOException: closed")).isEqualTo("java.io.IOException");
    assertThat(type("Something broke: badly")).isEqualTo(Failure.OTHER);
    assertThat(type("")).isEqualTo(Failure.OTHER);
  }

  private static @Nullable Failure failure(TestSpan span) {
    return Derived.of(span).tools().getFirst().failure();
  }

  private static @Nullable String type(String message) {
    Failure failure = failure(tool(1, "t").status(STATUS_CODE_ERROR, message));
    return failure == null ? null : failure.type();
  }
}
