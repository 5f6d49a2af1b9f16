// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.trace;

import ai.mozaiks.observability.server.normalise.dialect.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Time that is no work of the span it lies in: a human's answer is no latency of the turns around
/// it, a tool that runs inside a model span (ADK) is no model latency.
final class Waiting {

  /// Turns in turns that one wait is taken off. Keeps hostile nesting linear.
  private static final int MAX_SPANS_AROUND = 16;

  private final Map<SpanNode, List<SpanNode>> waits = new HashMap<>();

  private Waiting() {}

  static Waiting of(TraceTree tree) {
    Waiting waiting = new Waiting();
    for (SpanNode node : tree.topDown()) {
      if (node.role == Role.HUMAN_INPUT) {
        waiting.addToTurnsAround(node);
      } else if (node.role == Role.TOOL_CALL) {
        waiting.addToModelCallsAround(node);
      }
    }
    waiting.waits.values().forEach(list -> list.sort(TraceTree.EARLIEST));
    return waiting;
  }

  private void addToTurnsAround(SpanNode human) {
    SpanNode turn = human.above(above -> above.role == Role.TURN);
    for (int i = 0; turn != null && i < MAX_SPANS_AROUND; i++) {
      waits.computeIfAbsent(turn, _ -> new ArrayList<>()).add(human);
      turn = turn.above(above -> above.role == Role.TURN);
    }
  }

  private void addToModelCallsAround(SpanNode tool) {
    SpanNode around = around(tool);
    for (int i = 0;
        around != null && around.role.isModelCall() && i < MAX_SPANS_AROUND;
        i++, around = around(around)) {
      waits.computeIfAbsent(around, _ -> new ArrayList<>()).add(tool);
    }
  }

  private static @Nullable SpanNode around(SpanNode node) {
    return node.above(above ->
        above.role.isModelCall() || above.role == Role.TOOL_CALL || above.role == Role.TURN);
  }

  /// Nanoseconds of the span in which it waited; parallel waits are not added.
  long nanosIn(SpanNode node) {
    long waited = 0;
    long until = node.startNanos;
    for (SpanNode wait : waits.getOrDefault(node, List.of())) {
      long from = Math.max(until, wait.startNanos);
      long to = Math.min(wait.endNanos, node.endNanos);
      if (to > from) {
        waited += to - from;
        until = to;
      }
    }
    return waited;
  }
}
