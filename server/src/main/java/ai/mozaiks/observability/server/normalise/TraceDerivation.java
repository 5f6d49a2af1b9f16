// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.ErrorLevel;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.SpanRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The events of a trace, as a pure function of the set of its spans. Nothing is remembered between
/// calls, so order, repetition and re-cutting of requests cannot matter; a trace that grew is
/// simply derived again.
///
/// Cost: linear in the spans, but for error echoes, which look up at most 256 levels.
public final class TraceDerivation {
  private final Pricing pricing;

  public TraceDerivation(Pricing pricing) {
    this.pricing = pricing;
  }

  /// Derives the events.
  ///
  /// @param spans of one trace, each span once; may be empty
  /// @param rootGraceOver whether a root that has not come by now is not expected any more: then
  ///   the topmost agent or workflow span that is here stands for it. Changes no total, only
  ///   whether the chat has ended
  /// @return ordered by chat, start and id; empty when the trace holds no agent telemetry
  public List<ChatEvent> derive(Collection<SpanFacts> spans, boolean rootGraceOver) {
    if (spans.stream().allMatch(span -> isBackground(span.role()))) {
      return List.of();
    }
    return new Run(TraceTree.of(spans), rootGraceOver).events();
  }

  private static boolean isBackground(Role role) {
    return role == Role.PLAIN || role == Role.OTHER;
  }

  /// One derivation.
  private final class Run {
    private final TraceTree tree;
    private final boolean rootGraceOver;
    private final ChatAssignment assignment;
    private final Errors errors;
    private final Map<SpanNode, Long> waitingNanos;
    private final List<ChatEvent> events = new ArrayList<>();

    Run(TraceTree tree, boolean rootGraceOver) {
      this.tree = tree;
      this.rootGraceOver = rootGraceOver;
      Turns.decide(tree);
      LlmCalls.decide(tree);
      ToolCalls.decide(tree);
      this.assignment = ChatAssignment.of(tree);
      this.errors = Errors.of(tree);
      this.waitingNanos = Waiting.nanosByNode(tree);
    }

    List<ChatEvent> events() {
      for (SpanNode node : tree.topDown()) {
        ChatEvent event = eventOf(node);
        if (event != null) {
          events.add(event);
        }
      }
      Aggregates.nodesToBook(tree)
          .forEach((node, callsBelow) -> events.add(aggregate(node, callsBelow)));
      addTurnsOfChatsWithout();
      addStartsAndEnds();
      events.sort(
          Comparator.comparing(ChatEvent::chat)
              .thenComparing(ChatEvent::at)
              .thenComparing(ChatEvent::id));
      return events;
    }

    private @Nullable ChatEvent eventOf(SpanNode node) {
      if (!node.counted) {
        return null;
      }
      return switch (node.role) {
        case LLM_CALL, EMBEDDING_CALL -> llmCall(node);
        case TOOL_CALL ->
            new ChatEvent.ToolCall(
                context(node, "tool"),
                assignment.agentOf(node),
                node.facts.tool(),
                node.facts.toolCallId(),
                duration(node),
                errors.failureOf(node));
        case TURN ->
            new ChatEvent.AgentTurn(
                context(node, "turn"),
                assignment.agentOf(node),
                duration(node),
                errors.failureOf(node));
        case RUN -> runError(node);
        case TURN_OR_RUN, RUN_IF_PARENT, HUMAN_INPUT, OTHER, PLAIN -> null;
      };
    }

    private @Nullable ChatEvent runError(SpanNode node) {
      Failure failure = errors.failureOf(node);
      return failure == null
          ? null
          : new ChatEvent.ErrorOccurred(
              context(node, "error"), assignment.agentOf(node), ErrorLevel.WORKFLOW, failure);
    }

    private ChatEvent llmCall(SpanNode node) {
      SpanFacts facts = node.facts;
      boolean locallyCached = facts.flag(Field.LOCALLY_CACHED);
      SpanNode outer = yieldedTo(node);
      Long timeToFirstToken = facts.number(Field.TIME_TO_FIRST_TOKEN_NANOS);
      if (timeToFirstToken == null && outer != null) {
        timeToFirstToken = outer.facts.number(Field.TIME_TO_FIRST_TOKEN_NANOS);
      }
      return new ChatEvent.LlmCall(
          context(node, "llm"),
          assignment.agentOf(node),
          facts.text(Field.PROVIDER),
          facts.text(Field.REQUEST_MODEL),
          facts.text(Field.RESPONSE_MODEL),
          facts.usage(),
          costOf(node, outer, locallyCached),
          duration(node),
          timeToFirstToken == null ? null : Duration.ofNanos(timeToFirstToken),
          facts.flag(Field.STREAMING) || timeToFirstToken != null,
          locallyCached,
          false,
          facts.finishReasons(),
          facts.text(Field.RESPONSE_ID),
          errors.failureOf(node));
    }

    /// The outer span of the same call, if this is the only one it yields to.
    private @Nullable SpanNode yieldedTo(SpanNode node) {
      SpanNode outer = LlmCalls.sameCallAbove(node);
      return outer == null || outer.counted || outer.children.size() != 1 ? null : outer;
    }

    private Cost costOf(SpanNode node, @Nullable SpanNode outer, boolean locallyCached) {
      if (locallyCached) {
        return Cost.LOCALLY_CACHED;
      }
      Cost reported = node.facts.reportedCost();
      if (reported == null && outer != null) {
        reported = outer.facts.reportedCost();
      }
      return reported != null ? reported : computedCost(node.facts);
    }

