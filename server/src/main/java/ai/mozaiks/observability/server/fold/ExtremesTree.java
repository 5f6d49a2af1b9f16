// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/// The [Extremes] of many, of which each may be replaced or taken out again: that costs a join for
/// every level of the tree, 15 for 30,000. For the fold's thread.
final class ExtremesTree {
  private static final Extremes[] EMPTY = {Extremes.NONE, Extremes.NONE};

  // The root is at 1, the two below a node i at 2i and 2i + 1, so the places fill the upper half.
  private Extremes[] nodes = EMPTY.clone();
  private final Deque<Integer> left = new ArrayDeque<>();
  private int taken;

  /// Adds one more.
  ///
  /// @return its place, for [#set] and [#remove]
  int add(Extremes extremes) {
    int place = left.isEmpty() ? taken++ : left.pop();
    if (place == places()) {
      grow();
    }
    set(place, extremes);
    return place;
  }

  void set(int place, Extremes extremes) {
    int node = places() + place;
    nodes[node] = extremes;
    for (node /= 2; node > 0; node /= 2) {
      nodes[node] = nodes[2 * node].and(nodes[2 * node + 1]);
    }
  }

  Extremes get(int place) {
    return nodes[places() + place];
  }

  void remove(int place) {
    set(place, Extremes.NONE);
    left.push(place);
    if (left.size() == taken) { // none is left: a chat that once was large need not stay so
      nodes = EMPTY.clone();
      left.clear();
      taken = 0;
    }
  }

  /// Those of all.
  Extremes all() {
    return nodes[1];
  }

  /// Those of all, if one were replaced.
  Extremes allWith(int place, Extremes extremes) {
    Extremes joined = extremes;
    for (int node = places() + place; node > 1; node /= 2) {
      joined = joined.and(nodes[node ^ 1]);
    }
    return joined;
  }

  private int places() {
    return nodes.length / 2;
  }

  private void grow() {
    Extremes[] wider = new Extremes[2 * nodes.length];
    Arrays.fill(wider, Extremes.NONE);
    System.arraycopy(nodes, places(), wider, nodes.length, places());
    for (int node = nodes.length - 1; node > 0; node--) {
      wider[node] = wider[2 * node].and(wider[2 * node + 1]);
    }
    nodes = wider;
  }
}
