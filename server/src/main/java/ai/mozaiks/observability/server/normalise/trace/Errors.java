// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.trace;

import ai.mozaiks.observability.recorder.Failure;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An error that passes up through tool, agent and workflow is one error: rule 15 of
/// docs/counting.md. It counts where it began; above, it is an echo. So is the error of a model
/// span that yields to nested ones of the same call, if none of these succeeded.
final class Errors {

  /// Comparing messages is the only step that is not linear; a hostile trace gets no more of them.
  private static final int MAX_MESSAGES_COMPARED = 10_000;

  /// Shorter messages are contained in too much.
  private static final int MIN_MESSAGE = 8;

  private final Map<SpanNode, Failure> echoes = new HashMap<>();
  private int messagesCompared;

  private Errors() {}

  static Errors of(TraceTree tree) {
    Errors errors = new Errors();
    Set<SpanNode> succeededWithin = new HashSet<>();
    for (SpanNode node : tree.bottomUp()) {
      Failure failure = node.facts.failure();
      if (node.role.isModelCall()
          && (succeededWithin.contains(node) || (node.counted && failure == null))) {
        SpanNode outer = LlmCalls.sameCallAbove(node);
        if (outer != null) {
          succeededWithin.add(outer);
        }
      }
      if (failure == null) {
        continue;
      }
      if (node.yields && !succeededWithin.contains(node)) {
        errors.echoes.putIfAbsent(node, failure.asEcho());
      }
      // Only what becomes an event can be where an error counts: the far side of a tool call is the
      // same call seen again, and its error is the call's own.
      if (node.counted || node.yields) {
        errors.markEchoesAbove(node, failure);
      }
    }
    return errors;
  }

  private void markEchoesAbove(SpanNode node, Failure failure) {
    SpanNode above = node.parent;
    for (int level = 0;
        above != null && level < SpanNode.MAX_LEVELS;
        level++, above = above.parent) {
      Failure repeated = above.facts.failure();
      if (repeated != null && !echoes.containsKey(above) && isSame(repeated, failure)) {
        echoes.put(above, repeated.asEcho());
      }
    }
  }

  private boolean isSame(Failure above, Failure below) {
    // A span that only says "error", or wraps the message, repeats what happened below.
    return above.type().equals(below.type())
        || above.type().equals(Failure.OTHER)
        || wraps(above.message(), below.message());
  }

  private boolean wraps(@Nullable String above, @Nullable String below) {
    return above != null
        && below != null
        && below.length() >= MIN_MESSAGE
        && above.length() >= below.length()
        && messagesCompared++ < MAX_MESSAGES_COMPARED
        && above.contains(below);
  }

  /// How a span failed, and whether that is an error of its chat; null when it did not fail.
  Explanation.@Nullable Failed explain(SpanNode node) {
    Failure failure = failureOf(node);
    if (failure == null) {
      return null;
    }
    if (failure.echoed()) {
      return new Explanation.Failed(
          failure, false, "rule 15: it is counted where it began, further down");
    }
    if (node.yields) {
      return new Explanation.Failed(
          failure, true, "rule 4: an error of a model, though the call in it succeeded");
    }
    return new Explanation.Failed(
        failure,
        node.counted,
        node.counted ? "it began here" : "its span does not count: " + node.reason);
  }

  /// The span's failure as it counts; null when it did not fail.
  @Nullable Failure failureOf(SpanNode node) {
    Failure echo = echoes.get(node);
    return echo != null ? echo : node.facts.failure();
  }
}
