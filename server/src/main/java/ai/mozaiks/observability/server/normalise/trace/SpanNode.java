// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.trace;

import ai.mozaiks.observability.server.normalise.dialect.Role;
import ai.mozaiks.observability.server.normalise.dialect.SpanFacts;
import ai.mozaiks.observability.server.normalise.dialect.SpanFlag;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A span in its trace, and what the rules decided about it. Lives for one derivation, in one
/// thread.
final class SpanNode {

  /// How far up a span looks. Real traces are a few dozen levels deep; the bound keeps a hostile
  /// chain linear.
  static final int MAX_LEVELS = 256;

  final SpanFacts facts;
  final List<SpanNode> children = new ArrayList<>(2);
  @Nullable SpanNode parent;

  /// Its place in [TraceTree#topDown], so that what is known of each span fits into an array.
  int index;

  /// The walk towards the root that met it first; 0 before. Of [TraceTree] alone.
  int walk;

  /// When it began as far as anybody knows: what the span says, else the earliest time in its
  /// trace.
  final long startNanos;

  /// When it ended, or began where its end is not known.
  final long endNanos;

  /// The role after looking at the tree: those that depend on it are decided.
  Role role;

  /// Whether it becomes an event of its role.
  boolean counted;

  /// The span around that is the same model call and counts on this one alone; null when there is
  /// none.
  @Nullable SpanNode outerCall;

  /// Whether calls nested in it stand for it, so that it does not count: rule 4.
  boolean yields;

  /// Whether it was cut off from its parent, which is below it.
  boolean inRing;

  /// Whether its parent is not here, and [#parent] a span around it that is the same call.
  boolean lostParent;

  /// Why, or why not; a fixed text for the operator who asks.
  String reason = "";

  /// Why its usage is booked although it is no model call; null while it is not.
  @Nullable String bookedUsage;

  /// @param earliestNanos the earliest time that is known in its trace; 0 when none is
  SpanNode(SpanFacts facts, long earliestNanos) {
    this.facts = facts;
    this.startNanos = facts.startNanos() != 0 ? facts.startNanos() : earliestNanos;
    this.endNanos = Math.max(startNanos, facts.endNanos());
    this.role = facts.role();
    decide(
        role.mayCount(),
        facts.isStandIn()
            ? "rule 7: a log event tells of this call, whose span is not there"
            : role.meaning());
  }

  /// Why its usage counts, or does not.
  String usageReason() {
    if (bookedUsage != null) {
      return bookedUsage;
    }
    if (role.isModelCall()) {
      return counted ? "counted with the call" : "not counted: " + reason;
    }
    if (role == Role.USAGE_OF_CALL || role == Role.USAGE_OF_SUBTASK) {
      return "not counted: " + reason;
    }
    return role == Role.TURN || role == Role.RUN
        ? "not counted: rule 3: a sum of what the spans below tell"
        : "not counted: rule 3: usage is told by model calls, turns and runs";
  }

  /// What is doubtful about it, in its trace too.
  Set<SpanFlag> flags() {
    if (!inRing && !lostParent) {
      return facts.flags();
    }
    Set<SpanFlag> flags = EnumSet.of(inRing ? SpanFlag.PARENT_RING : SpanFlag.PARENT_LOST);
    flags.addAll(facts.flags());
    return flags;
  }

  void decide(boolean counted, String reason) {
    this.counted = counted;
    this.reason = reason;
  }

  /// Whether it is structure only, whatever happened in it.
  boolean isBackground() {
    return role.isBackground();
  }

  /// The nearest span above with a property, at most [#MAX_LEVELS] up; null when there is none.
  @Nullable SpanNode above(Predicate<SpanNode> property) {
    SpanNode node = parent;
    for (int level = 0; node != null && level < MAX_LEVELS; level++, node = node.parent) {
      if (property.test(node)) {
        return node;
      }
    }
    return null;
  }
}
