// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.TokenUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DirectDerivationTest {
  private static final ChatKey CHAT = new ChatKey("acme", "c1");
  private static final Instant ZERO = Instant.parse("2026-01-01T00:00:00Z");
  private static final DirectDerivation DERIVATION = new DirectDerivation(Derived.PICO_A_TOKEN);

  @Test
  void fillsWorkflowAndUserFromTheOtherEvents() {
    List<ChatEvent> events =
        derive(
            started("1", 0, "Generator", null), turn("2", 1, null, "u1"), turn("3", 2, null, null));

    assertThat(events).extracting(event -> event.context().workflow()).containsOnly("Generator");
    assertThat(events).extracting(event -> event.context().user()).containsOnly("u1");
  }

  @Test
  void keepsWhatAnEventSaysItself() {
    List<ChatEvent> events = derive(started("1", 0, "first", "u1"), turn("2", 1, "second", "u2"));

    assertThat(events.getLast().context().workflow()).isEqualTo("second");
    assertThat(events.getLast().context().user()).isEqualTo("u2");
  }

  @Test
  void earliestEventTells_whateverCameFirst() {
    List<ChatEvent> events =
        derive(
            turn("3", 9, null, null), turn("2", 5, "late", null), started("1", 0, "early", null));

    assertThat(events.getLast().context().workflow()).isEqualTo("early");
  }

  @Test
  void lendsAnew_whenAnEarlierEventComesLater() {
    ChatEvent late = started("2", 5, "late", "u2");
    ChatEvent silent = turn("3", 9, null, null);
    List<ChatEvent> before = derive(late, silent);
    ChatEvent early = started("1", 0, "early", "u1");
    List<ChatEvent> together = new ArrayList<>(before);
    together.add(early);

    assertThat(before.getLast().context().workflow()).isEqualTo("late");
    assertThat(DERIVATION.derive(together)).isEqualTo(derive(early, late, silent));
    assertThat(DERIVATION.derive(together).getLast().context())
        .isEqualTo(silent.context().lending("early", "u1"));
  }

  @Test
  void ordersByStartAndId() {
    assertThat(derive(turn("b", 5, null, null), turn("a", 5, null, null), turn("c", 1, null, null)))
        .extracting(ChatEvent::id)
        .containsExactly("c", "a", "b");
  }

  @Test
  void pricesWhatHasNoPrice() {
    List<ChatEvent> events =
        derive(delta("1", Cost.UNPRICED, false), delta("2", Cost.reported(7), false));

    assertThat(events)
        .extracting(event -> ((ChatEvent.UsageDelta) event).cost().picoUsd())
        .containsExactly(30L, 7L);
  }

  @Test
  void countsWhatItPrices_whenTheCachedTokensWereLeftOut() {
    ChatEvent.UsageDelta delta =
        new ChatEvent.UsageDelta(
            new ChatEvent.Context("1", CHAT, null, null, ZERO, null),
            null,
            "m",
            new TokenUsage(100L, 5L, 500L, null, null),
            Cost.UNPRICED,
            false);
    List<ChatEvent> once = derive(delta);
    ChatEvent.UsageDelta counted = (ChatEvent.UsageDelta) once.getFirst();

    assertThat(counted.usage()).isEqualTo(new TokenUsage(600L, 5L, 500L, null, null));
    assertThat(DERIVATION.derive(once)).isEqualTo(once);
  }

  @Test
  void locallyCachedUsageIsFree_whateverWasReported() {
    assertThat(derive(delta("1", Cost.reported(7), true)))
        .extracting(event -> ((ChatEvent.UsageDelta) event).cost())
        .containsExactly(Cost.LOCALLY_CACHED);
  }

  @Test
  void runsFromTheEarliestEvent_evenIfItCameLate() {
    List<ChatEvent> events =
        derive(
            ended("9", 100, Duration.ofSeconds(3)),
            turn("2", 20, null, null),
            started("1", 10, null, null));

    assertThat(ran(events.getLast())).isEqualTo(Duration.ofSeconds(90));
  }

  @Test
  void eachRunHasItsOwnLength() {
    List<ChatEvent> events =
        derive(
            started("1", 0, null, null),
            ended("2", 10, null),
            started("3", 100, null, null),
            ended("4", 105, null));

    assertThat(ran(events.get(1))).isEqualTo(Duration.ofSeconds(10));
    assertThat(ran(events.get(3))).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void secondEndWithoutAStartIsOfTheSameRun() {
    List<ChatEvent> events =
        derive(started("1", 0, null, null), ended("2", 10, null), ended("3", 12, null));

    assertThat(ran(events.getLast())).isEqualTo(Duration.ofSeconds(12));
  }

  @Test
  void endAloneKeepsWhatTheSenderSaid() {
    assertThat(ran(derive(ended("1", 10, Duration.ofSeconds(3))).getFirst()))
        .isEqualTo(Duration.ofSeconds(3));
    assertThat(ran(derive(ended("1", 10, null)).getFirst())).isNull();
  }

  @Test
  void completingTwiceChangesNothing() {
    List<ChatEvent> once =
        derive(
            ended("8", 100, null),
            started("1", 10, "w", null),
            delta("2", Cost.UNPRICED, false),
            delta("3", Cost.UNPRICED, true),
            turn("4", 20, null, "u"),
            started("5", 200, null, null),
            ended("6", 230, null));

    assertThat(DERIVATION.derive(once)).isEqualTo(once);
    assertThat(DERIVATION.derive(once.reversed())).isEqualTo(once);
  }

  @Test
  void nothingGivesNothing() {
    assertThat(derive()).isEmpty();
  }

  private static List<ChatEvent> derive(ChatEvent... events) {
    return DERIVATION.derive(List.of(events));
  }

  private static @Nullable Duration ran(ChatEvent event) {
    return ((ChatEvent.WorkflowEnded) event).ran();
  }

  private static ChatEvent started(
      String id, int second, @Nullable String workflow, @Nullable String user) {
    return new ChatEvent.WorkflowStarted(context(id, second, workflow, user));
  }

  private static ChatEvent turn(
      String id, int second, @Nullable String workflow, @Nullable String user) {
    return new ChatEvent.AgentTurn(
        context(id, second, workflow, user), "a", Duration.ofSeconds(1), null);
  }

  private static ChatEvent delta(String id, Cost cost, boolean locallyCached) {
    return new ChatEvent.UsageDelta(
        context(id, 50, null, null), "a", "gpt-4o", TokenUsage.of(10, 20), cost, locallyCached);
  }

  private static ChatEvent ended(String id, int second, @Nullable Duration ran) {
    return new ChatEvent.WorkflowEnded(context(id, second, null, null), ChatStatus.COMPLETED, ran);
  }

  private static ChatEvent.Context context(
      String id, int second, @Nullable String workflow, @Nullable String user) {
    return new ChatEvent.Context(id, CHAT, workflow, user, ZERO.plusSeconds(second), null);
  }
}
