// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.trace;

import ai.mozaiks.observability.server.normalise.dialect.SpanFacts;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The spans of one trace by parent and child. Parent ids alone make the tree; times do not (clocks
/// differ). A span whose parent is not here is a local root, unless it shows that it is the same
/// call as one around it ([LostParents]); and so is the earliest span of a ring of parents.
final class TraceTree {

  /// The order that decides wherever one of several has to be chosen: by start, then id.
  static final Comparator<SpanNode> EARLIEST =
      Comparator.<SpanNode>comparingLong(node -> node.startNanos)
          .thenComparing(node -> node.facts.spanId(), Long::compareUnsigned);

  private final List<SpanNode> topDown;
  private final SpanNode root;

  private TraceTree(List<SpanNode> topDown, SpanNode root) {
    this.topDown = topDown;
    this.root = root;
    for (int index = 0; index < topDown.size(); index++) {
      topDown.get(index).index = index;
    }
  }

  /// @param spans at least one, each id once, all of one trace
  static TraceTree of(Collection<SpanFacts> spans) {
    Map<Long, SpanNode> byId = HashMap.newHashMap(spans.size());
    long earliest = earliest(spans);
    for (SpanFacts facts : spans) {
      byId.put(facts.spanId(), new SpanNode(facts, earliest));
    }
    List<SpanNode> nodes = new ArrayList<>(byId.values());
    nodes.sort(EARLIEST);
    for (SpanNode node : nodes) {
      long parentId = node.facts.parentSpanId();
      if (parentId != 0) {
        node.parent = byId.get(parentId);
      }
    }
    breakRings(nodes);
    LostParents.find(nodes);
    List<SpanNode> roots = new ArrayList<>();
    for (SpanNode node : nodes) {
      if (node.parent == null) {
        roots.add(node);
      } else {
        node.parent.children.add(node);
      }
    }
    // The true root before local ones; nodes are in order of start already.
    SpanNode root =
        roots.stream()
            .filter(node -> node.facts.parentSpanId() == 0)
            .findFirst()
            .orElse(roots.getFirst());
    roots.remove(root);
    roots.addFirst(root);
    return new TraceTree(inTopDownOrder(roots, nodes.size()), root);
  }

  /// The earliest time that is known; 0 when none is.
  private static long earliest(Collection<SpanFacts> spans) {
    long earliest = 0;
    for (SpanFacts facts : spans) {
      long start = facts.startNanos();
      if (start != 0 && (earliest == 0 || start < earliest)) {
        earliest = start;
      }
    }
    return earliest;
  }

  /// Spans that are their own ancestors exist in hostile or broken data only; the earliest of each
  /// ring loses its parent.
  private static void breakRings(List<SpanNode> nodes) {
    int walk = 0;
    for (SpanNode start : nodes) {
      walk++;
      SpanNode node = start;
      while (node != null && node.walk == 0) {
        node.walk = walk;
        node = node.parent;
      }
      if (node != null && node.walk == walk) { // what an earlier walk met leads to no ring
        SpanNode earliest = earliestOfRing(node);
        earliest.parent = null;
        earliest.inRing = true;
      }
    }
  }

  private static SpanNode earliestOfRing(SpanNode anyOfRing) {
    SpanNode earliest = anyOfRing;
    for (SpanNode node = anyOfRing.parent; node != null && node != anyOfRing; node = node.parent) {
      if (EARLIEST.compare(node, earliest) < 0) {
        earliest = node;
      }
    }
    return earliest;
  }

  // Own stack instead of recursion: a trace may be as deep as it has spans.
  private static List<SpanNode> inTopDownOrder(List<SpanNode> roots, int size) {
    List<SpanNode> order = new ArrayList<>(size);
    Deque<SpanNode> open = new ArrayDeque<>(roots);
    while (!open.isEmpty()) {
      SpanNode node = open.removeFirst();
      order.add(node);
      for (int i = node.children.size() - 1; i >= 0; i--) {
        open.addFirst(node.children.get(i));
      }
    }
    return order;
  }

  /// Every parent before its children, the root first; siblings by start.
  List<SpanNode> topDown() {
    return topDown;
  }

  /// Every child before its parent.
  List<SpanNode> bottomUp() {
    return topDown.reversed();
  }

  /// The span the trace began with, as far as it has come: the true root, else the earliest local
  /// one.
  SpanNode root() {
    return root;
  }

  /// The first span of agent telemetry from the root on: where the agents' own service begins. The
  /// root itself may be a gateway's or a browser's span. The root if there is no such span.
  SpanNode firstAgentSpan() {
    for (SpanNode node : topDown) {
      if (!node.isBackground()) {
        return node;
      }
    }
    return root;
  }

  /// Whether the span that has no parent has come. Spans come when they end, so the trace has ended
  /// then.
  boolean hasTrueRoot() {
    return root.facts.parentSpanId() == 0;
  }
}
