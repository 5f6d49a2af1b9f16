// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.Tally;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What several sources may tell of the same chat, so that each must count once.
public enum Activity {
  /// Calls of models with their tokens and cost.
  USAGE,
  TURNS,
  TOOLS;

  /// What an event tells of; null if of nothing that several sources tell.
  static @Nullable Activity of(ChatEvent event) {
    return switch (event) {
      case ChatEvent.LlmCall _, ChatEvent.UsageDelta _ -> USAGE;
      case ChatEvent.AgentTurn _ -> TURNS;
      case ChatEvent.ToolCall _ -> TOOLS;
      case ChatEvent.WorkflowStarted _,
          ChatEvent.UsageSummary _,
          ChatEvent.ErrorOccurred _,
          ChatEvent.TraceAttached _,
          ChatEvent.Superseded _,
          ChatEvent.WorkflowEnded _ ->
          null;
    };
  }

  /// Adds what counted events tell of.
  public static void addAll(Tally tally, Set<Activity> activities) {
    if (tally.llmCalls() > 0 || tally.usageReports() > 0) {
      activities.add(USAGE);
    }
    if (tally.agentTurns() > 0) {
      activities.add(TURNS);
    }
    if (tally.toolCalls() > 0) {
      activities.add(TOOLS);
    }
  }

  /// The chats of which events tell of something else than others did.
  public static Set<ChatKey> changed(Collection<ChatEvent> before, Collection<ChatEvent> after) {
    Map<ChatKey, Set<Activity>> then = byChat(before);
    Map<ChatKey, Set<Activity>> now = byChat(after);
    Set<ChatKey> changed = new HashSet<>(then.keySet());
    changed.addAll(now.keySet());
    changed.removeIf(
        chat -> then.getOrDefault(chat, Set.of()).equals(now.getOrDefault(chat, Set.of())));
    return changed;
  }

  private static Map<ChatKey, Set<Activity>> byChat(Collection<ChatEvent> events) {
    Map<ChatKey, Set<Activity>> byChat = new HashMap<>();
    for (ChatEvent event : events) {
      Activity activity = of(event);
      if (activity != null) {
        byChat.computeIfAbsent(event.chat(), _ -> EnumSet.noneOf(Activity.class)).add(activity);
      }
    }
    return byChat;
  }
}
