// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.answers;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatSnapshot;
import ai.mozaiks.observability.recorder.ChatState;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.ChatTimeouts;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.ErrorLevel;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.SpanRef;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.server.config.FlagsConfig;
import ai.mozaiks.observability.server.flags.ChatFlag;
import ai.mozaiks.observability.server.flags.ChatFlags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Chats made by hand, folded by the one fold: those that the monitoring guide prints, one of which
/// hardly anything is known, and one whose id exists in two apps.
final class FixedView implements LiveView {
  static final Instant NOW = Instant.parse("2025-10-02T10:30:00.250Z");
  private static final Instant TEN = Instant.parse("2025-10-02T10:00:00Z");
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  private final List<ChatSnapshot> chats = new ArrayList<>();
  private int ids;

  FixedView() {
    chats.add(running());
    chats.add(completed());
    chats.add(bare());
    chats.add(twin("acme_corp", Duration.ofMinutes(1)));
    chats.add(twin("globex", Duration.ofMinutes(2)));
  }

  @Override
  public List<ChatFlag> flags(ChatSnapshot chat) {
    return new ChatFlags(FlagsConfig.DEFAULT, ChatTimeouts.DEFAULT).of(chat, NOW);
  }

  private ChatEvent.Context context(
      ChatKey chat, @Nullable String workflow, @Nullable String user, Instant at) {
    ids++;
    return new ChatEvent.Context("e" + ids, chat, workflow, user, at, null);
  }

  private static ChatSnapshot fold(ChatKey key, List<ChatEvent> events) {
    return ChatState.fold(key, events).snapshot(NOW, ChatTimeouts.DEFAULT);
  }

  /// The guide's example of a single chat.
  private ChatSnapshot completed() {
    ChatKey key = new ChatKey("acme_corp", "chat_abc123");
    List<ChatEvent> events = new ArrayList<>();
    events.add(new ChatEvent.WorkflowStarted(context(key, "Generator", "user_456", TEN)));
    for (int i = 1; i <= 18; i++) {
      Instant at = TEN.plusSeconds(60L * i);
      events.add(
          new ChatEvent.AgentTurn(
              context(key, "Generator", "user_456", at), "writer", Duration.ofMillis(2500), null));
      if (i % 2 == 0) {
        events.add(
            new ChatEvent.ToolCall(
                context(key, "Generator", "user_456", at),
                "writer",
                "search",
                null,
                null,
                Duration.ofMillis(120),
                null));
      }
    }
    events.add(
        new ChatEvent.LlmCall(
            new ChatEvent.Context(
                "call", key, "Generator", "user_456", TEN, new SpanRef(TRACE, "00f067aa0ba902b7")),
            "writer",
            "openai",
            "gpt-4o",
            "gpt-4o-2024-08-06",
            new TokenUsage(28_000L, 14_000L, 6_400L, null, 1_200L),
            Cost.computed(850_000_000_000L, "list price"),
            Duration.ofSeconds(3),
            Duration.ofMillis(310),
            true,
            false,
            false,
            List.of("stop"),
            null,
            null));
    events.add(
        new ChatEvent.WorkflowEnded(
            context(key, "Generator", "user_456", TEN.plusMillis(1_200_500)),
            ChatStatus.COMPLETED,
            null));
    return fold(key, events);
  }

  /// Runs, is silent for longer than the stall time, has errors of every kind, and a call without a
  /// price.
  private ChatSnapshot running() {
    ChatKey key = new ChatKey("acme_corp", "chat_def456");
    Instant start = TEN.plusSeconds(20 * 60);
    List<ChatEvent> events = new ArrayList<>();
    events.add(new ChatEvent.WorkflowStarted(context(key, "DataAnalysis", null, start)));
    for (ErrorLevel level : ErrorLevel.values()) {
      events.add(
          new ChatEvent.ErrorOccurred(
              context(key, "DataAnalysis", null, start.plusMillis(500)),
              "analyst",
              level,
              Failure.of("TimeoutError", null)));
    }
    events.add(
        new ChatEvent.LlmCall(
            context(key, "DataAnalysis", null, start.plusSeconds(1)),
            "analyst",
            "in-house",
            "house-llm-7b",
            null,
            TokenUsage.UNKNOWN,
            Cost.UNPRICED,
            Duration.ofSeconds(2),
            null,
            false,
            false,
            false,
            List.of(),
            null,
            null));
    return fold(key, events);
  }

  /// Only an id and a time are known.
  private ChatSnapshot bare() {
    ChatKey key = new ChatKey(ChatKey.UNKNOWN_APP, "trace:" + TRACE);
    return fold(
        key, List.of(new ChatEvent.WorkflowStarted(context(key, null, null, NOW.minusSeconds(9)))));
  }

  private ChatSnapshot twin(String app, Duration ago) {
    ChatKey key = new ChatKey(app, "twin");
    return fold(
        key,
        List.of(
            new ChatEvent.WorkflowStarted(context(key, "Support", "user_1", NOW.minus(ago))),
            new ChatEvent.WorkflowEnded(
                context(key, "Support", "user_1", NOW.minus(ago)), ChatStatus.FAILED, null)));
  }

  @Override
  public ActiveRuns activeRuns(int limit) {
    List<ChatSnapshot> running =
        chats.stream().filter(chat -> chat.status() == ChatStatus.RUNNING).toList();
    return new ActiveRuns(running.size(), running.stream().limit(limit).toList());
  }

  @Override
  public Aggregate aggregate(int limit) {
    Tally lifetime = new Tally();
    chats.forEach(chat -> lifetime.add(chat.tally()));
    return new Aggregate(activeRuns(0).count(), 25, lifetime, chats(limit));
  }

  @Override
  public List<ChatSnapshot> chats(int limit) {
    return chats.stream().limit(limit).toList();
  }

  @Override
  public List<ChatSnapshot> chatsById(String chatId) {
    return chats.stream().filter(chat -> chat.key().chatId().equals(chatId)).toList();
  }
}