    private Cost computedCost(SpanFacts facts) {
      return pricing.price(
          facts.text(Field.PROVIDER),
          facts.text(Field.RESPONSE_MODEL),
          facts.text(Field.REQUEST_MODEL),
          facts.usage());
    }

    /// Usage that only a turn or a run reports: a call of its own if no call is known below, else
    /// tokens to add to the calls that did not say theirs.
    private ChatEvent aggregate(SpanNode node, boolean callsBelow) {
      SpanFacts facts = node.facts;
      Cost reported = facts.reportedCost();
      Cost cost = reported != null ? reported : computedCost(facts);
      String model = facts.text(Field.RESPONSE_MODEL);
      if (callsBelow) {
        return new ChatEvent.UsageDelta(
            context(node, "usage"),
            assignment.agentOf(node),
            model != null ? model : facts.text(Field.REQUEST_MODEL),
            facts.usage(),
            cost,
            false);
      }
      return new ChatEvent.LlmCall(
          context(node, "usage"),
          assignment.agentOf(node),
          facts.text(Field.PROVIDER),
          facts.text(Field.REQUEST_MODEL),
          model,
          facts.usage(),
          cost,
          duration(node),
          null,
          false,
          false,
          true,
          facts.finishReasons(),
          facts.text(Field.RESPONSE_ID),
          null);
    }

    /// In a chat without turn spans, consecutive model calls of one agent are one turn.
    private void addTurnsOfChatsWithout() {
      Set<ChatKey> withTurns = new HashSet<>();
      Map<ChatKey, List<SpanNode>> callsByChat = new TreeMap<>();
      for (SpanNode node : tree.topDown()) {
        if (node.role == Role.TURN) {
          withTurns.add(assignment.chatOf(node));
        } else if (node.role == Role.LLM_CALL && node.counted) {
          callsByChat.computeIfAbsent(assignment.chatOf(node), _ -> new ArrayList<>()).add(node);
        }
      }
      callsByChat.keySet().removeAll(withTurns);
      for (List<SpanNode> calls : callsByChat.values()) {
        calls.sort(TraceTree.EARLIEST);
        int from = 0;
        for (int to = 1; to <= calls.size(); to++) {
          if (to == calls.size() || !sameAgent(calls.get(from), calls.get(to))) {
            events.add(turnOf(calls.subList(from, to)));
            from = to;
          }
        }
      }
    }

    private boolean sameAgent(SpanNode a, SpanNode b) {
      return Objects.equals(assignment.agentOf(a), assignment.agentOf(b));
    }

    private ChatEvent turnOf(List<SpanNode> calls) {
      SpanNode first = calls.getFirst();
      long end = calls.stream().mapToLong(call -> call.facts.endNanos()).max().orElseThrow();
      return new ChatEvent.AgentTurn(
          context(first, "turn"),
          assignment.agentOf(first),
          Duration.ofNanos(end - first.facts.startNanos()),
          null);
    }

    private void addStartsAndEnds() {
      Map<ChatKey, Bounds> bounds = new HashMap<>();
      for (SpanNode node : tree.topDown()) {
        if (!isBackground(node.role)) {
          bounds.computeIfAbsent(assignment.chatOf(node), _ -> new Bounds(node)).add(node);
        }
      }
      ChatKey chatOfRoot = assignment.chatOf(tree.root());
      bounds.forEach((chat, chatBounds) -> {
        events.add(
            new ChatEvent.WorkflowStarted(context(chatBounds.top, "start", chatBounds.firstNanos)));
        // A sub-chat's topmost span has come, and spans come when they end.
        if (!chat.equals(chatOfRoot) || rootHasEnded()) {
          SpanNode top = chat.equals(chatOfRoot) ? tree.root() : chatBounds.top;
          events.add(ended(top, chatBounds));
        }
      });
    }

    private ChatEvent ended(SpanNode top, Bounds bounds) {
      long at = Math.max(top.facts.endNanos(), bounds.lastStartNanos);
      return new ChatEvent.WorkflowEnded(
          context(bounds.top, "end", at),
          top.facts.failure() == null ? ChatStatus.COMPLETED : ChatStatus.FAILED,
          Duration.ofNanos(at - bounds.firstNanos));
    }

    private boolean rootHasEnded() {
      Role role = tree.root().role;
      return tree.hasTrueRoot() || (rootGraceOver && (role == Role.TURN || role == Role.RUN));
    }

    private Duration duration(SpanNode node) {
      long nanos = node.facts.endNanos() - node.facts.startNanos();
      return Duration.ofNanos(Math.max(0, nanos - waitingNanos.getOrDefault(node, 0L)));
    }

    private ChatEvent.Context context(SpanNode node, String kind) {
      return context(node, kind, node.facts.startNanos());
    }

    private ChatEvent.Context context(SpanNode node, String kind, long atNanos) {
      String spanId = HexFormat.of().toHexDigits(node.facts.spanId());
      return new ChatEvent.Context(
          spanId + "/" + kind,
          assignment.chatOf(node),
          assignment.workflowOf(node),
          assignment.userOf(node),
          Instant.ofEpochSecond(atNanos / 1_000_000_000, atNanos % 1_000_000_000),
          new SpanRef(node.facts.trace().hex(), spanId));
    }
  }

  /// When a chat's part of a trace began, and where.
  private static final class Bounds {
    private final SpanNode top;
    private long firstNanos;
    private long lastStartNanos;

    Bounds(SpanNode top) {
      this.top = top;
      this.firstNanos = top.facts.startNanos();
      this.lastStartNanos = firstNanos;
    }

    void add(SpanNode node) {
      firstNanos = Math.min(firstNanos, node.facts.startNanos());
      lastStartNanos = Math.max(lastStartNanos, node.facts.startNanos());
    }
  }
}
