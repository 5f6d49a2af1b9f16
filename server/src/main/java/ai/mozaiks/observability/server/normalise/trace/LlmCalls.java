// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.trace;

import ai.mozaiks.observability.server.normalise.dialect.Role;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The same model call seen by several libraries (framework and provider SDK, gateway and SDK) is
/// one call: rule 4 of docs/counting.md. A span yields to the calls of its class nested in it,
/// unless it alone knows the usage; a tool or a turn in between makes them calls of their own.
///
/// The span that counts tells whether the call failed. An outer span that yields may have failed
/// where the calls in it did not (the answer could not be read): that error counts as one of a
/// model, see [Errors]. Attempts within a span that counts are its own business: rule 10.
final class LlmCalls {
  private LlmCalls() {}

  static void decide(TraceTree tree) {
    // Bottom-up: for each call, whether calls nested in it exist, and whether any of those that
    // count has usage.
    Map<SpanNode, Nested> nested = new HashMap<>();
    Set<SpanNode> covering = new HashSet<>();
    for (SpanNode node : tree.bottomUp()) {
      if (!node.role.isModelCall()) {
        continue;
      }
      Nested inner = nested.get(node);
      boolean covers = inner != null && node.facts.hasUsage() && !inner.usage;
      if (inner != null) {
        if (covers) {
          covering.add(node);
          node.decide(true, "rule 4: the nested calls do not know the usage, this one does");
        } else {
          node.yields = true;
          node.decide(false, "rule 4: the same call is counted on a nested span");
        }
      }
      SpanNode outer = sameCallAbove(node);
      if (outer != null) {
        boolean usage = covers || (inner == null ? node.facts.hasUsage() : inner.usage);
        nested.computeIfAbsent(outer, _ -> new Nested()).usage |= usage;
      }
    }
    if (!covering.isEmpty()) {
      withdrawCovered(tree, covering);
    }
    linkToOuterCalls(tree);
    tagChecks(tree);
  }

  /// Rule 17: what evaluators and guardrails ask of a model costs money as well.
  private static void tagChecks(TraceTree tree) {
    if (tree.topDown().stream().noneMatch(node -> node.role == Role.CHECK)) {
      return;
    }
    for (SpanNode node : tree.topDown()) {
      if (node.counted && node.role.isModelCall() && isPartOfCheck(node)) {
        node.decide(true, "rule 17: a model call of an evaluator or a guardrail costs money too");
      }
    }
  }

  /// Whether a check made the call, and no agent that it asked.
  static boolean isPartOfCheck(SpanNode call) {
    SpanNode above = call.above(node -> node.role == Role.CHECK || node.role == Role.TURN);
    return above != null && above.role == Role.CHECK;
  }

  /// An outer span may know what its call does not (cost, time to first token), but only if it
  /// stands for this one call.
  private static void linkToOuterCalls(TraceTree tree) {
    Map<SpanNode, Integer> countedWithin = new HashMap<>();
    for (SpanNode node : tree.bottomUp()) {
      SpanNode outer = node.role.isModelCall() ? sameCallAbove(node) : null;
      if (outer != null) {
        int counted = node.counted ? 1 : countedWithin.getOrDefault(node, 0);
        countedWithin.merge(outer, counted, Integer::sum);
      }
    }
    for (SpanNode node : tree.topDown()) {
      SpanNode outer = node.role.isModelCall() ? sameCallAbove(node) : null;
      if (outer != null && !outer.counted && countedWithin.getOrDefault(outer, 0) == 1) {
        node.outerCall = outer;
      }
    }
  }

  private static void withdrawCovered(TraceTree tree, Set<SpanNode> covering) {
    Set<SpanNode> covered = new HashSet<>();
    for (SpanNode node : tree.topDown()) {
      if (node.role.isModelCall()) {
        SpanNode outer = sameCallAbove(node);
        if (outer != null && (covering.contains(outer) || covered.contains(outer))) {
          covered.add(node);
          node.yields = false;
          node.decide(false, "rule 4: an outer span of the same call alone knows the usage");
        }
      }
    }
  }

  /// The model call of the same class around this one with no tool or turn in between; null when
  /// none.
  static @Nullable SpanNode sameCallAbove(SpanNode node) {
    SpanNode above = node.above(other -> other.role.isModelCall() || separates(other.role));
    return above != null && above.role == node.role ? above : null;
  }

  private static boolean separates(Role role) {
    return role == Role.TOOL_CALL || role == Role.TURN;
  }

  private static final class Nested {
    boolean usage;
  }
}
