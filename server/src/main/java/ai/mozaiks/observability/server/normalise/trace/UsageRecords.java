// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.trace;

import ai.mozaiks.observability.server.normalise.dialect.Field;
import ai.mozaiks.observability.server.normalise.dialect.Role;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Spans that only repeat the usage of a model call or of a whole subtask (AG2 1.x `record_usage`)
/// stand for it where nothing else does: rule 5 of docs/counting.md.
final class UsageRecords {
  private UsageRecords() {}

  static void decide(TraceTree tree) {
    if (!hasRecords(tree)) {
      return;
    }
    Set<SpanNode> turnsWithCalls = new HashSet<>();
    Set<String> agents = new HashSet<>();
    for (SpanNode node : tree.topDown()) {
      if (node.role == Role.LLM_CALL) {
        turnsWithCalls.add(turnOf(tree, node));
      } else if (node.role == Role.TURN && node.facts.agent() != null) {
        agents.add(node.facts.agent());
      }
    }
    tree.topDown().forEach(node -> decide(tree, node, turnsWithCalls, agents));
  }

  private static boolean hasRecords(TraceTree tree) {
    for (SpanNode node : tree.topDown()) {
      if (isRecord(node)) {
        return true;
      }
    }
    return false;
  }

  private static void decide(
      TraceTree tree, SpanNode node, Set<SpanNode> turnsWithCalls, Set<String> agents) {
    if (!isRecord(node)) {
      return;
    }
    String repeats = whatItRepeats(tree, node, turnsWithCalls, agents);
    if (repeats == null) {
      // Only now: it must not pass for a call that the other records repeat.
      node.role = Role.LLM_CALL;
      node.decide(true, "rule 5: the only span that tells of this usage");
    } else {
      node.decide(false, repeats);
    }
  }

  private static @Nullable String whatItRepeats(
      TraceTree tree, SpanNode node, Set<SpanNode> turnsWithCalls, Set<String> agents) {
    if (node.role == Role.USAGE_ALONE) {
      return null;
    }
    if (node.role == Role.USAGE_OF_CALL) {
      return turnsWithCalls.contains(turnOf(tree, node))
          ? "rule 5: the calls of its turn have spans of their own"
          : null;
    }
    String label = node.facts.text(Field.USAGE_LABEL);
    return label != null && agents.contains(label)
        ? "rule 5: the agent of this subtask is in the trace itself"
        : null;
  }

  private static boolean isRecord(SpanNode node) {
    return node.role == Role.USAGE_OF_CALL
        || node.role == Role.USAGE_OF_SUBTASK
        || node.role == Role.USAGE_ALONE;
  }

  /// The turn around; the root where there is none.
  private static SpanNode turnOf(TraceTree tree, SpanNode node) {
    SpanNode turn = node.above(above -> above.role == Role.TURN);
    return turn == null ? tree.root() : turn;
  }
}
