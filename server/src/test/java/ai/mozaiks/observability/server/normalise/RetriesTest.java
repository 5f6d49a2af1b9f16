// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.TokenUsage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RetriesTest {
  private static final Failure TIMEOUT = Failure.of("Timeout", null);

  private final List<ChatEvent> events = new ArrayList<>();

  private void call(
      String id,
      String chat,
      @Nullable String agent,
      @Nullable String asked,
      @Nullable String answered,
      @Nullable Failure failure) {
    events.add(
        new ChatEvent.LlmCall(
            new ChatEvent.Context(
                id,
                new ChatKey("shop", chat),
                null,
                null,
                Instant.EPOCH.plusSeconds(events.size()),
                null),
            agent,
            null,
            asked,
            answered,
            TokenUsage.UNKNOWN,
            Cost.UNPRICED,
            null,
            null,
            false,
            false,
            false,
            List.of(),
            null,
            failure));
  }

  private List<String> retried() {
    return Retries.marked(events).stream()
        .filter(event ->
            event instanceof ChatEvent.LlmCall call
                && call.failure() != null
                && call.failure().retried())
        .map(ChatEvent::id)
        .toList();
  }

  @Test
  void failedCall_isRetried_whenTheSameAgentAsksTheSameModelAgain() {
    call("again", "c", "a", "m", null, TIMEOUT);
    call("other agent", "c", "b", "m", null, TIMEOUT);
    call("other chat", "d", "a", "m", null, TIMEOUT);
    call("other model", "c", "a", "n", null, TIMEOUT);
    call("fails again", "c", "a", "m", "m-2025", TIMEOUT);
    call("succeeds", "c", "a", "m", "m-2025", null);
    call("fails at last", "c", "a", "m", null, TIMEOUT);
    assertThat(retried()).containsExactly("again", "fails again");
  }

  @Test
  void callsOfNobodyKnown_areThoseOfOneAgent_butWithoutAModelNothingIsKnown() {
    call("no agent", "c", null, "m", null, TIMEOUT);
    call("no model", "c", "a", null, null, TIMEOUT);
    call("again without agent", "c", null, null, "m", null);
    call("again without model", "c", "a", null, null, null);
    assertThat(retried()).containsExactly("no agent");
  }

  @Test
  void whatDoesNotCount_isNoTry() {
    call("first", "c", "a", "m", null, TIMEOUT);
    call("second", "c", "a", "m", null, null);
    events.set(1, new ChatEvent.Superseded(events.get(1)));
    assertThat(retried()).isEmpty();
  }

  @Test
  void whatWasMarkedBefore_isForgotten() {
    call("alone", "c", "a", "m", null, TIMEOUT.withRetried(true));
    assertThat(retried()).isEmpty();
    assertThat(Retries.marked(Retries.marked(events))).isEqualTo(Retries.marked(events));
  }

  @Test
  void nothingToMark_leavesTheList() {
    call("alone", "c", "a", "m", null, TIMEOUT);
    assertThat(Retries.marked(events)).isSameAs(events);
  }
}
