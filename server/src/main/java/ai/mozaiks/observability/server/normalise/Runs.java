// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// When the runs of a trace began and ended, one for each chat in it: telemetry-formats 7.6.
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
    boundsByChat.forEach((chat, bounds) -> {
      events.add(
          new ChatEvent.WorkflowStarted(
              assignment.context(bounds.top, "start", bounds.firstNanos)));
      boolean main = chat.equals(chatOfRoot);
      // A sub-chat's own span comes when the sub-chat ends, long before the root.
      boolean ended =
          tree.hasTrueRoot() || (main ? rootGraceOver && isRun(tree.root()) : isRun(bounds.top));
      if (ended) {
        events.add(ended(assignment, main ? tree.root() : bounds.top, bounds));
      }
    });
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
        last.facts.duration() == null ? null : UnixNanos.credible(at - bounds.firstNanos));
  }

  /// When a chat's part of a trace began, and where.
  private static final class Bounds {
    private final SpanNode top;
    private long firstNanos;
    private long lastStartNanos;

    Bounds(SpanNode top) {
      this.top = top;
      this.firstNanos = top.startNanos;
      this.lastStartNanos = firstNanos;
    }

    void add(SpanNode node) {
      firstNanos = Math.min(firstNanos, node.startNanos);
      lastStartNanos = Math.max(lastStartNanos, node.startNanos);
    }
  }
}
