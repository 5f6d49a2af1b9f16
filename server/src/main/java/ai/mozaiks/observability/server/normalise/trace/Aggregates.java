// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.trace;

import ai.mozaiks.observability.server.normalise.dialect.Role;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/// Usage on turns, runs and other spans that are no model calls is a sum of what is below: rule 3
/// of docs/counting.md. It is booked only where nothing below it knows any usage, at the lowest
/// such span.
final class Aggregates {
  private Aggregates() {}

  /// The spans whose usage is booked, each with whether there are model calls below that did not
  /// say theirs.
  static Map<SpanNode, Boolean> nodesToBook(TraceTree tree) {
    Map<SpanNode, Boolean> booked = new LinkedHashMap<>();
    Map<SpanNode, Below> belowByNode = new HashMap<>();
    NavigableSet<Long> cutOff = callsCutOff(tree);
    for (SpanNode node : tree.bottomUp()) {
      Below below = belowByNode.getOrDefault(node, Below.NOTHING);
      boolean mayAggregate = node.role == Role.TURN || node.role == Role.RUN;
      boolean books =
          mayAggregate && node.facts.hasUsage() && !below.usage && !hasInItsTime(node, cutOff);
      if (books) {
        booked.put(node, below.calls);
        node.bookedUsage = "counted: rule 3: no span below tells its usage";
      }
      boolean isCall = node.role.isModelCall();
      Below upwards =
          new Below(
              below.usage || books || (isCall && node.facts.hasUsage()),
              below.calls || (isCall && node.counted));
      if (node.parent != null) {
        belowByNode.merge(node.parent, upwards, Below::or);
      }
    }
    return booked;
  }

  /// When calls that tell their usage ended, of which nobody knows whose they are, since a span
  /// above them is missing: sampled out, or known from a log event alone.
  private static NavigableSet<Long> callsCutOff(TraceTree tree) {
    NavigableSet<Long> ends = new TreeSet<>();
    boolean[] isCutOff = new boolean[tree.topDown().size()];
    for (SpanNode node : tree.topDown()) {
      isCutOff[node.index] =
          node.parent == null
              ? node != tree.root() && node.facts.parentSpanId() != 0
              : isCutOff[node.parent.index];
      if (isCutOff[node.index] && node.role.isModelCall() && node.facts.hasUsage()) {
        ends.add(node.endNanos);
      }
    }
    return ends;
  }

  /// A sum may hold what such a call tells: too little is better than twice.
  private static boolean hasInItsTime(SpanNode sum, NavigableSet<Long> ends) {
    Long first = ends.ceiling(sum.startNanos);
    return first != null && first <= sum.endNanos;
  }

  private record Below(boolean usage, boolean calls) {
    static final Below NOTHING = new Below(false, false);

    Below or(Below other) {
      return new Below(usage || other.usage, calls || other.calls);
    }
  }
}
