// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.trace;

import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.server.normalise.dialect.Field;
import ai.mozaiks.observability.server.normalise.dialect.Role;
import ai.mozaiks.observability.server.normalise.dialect.SpanFacts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// The span around a call whose own parent never came: sampled out, or from a process that exports
/// nothing. Rules 4 and 13 of docs/counting.md count two spans of one call once if one is within
/// the other; where the span between them is missing, these say that it is so:
///
/// - two model calls: one lies in the other's time, and they have the same id of the answer, or the
///   same model and the same tokens, and no ids that differ
/// - two tool calls: one lies in the other's time, and they have the same tool, and neither ids nor
///   arguments that differ
///
/// Of several around it the closest is taken. Less than that tells nothing: then both count.
///
/// Cost: linear; each call looks at no more than [#MAX_COMPARED] others that are like it.
final class LostParents {
  static final int MAX_COMPARED = 64;

  /// What is around another comes before it.
  private static final Comparator<SpanNode> OUTER_FIRST =
      Comparator.<SpanNode>comparingLong(node -> node.startNanos)
          .thenComparing(Comparator.<SpanNode>comparingLong(node -> node.endNanos).reversed())
          .thenComparing(node -> node.facts.spanId(), Long::compareUnsigned);

  private LostParents() {}

  /// Gives calls that lost their parent the span around them as one, where there is one.
  ///
  /// @param nodes all of the trace, their parents set and without rings
  static void find(List<SpanNode> nodes) {
    if (nodes.stream().noneMatch(LostParents::isLostCall)) {
      return;
    }
    Map<Object, List<SpanNode>> alike = new HashMap<>();
    for (SpanNode node : nodes) {
      Likeness likeness = Likeness.of(node.facts);
      if (likeness.answer != null) {
        alike.computeIfAbsent(likeness.answer, _ -> new ArrayList<>()).add(node);
      }
      if (likeness.work != null) {
        alike.computeIfAbsent(likeness.work, _ -> new ArrayList<>()).add(node);
      }
    }
    alike.values().forEach(list -> list.sort(OUTER_FIRST));
    List<SpanNode> lost = new ArrayList<>(nodes.stream().filter(LostParents::isLostCall).toList());
    lost.sort(OUTER_FIRST);
    for (SpanNode node : lost) {
      Likeness likeness = Likeness.of(node.facts);
      SpanNode around = around(node, alike, likeness.answer, (_, _) -> true);
      if (around == null) {
        around = around(node, alike, likeness.work, LostParents::mayBeOneCall);
      }
      if (around != null) {
        node.parent = around;
        node.lostParent = true;
      }
    }
  }

  private static boolean isLostCall(SpanNode node) {
    return node.parent == null && node.facts.parentSpanId() != 0 && !node.inRing && isCall(node);
  }

  private static boolean isCall(SpanNode node) {
    return node.role.isModelCall() || node.role == Role.TOOL_CALL;
  }

  /// What two spans of one call have in common.
  ///
  /// @param answer the id of the model's answer; null if it tells none
  /// @param work what was done, and how much; null if that is not told
  private record Likeness(@Nullable Object answer, @Nullable Object work) {
    /// The id of an answer, for calls of a class.
    private record Answer(Role role, String id) {}

    private record Tokens(long prompt, long completion) {}

    private record Tool(String name) {}

    static Likeness of(SpanFacts facts) {
      return switch (facts.role()) {
        case LLM_CALL -> new Likeness(answer(facts), tokens(facts.usage()));
        // The texts of a batch are as long as those of the next one often enough.
        case EMBEDDING_CALL -> new Likeness(answer(facts), null);
        case TOOL_CALL -> {
          String tool = facts.tool();
          yield new Likeness(null, tool == null ? null : new Tool(tool));
        }
        case TURN,
            TURN_OR_RUN,
            TURN_OR_GROUP,
            RUN,
            RUN_IF_PARENT,
            HUMAN_INPUT,
            SELECTION,
            USAGE_OF_CALL,
            USAGE_OF_SUBTASK,
            USAGE_ALONE,
            CHECK,
            OTHER,
            PLAIN ->
            new Likeness(null, null);
      };
    }

    private static @Nullable Object answer(SpanFacts facts) {
      String id = facts.text(Field.RESPONSE_ID);
      return id == null ? null : new Answer(facts.role(), id);
    }

    private static @Nullable Object tokens(TokenUsage usage) {
      Long prompt = usage.promptTokens();
      Long completion = usage.completionTokens();
      return prompt == null || completion == null || prompt == 0 || completion == 0
          ? null
          : new Tokens(prompt, completion);
    }
  }

  private static @Nullable SpanNode around(
      SpanNode node,
      Map<Object, List<SpanNode>> alike,
      @Nullable Object likeness,
      BiPredicate<SpanFacts, SpanFacts> mayBeOneCall) {
    List<SpanNode> candidates =
        likeness == null ? List.of() : alike.getOrDefault(likeness, List.of());
    int place = Collections.binarySearch(candidates, node, OUTER_FIRST);
    for (int i = place - 1; i >= 0 && i >= place - MAX_COMPARED; i--) {
      SpanNode outer = candidates.get(i);
      if (outer.endNanos >= node.endNanos
          && mayBeOneCall.test(outer.facts, node.facts)
          && !isWithin(/* below= */ outer, /* other= */ node)) {
        return outer;
      }
    }
    return null;
  }

  private static boolean mayBeOneCall(SpanFacts outer, SpanFacts inner) {
    if (outer.role() == Role.TOOL_CALL) {
      return agree(outer.toolCallId(), inner.toolCallId())
          && agree(
              outer.number(Field.TOOL_ARGUMENTS_HASH), inner.number(Field.TOOL_ARGUMENTS_HASH));
    }
    return agree(outer.text(Field.RESPONSE_ID), inner.text(Field.RESPONSE_ID))
        && haveOneModel(outer, inner);
  }

  /// Whether two values are equal, or one is not told.
  private static boolean agree(@Nullable Object one, @Nullable Object other) {
    return one == null || other == null || Objects.equals(one, other);
  }

  private static boolean haveOneModel(SpanFacts one, SpanFacts other) {
    for (Field field : List.of(Field.RESPONSE_MODEL, Field.REQUEST_MODEL)) {
      String model = one.text(field);
      if (model != null
          && (model.equals(other.text(Field.RESPONSE_MODEL))
              || model.equals(other.text(Field.REQUEST_MODEL)))) {
        return true;
      }
    }
    return false;
  }

  /// Whether a span is another one or below it, or too deep to tell.
  private static boolean isWithin(SpanNode below, SpanNode other) {
    SpanNode above = below;
    for (int level = 0; above != null && level < SpanNode.MAX_LEVELS; level++) {
      if (above == other) {
        return true;
      }
      above = above.parent;
    }
    return above != null;
  }
}
