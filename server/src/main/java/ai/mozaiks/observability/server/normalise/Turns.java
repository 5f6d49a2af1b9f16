// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which agent spans are turns: telemetry-formats rule 16, turns that only choose the next speaker,
/// and the two roles that depend on the tree.
final class Turns {
  private Turns() {}

  static void decide(TraceTree tree) {
    decideRuns(tree);
    decideTurnsOrRuns(tree);
    decideRepeatedTurns(tree);
    decideTurnsOfSelections(tree);
  }

  private static void decideTurnsOfSelections(TraceTree tree) {
    for (SpanNode node : tree.topDown()) {
      if (node.role == Role.TURN && node.above(above -> above.role == Role.SELECTION) != null) {
        node.decide(false, "choosing the next speaker is no turn of the chat");
      }
    }
  }

  private static void decideRuns(TraceTree tree) {
    // Plain spans below do not make a run: creating a hosted agent is an HTTP request.
    Set<SpanNode> withTelemetryBelow = new HashSet<>();
    for (SpanNode node : tree.bottomUp()) {
      if (node.parent != null
          && (node.facts.role() != Role.PLAIN || withTelemetryBelow.contains(node))) {
        withTelemetryBelow.add(node.parent);
      }
      if (node.facts.role() == Role.RUN_IF_PARENT) {
        boolean run = withTelemetryBelow.contains(node);
        node.role = run ? Role.RUN : Role.OTHER;
        node.decide(run, "a run if anything happens under it");
      }
    }
  }

  private static void decideTurnsOrRuns(TraceTree tree) {
    // An agent that is called as a tool makes no run of the agent that calls it.
    Set<SpanNode> aboveAnotherAgent = new HashSet<>();
    for (SpanNode node : tree.bottomUp()) {
      boolean agent = node.facts.role() == Role.TURN_OR_RUN;
      boolean visible = node.role != Role.TOOL_CALL && aboveAnotherAgent.contains(node);
      if (node.parent != null && (agent || visible)) {
        aboveAnotherAgent.add(node.parent);
      }
    }
    for (SpanNode node : tree.topDown()) {
      if (node.facts.role() == Role.TURN_OR_RUN) {
        node.role = Role.TURN;
        if (aboveAnotherAgent.contains(node) && node.above(n -> n.role != Role.PLAIN) == null) {
          node.role = Role.RUN;
          node.decide(true, "an agent span above another one at the root is the run");
        }
      }
    }
  }

  private static void decideRepeatedTurns(TraceTree tree) {
    Map<SpanNode, Integer> spansWithin = new HashMap<>();
    for (SpanNode node : tree.topDown()) {
      SpanNode around = node.isBackground() ? null : spanAround(node);
      if (around != null) {
        spansWithin.merge(around, 1, Integer::sum);
      }
    }
    for (SpanNode node : tree.topDown()) {
      SpanNode around = node.role == Role.TURN ? spanAround(node) : null;
      // A step span, or the far side of a remote call: the only thing in a turn of the same agent.
      if (around != null
          && around.role == Role.TURN
          && spansWithin.getOrDefault(around, 0) == 1
          && around.facts.agent() != null
          && around.facts.agent().equals(node.facts.agent())) {
        node.decide(false, "rule 16: the same turn as the span of the same agent around it");
      }
    }
  }

  /// The nearest span around that is agent telemetry: HTTP spans lie between the two sides of a
  /// remote call.
  private static @Nullable SpanNode spanAround(SpanNode node) {
    return node.above(above -> !above.isBackground());
  }
}
