// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

import ai.mozaiks.observability.recorder.Failure;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An error that passes up through tool, agent and workflow is one error: telemetry-formats rule
/// 15. It counts where it began; above, it is an echo.
final class Errors {

  private final Map<SpanNode, Failure> echoes = new HashMap<>();

  static Errors of(TraceTree tree) {
    Errors errors = new Errors();
    for (SpanNode node : tree.bottomUp()) {
      if (node.facts.failure() != null && node.role != Role.PLAIN && node.role != Role.OTHER) {
        errors.markEchoesAbove(node, node.facts.failure());
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
      if (repeated != null && isSame(repeated, failure)) {
        echoes.put(above, repeated.asEcho());
      }
    }
  }

  private static boolean isSame(Failure above, Failure below) {
    if (above.type().equals(below.type())) {
      return true;
    }
    // A span that only says "error", or wraps the message, repeats what happened below.
    return above.type().equals(Failure.OTHER)
        || (below.message() != null
            && above.message() != null
            && above.message().contains(below.message()));
  }

  /// The span's failure as it counts; null when it did not fail.
  @Nullable Failure failureOf(SpanNode node) {
    Failure echo = echoes.get(node);
    return echo != null ? echo : node.facts.failure();
  }
}
