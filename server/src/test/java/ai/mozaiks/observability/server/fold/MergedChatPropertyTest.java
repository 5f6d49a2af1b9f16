// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatState;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.SpanRef;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.storage.PartId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// However parts come, change, rest, return and leave: a chat is what all their events together
/// fold to.
class MergedChatPropertyTest {
  private static final ChatKey CHAT = new ChatKey("shop", "chat-1");
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  // The oracle: the events of the parts.
  private final Map<PartId, List<ChatEvent>> moving = new HashMap<>();
  private final Map<PartId, List<ChatEvent>> resting = new HashMap<>();

  private MergedChat chat = new MergedChat(new ChatState(CHAT), Instant.MAX);
  private int lookups;
  private int returns;

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void isWhatAllEventsFoldTo(long seed) {
    Random random = new Random(seed);
    int parts = 1 + random.nextInt(70); // with up to 70 trace ids, of which 32 are told
    for (int step = 0; step < 400; step++) {
      PartId part = PartId.ofTrace(7, 1 + random.nextInt(parts));
      switch (random.nextInt(10)) {
        case 0, 1, 2, 3, 4 -> replace(part, someEvents(random, part));
        case 5 -> replace(part, List.of());
        case 6 -> evict();
        default -> rest(part);
      }
      if (!moving.isEmpty() || !resting.isEmpty()) {
        assertThat(chat.summary()).as("step %s", step).isEqualTo(stateOf(all()).summary());
      }
    }
    assertThat(lookups).isLessThanOrEqualTo(returns);
  }

  private void replace(PartId part, List<ChatEvent> after) {
    List<ChatEvent> stored = resting.remove(part);
    if (stored != null) {
      returns++;
      moving.put(part, stored);
      chat.lift(part, stateOf(stored));
    }
    ChatState contribution = after.isEmpty() ? null : stateOf(after);
    if (!chat.canReplace(part, contribution)) {
      lookups++;
      chat.learnRest(stateOf(flat(resting.values())));
    }
    if (contribution != null) {
      moving.put(part, after);
      chat.place(part, contribution);
    } else if (moving.remove(part) != null) {
      boolean isLeft = chat.withdraw(part);
      assertThat(isLeft).isEqualTo(!moving.isEmpty() || !resting.isEmpty());
    }
  }

  private void rest(PartId part) {
    chat.rest(part);
    List<ChatEvent> events = moving.remove(part);
    if (events != null) {
      resting.put(part, events);
    }
  }

  /// Once all is at rest, memory may let go of the chat and read it again.
  private void evict() {
    List.copyOf(moving.keySet()).forEach(this::rest);
    chat = new MergedChat(stateOf(flat(resting.values())), NOON);
  }

  private List<ChatEvent> all() {
    List<ChatEvent> all = flat(moving.values());
    all.addAll(flat(resting.values()));
    return all;
  }

  private static List<ChatEvent> flat(Collection<List<ChatEvent>> events) {
    List<ChatEvent> flat = new ArrayList<>();
    events.forEach(flat::addAll);
    return flat;
  }

  private static ChatState stateOf(List<ChatEvent> events) {
    return ChatState.fold(CHAT, events);
  }

  private static List<ChatEvent> someEvents(Random random, PartId part) {
    List<ChatEvent> events = new ArrayList<>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      events.add(event(random, part));
    }
    return events;
  }

  private static ChatEvent event(Random random, PartId part) {
    // Few instants, so that many are the same.
    ChatEvent.Context context =
        new ChatEvent.Context(
            "e",
            CHAT,
            name(random, "workflow-"),
            name(random, "user-"),
            NOON.plusSeconds(random.nextInt(40)),
            random.nextInt(5) == 0 ? null : new SpanRef(part.hex(), "00000000000000aa"));
    return switch (random.nextInt(6)) {
      case 0 -> new ChatEvent.AgentTurn(context, "a", Duration.ofSeconds(random.nextInt(3)), null);
      case 1 ->
          new ChatEvent.WorkflowEnded(
              context, random.nextBoolean() ? ChatStatus.COMPLETED : ChatStatus.FAILED, null);
      case 2 -> new ChatEvent.TraceAttached(context, PartId.ofTrace(7, random.nextInt(70)).hex());
      case 3 ->
          new ChatEvent.UsageDelta(
              context, "a", "m", TokenUsage.of(random.nextInt(99), 5), Cost.reported(3), false);
      case 4 ->
          new ChatEvent.ToolCall(
              context, "a", "search", null, (long) random.nextInt(50), Duration.ZERO, null);
      default -> new ChatEvent.WorkflowStarted(context);
    };
  }

  private static @Nullable String name(Random random, String prefix) {
    return random.nextInt(10) < 6 ? null : prefix + random.nextInt(3);
  }
}
