// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/// In a chat without turn spans, consecutive model calls of one agent are one turn: the last of the
/// turn boundaries of telemetry-formats 7.5.
final class ImpliedTurns {
  private ImpliedTurns() {}

  static void add(TraceTree tree, ChatAssignment assignment, List<ChatEvent> events) {
    Set<ChatKey> withTurns = new HashSet<>();
    Map<ChatKey, List<SpanNode>> callsByChat = new TreeMap<>();
    for (SpanNode node : tree.topDown()) {
      if (node.role == Role.TURN) {
        withTurns.add(assignment.chatOf(node));
      } else if (node.role == Role.LLM_CALL && node.counted) {
        callsByChat.computeIfAbsent(assignment.chatOf(node), _ -> new ArrayList<>()).add(node);
      }
    }
    callsByChat.keySet().removeAll(withTurns);
    for (List<SpanNode> calls : callsByChat.values()) {
      calls.sort(TraceTree.EARLIEST);
      int from = 0;
      for (int to = 1; to <= calls.size(); to++) {
        if (to == calls.size() || !sameAgent(assignment, calls.get(from), calls.get(to))) {
          events.add(turnOf(assignment, calls.subList(from, to)));
          from = to;
        }
      }
    }
  }

  private static boolean sameAgent(ChatAssignment assignment, SpanNode a, SpanNode b) {
    return Objects.equals(assignment.agentOf(a), assignment.agentOf(b));
  }

  private static ChatEvent turnOf(ChatAssignment assignment, List<SpanNode> calls) {
    SpanNode first = calls.getFirst();
    long end = calls.stream().mapToLong(call -> call.endNanos).max().orElseThrow();
    boolean known = calls.stream().allMatch(call -> call.facts.duration() != null);
    return new ChatEvent.AgentTurn(
        assignment.context(first, "turn"),
        assignment.agentOf(first),
        known ? UnixNanos.credible(end - first.startNanos) : null,
        null);
  }
}
