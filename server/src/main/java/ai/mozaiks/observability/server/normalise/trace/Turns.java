// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.trace;

import ai.mozaiks.observability.server.normalise.dialect.Field;
import ai.mozaiks.observability.server.normalise.dialect.Role;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which agent spans are turns: rule 16 of docs/counting.md, turns that only choose the next
/// speaker or only end the conversation, and the roles that depend on the tree.
final class Turns {
  private Turns() {}

  static void decide(TraceTree tree) {
    decideRuns(tree);
    decideTurnsOrRuns(tree);
    decideTurnsOrGroups(tree);
    decideRepeatedTurns(tree);
    decideClosingTurns(tree);
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

  private static void decideTurnsOrGroups(TraceTree tree) {
    Set<SpanNode> groups = new HashSet<>();
    for (SpanNode node : tree.topDown()) {
      SpanNode around = isAgentOfGroup(node) ? spanAround(node) : null;
      // The same agent once more is the far side of a remote call, not a member.
      if (around != null
          && isAgentOfGroup(around)
          && !Objects.equals(around.facts.agent(), node.facts.agent())) {
        groups.add(around);
      }
    }
    for (SpanNode node : tree.topDown()) {
      if (isAgentOfGroup(node)) {
        node.role = groups.contains(node) ? Role.RUN : Role.TURN;
        if (node.role == Role.RUN) {
          node.decide(true, "an agent around the turns of others leads their group chat");
        }
      }
    }
  }

  private static boolean isAgentOfGroup(SpanNode node) {
    return node.facts.role() == Role.TURN_OR_GROUP;
  }

  /// An agent that finds the conversation at its end is asked for a reply, but gives none. Nothing
  /// happens in its span, and the conversation has one message less than that.
  private static void decideClosingTurns(TraceTree tree) {
    for (SpanNode conversation : tree.topDown()) {
      Long messages = conversation.facts.number(Field.MESSAGES);
      if (messages == null) {
        continue;
      }
      List<SpanNode> turns =
          conversation.children.stream().filter(child -> child.role == Role.TURN).toList();
      boolean oneTooMany = !turns.isEmpty() && turns.size() >= messages;
      if (oneTooMany
          && turns.getLast().children.isEmpty()
          && turns.getLast().facts.failure() == null) {
        turns
            .getLast()
            .decide(false, "a reply without a message, which only ends the conversation");
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
