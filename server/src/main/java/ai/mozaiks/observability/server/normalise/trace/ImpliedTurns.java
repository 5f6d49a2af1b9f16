// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.trace;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.server.normalise.UnixNanos;
import ai.mozaiks.observability.server.normalise.dialect.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// In a chat without turn spans, consecutive model calls of one agent are one turn. Consecutive
/// within a process, since the clocks of two tell no order and no length. What evaluators and
/// guardrails ask is no turn.
final class ImpliedTurns {
  private ImpliedTurns() {}

  static void add(TraceTree tree, ChatAssignment assignment, List<ChatEvent> events) {
    Set<ChatKey> withTurns = new HashSet<>();
    Map<OneClock, List<SpanNode>> callsByProcess = new HashMap<>();
    for (SpanNode node : tree.topDown()) {
      if (node.role == Role.TURN) {
        withTurns.add(assignment.chatOf(node));
      } else if (node.role == Role.LLM_CALL && node.counted && !LlmCalls.isPartOfCheck(node)) {
        OneClock part = new OneClock(assignment.chatOf(node), node.facts.origin().process());
        callsByProcess.computeIfAbsent(part, _ -> new ArrayList<>()).add(node);
      }
    }
    callsByProcess.keySet().removeIf(part -> withTurns.contains(part.chat()));
    for (List<SpanNode> calls : callsByProcess.values()) {
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

  /// The part of a chat whose times go by one clock, that of a process.
  private record OneClock(ChatKey chat, long process) {}

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
