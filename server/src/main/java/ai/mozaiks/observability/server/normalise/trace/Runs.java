// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.trace;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.server.normalise.UnixNanos;
import ai.mozaiks.observability.server.normalise.dialect.Role;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// When the runs of a trace began and ended, one for each chat in it: "Order and clocks" in
/// docs/counting.md.
final class Runs {
  private Runs() {}

  static void add(
      TraceTree tree, ChatAssignment assignment, boolean rootGraceOver, List<ChatEvent> events) {
    Map<ChatKey, Bounds> boundsByChat = new HashMap<>();
    for (SpanNode node : tree.topDown()) {
      if (!node.isBackground()) {
        boundsByChat.computeIfAbsent(assignment.chatOf(node), _ -> new Bounds(node)).add(node);
      }
    }
    ChatKey chatOfRoot = assignment.chatOf(tree.root());
    Set<SpanNode> within =
        boundsByChat.size() == 1 ? Set.of() : within(chatOfRoot.chatId(), tree, assignment);
    boundsByChat.forEach((chat, bounds) -> {
      boolean main = chat.equals(chatOfRoot);
      events.add(
          new ChatEvent.WorkflowStarted(
              assignment.context(bounds.top, "start", bounds.firstNanos),
              !main && within.contains(bounds.top) ? chatOfRoot.chatId() : null));
      // A sub-chat's own span comes when the sub-chat ends, long before the root.
      boolean ended =
          tree.hasTrueRoot() || (main ? rootGraceOver && isRun(tree.root()) : isRun(bounds.top));
      if (ended) {
        events.add(ended(assignment, main ? tree.root() : bounds.top, bounds));
      }
    });
  }

  /// The spans below one that tells a chat's id: what has another id there is a conversation within
  /// the conversation, or an agent as a tool with a thread of its own. Chats beside one another in
  /// a trace are none of both.
  private static Set<SpanNode> within(String chatId, TraceTree tree, ChatAssignment assignment) {
    Set<SpanNode> within = new HashSet<>();
    for (SpanNode node : tree.topDown()) {
      SpanNode parent = node.parent;
      if (parent != null
          && (within.contains(parent) || chatId.equals(assignment.toldChatId(parent)))) {
        within.add(node);
      }
    }
    return within;
  }

  private static boolean isRun(SpanNode node) {
    return node.role == Role.RUN || node.role == Role.TURN;
  }

  private static ChatEvent ended(ChatAssignment assignment, SpanNode last, Bounds bounds) {
    // What starts later than its parent ends still belongs to the run.
    long at = Math.max(last.endNanos, bounds.lastStartNanos);
    return new ChatEvent.WorkflowEnded(
        assignment.context(bounds.top, "end", at),
        last.facts.failure() == null ? ChatStatus.COMPLETED : ChatStatus.FAILED,
        last.facts.duration() == null ? null : bounds.lengthUntil(last));
  }

  /// When a chat's part of a trace began, and where.
  private static final class Bounds {
    private final SpanNode top;
    private final long process;
    private long firstNanos;
    private long lastStartNanos;
    // The same by the clock of the process in which it began: those of others may differ.
    private long firstNanosByClock;
    private long lastStartNanosByClock;

    Bounds(SpanNode top) {
      this.top = top;
      this.process = top.facts.origin().process();
      this.firstNanos = top.startNanos;
      this.lastStartNanos = firstNanos;
      this.firstNanosByClock = firstNanos;
      this.lastStartNanosByClock = firstNanos;
    }

    void add(SpanNode node) {
      firstNanos = Math.min(firstNanos, node.startNanos);
      lastStartNanos = Math.max(lastStartNanos, node.startNanos);
      if (node.facts.origin().process() == process) {
        firstNanosByClock = Math.min(firstNanosByClock, node.startNanos);
        lastStartNanosByClock = Math.max(lastStartNanosByClock, node.startNanos);
      }
    }

    /// How long it was until its last span ended, by one clock; null when nothing lasts that long.
    @Nullable Duration lengthUntil(SpanNode last) {
      return last.facts.origin().process() == process
          ? UnixNanos.credible(Math.max(last.endNanos, lastStartNanosByClock) - firstNanosByClock)
          : last.facts.duration();
    }
  }
}
