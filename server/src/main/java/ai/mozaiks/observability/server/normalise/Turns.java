// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

import java.util.HashMap;
import java.util.Map;

/// Which agent spans are turns: telemetry-formats rule 16, and the two roles that depend on the
/// tree.
final class Turns {
  private Turns() {}

  static void decide(TraceTree tree) {
    for (SpanNode node : tree.topDown()) {
      if (node.facts.role() == Role.RUN_IF_PARENT) {
        node.role = node.children.isEmpty() ? Role.OTHER : Role.RUN;
        node.decide(false, "a run if anything happens under it");
      } else if (node.facts.role() == Role.TURN_OR_RUN) {
        node.role = Role.TURN;
      }
    }
    SpanNode root = tree.root();
    if (root.facts.role() == Role.TURN_OR_RUN && isAboveAnotherAgent(tree, root)) {
      root.role = Role.RUN;
      root.decide(false, "an agent span above another one at the root is the run");
    }
    Map<SpanNode, Integer> turnsUnder = new HashMap<>();
    for (SpanNode node : tree.topDown()) {
      if (node.role == Role.TURN && node.parent != null) {
        turnsUnder.merge(node.parent, 1, Integer::sum);
      }
    }
    for (SpanNode node : tree.topDown()) {
      if (node.role == Role.TURN && repeatsTurnAbove(node, turnsUnder)) {
        node.decide(false, "rule 16: the same turn as the span of the same agent around it");
      }
    }
  }

  private static boolean isAboveAnotherAgent(TraceTree tree, SpanNode root) {
    return tree.topDown().stream()
        .anyMatch(node ->
            node != root
                && node.facts.role() == Role.TURN_OR_RUN
                && node.above(above -> above == root) != null);
  }

  /// A step span, or the far side of a remote call: the only turn under a turn of the same agent.
  private static boolean repeatsTurnAbove(SpanNode node, Map<SpanNode, Integer> turnsUnder) {
    SpanNode parent = node.parent;
    if (parent == null || parent.role != Role.TURN || parent.facts.agent() == null) {
      return false;
    }
    return turnsUnder.getOrDefault(parent, 0) == 1
        && parent.facts.agent().equals(node.facts.agent());
  }
}
