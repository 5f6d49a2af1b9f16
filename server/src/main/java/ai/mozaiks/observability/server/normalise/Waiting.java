// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Time that is no work of the span it lies in: a human's answer is no turn latency, a tool that
/// runs inside a model span (ADK) is no model latency.
final class Waiting {
  private Waiting() {}

  /// Nanoseconds to take off each span's duration; absent means none.
  static Map<SpanNode, Long> nanosByNode(TraceTree tree) {
    Map<SpanNode, Long> waiting = new HashMap<>();
    for (SpanNode node : tree.topDown()) {
      SpanNode around =
          switch (node.role) {
            case HUMAN_INPUT -> node.above(above -> above.role == Role.TURN);
            case TOOL_CALL -> toolInsideCall(node);
            default -> null;
          };
      if (around != null) {
        long nanos = node.facts.endNanos() - node.facts.startNanos();
        waiting.merge(around, nanos, Long::sum);
      }
    }
    return waiting;
  }

  private static @Nullable SpanNode toolInsideCall(SpanNode tool) {
    SpanNode around =
        tool.above(above ->
            above.role.isModelCall() || above.role == Role.TOOL_CALL || above.role == Role.TURN);
    return around != null && around.role.isModelCall() ? around : null;
  }
}
