// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.metrics;

import ai.mozaiks.observability.recorder.ChatSnapshot;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.recorder.ChatTimeouts;
import ai.mozaiks.observability.server.flags.ChatFlag;
import ai.mozaiks.observability.server.flags.ChatFlags;
import ai.mozaiks.observability.server.metrics.LabelCap.Label;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The chats of the moment: how many run, how many of them are conspicuous, how many users they
/// have, and how long the latest turn of each workflow took. Thread-safe.
public final class ChatGauges implements MultiCollector {
  private final Supplier<Collection<ChatSummary>> chats;
  private final LongSupplier trackedChats;
  private final ChatTimeouts timeouts;
  private final ChatFlags flags;
  private final InstantSource clock;
  private final LabelCap cap;

  /// @param chats the chats in memory
  /// @param trackedChats how many chats are known in all
  /// @param flags what is conspicuous about them
  /// @param cap what the values of the labels are called
  public ChatGauges(
      Supplier<Collection<ChatSummary>> chats,
      LongSupplier trackedChats,
      ChatTimeouts timeouts,
      ChatFlags flags,
      InstantSource clock,
      LabelCap cap) {
    this.chats = chats;
    this.trackedChats = trackedChats;
    this.timeouts = timeouts;
    this.flags = flags;
    this.clock = clock;
    this.cap = cap;
  }

  private static final class Workflow {
    long active;
    final Map<ChatFlag.Kind, Long> flagged = new EnumMap<>(ChatFlag.Kind.class);
    Instant lastTurnEndedAt = Instant.MIN;
    double lastTurnSeconds;
  }

  @Override
  public MetricSnapshots collect() {
    Instant now = clock.instant();
    Map<Labels, Workflow> workflows = new HashMap<>();
    Set<String> users = new HashSet<>();
    LabelCap.Glance names = cap.glance();
    for (ChatSummary chat : chats.get()) {
      String name = chat.workflow() == null ? "" : chat.workflow();
      Labels labels =
          Labels.of(
              "app",
              names.name(Label.APP, chat.key().app()),
              "workflow",
              names.name(Label.WORKFLOW, name));
      Workflow workflow = workflows.computeIfAbsent(labels, _ -> new Workflow());
      if (chat.status(now, timeouts) == ChatStatus.RUNNING) {
        workflow.active++;
        for (ChatFlag flag : flags.of(ChatSnapshot.of(chat, now, timeouts), now)) {
          workflow.flagged.merge(flag.kind(), 1L, Long::sum);
        }
        if (chat.user() != null) {
          users.add(chat.key().app() + '\0' + chat.user());
        }
      }
      if (chat.lastTurnEndedAt() != null
          && chat.lastTurnDuration() != null
          && chat.lastTurnEndedAt().isAfter(workflow.lastTurnEndedAt)) {
        workflow.lastTurnEndedAt = chat.lastTurnEndedAt();
        workflow.lastTurnSeconds = chat.lastTurnDuration().toNanos() / 1e9;
      }
    }
    return families(workflows, users.size());
  }

  private MetricSnapshots families(Map<Labels, Workflow> workflows, int users) {
    Families families = new Families();
    long active = workflows.values().stream().mapToLong(workflow -> workflow.active).sum();
    families.gauge("mozaiks_active_chats", "Chats running now.", Labels.EMPTY, active);
    families.gauge(
        "mozaiks_tracked_chats",
        "Chats known, whatever their status.",
        Labels.EMPTY,
        trackedChats.getAsLong());
    families.gauge(
        "mozaiksai_concurrent_users", "Users with a chat running now.", Labels.EMPTY, users);
    workflows.forEach((labels, workflow) -> {
      families.gauge(
          "mozaiks_active_chats_by_workflow", "Chats running now.", labels, workflow.active);
      families.gauge(
          "mozaiks_stalled_chats",
          "Chats running now without news for longer than the stall time.",
          labels,
          workflow.flagged.getOrDefault(ChatFlag.Kind.STALLED, 0L));
      for (ChatFlag.Kind kind : ChatFlag.Kind.values()) {
        families.gauge(
            "mozaiks_flagged_chats",
            "Chats running now that are stuck, go round in circles, or run away.",
            labels.add("flag", kind.word()),
            workflow.flagged.getOrDefault(kind, 0L));
      }
      if (!workflow.lastTurnEndedAt.equals(Instant.MIN)) {
        families.gauge(
            "mozaiks_chat_last_turn_duration_sec",
            "Duration of the workflow's latest agent turn, in seconds. For percentiles use the"
                + " histogram mozaiks_agent_turn_duration_seconds.",
            labels,
            workflow.lastTurnSeconds);
      }
    });
    return families.build();
  }
}
