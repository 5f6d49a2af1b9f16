// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.trace;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.ErrorLevel;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.server.normalise.Pricing;
import ai.mozaiks.observability.server.normalise.dialect.Field;
import ai.mozaiks.observability.server.normalise.dialect.SpanFacts;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The events that single spans become: model calls, tool calls, turns, errors of runs, and usage
/// that only a turn or a run reports.
final class SpanEvents {
  private final TraceTree tree;
  private final ChatAssignment assignment;
  private final Pricing pricing;
  private final Errors errors;
  private final Waiting waiting;

  SpanEvents(TraceTree tree, ChatAssignment assignment, Pricing pricing) {
    this.tree = tree;
    this.assignment = assignment;
    this.pricing = pricing;
    this.errors = Errors.of(tree);
    this.waiting = Waiting.of(tree);
  }

  void addTo(List<ChatEvent> events) {
    for (SpanNode node : tree.topDown()) {
      ChatEvent event = node.counted ? eventOf(node) : errorOfYielding(node);
      if (event != null) {
        events.add(event);
      }
    }
    Aggregates.nodesToBook(tree)
        .forEach((node, callsBelow) -> events.add(aggregate(node, callsBelow)));
  }

  private @Nullable ChatEvent eventOf(SpanNode node) {
    return switch (node.role) {
      case LLM_CALL, EMBEDDING_CALL -> modelCall(node);
      case TOOL_CALL ->
          new ChatEvent.ToolCall(
              assignment.context(node, "tool"),
              assignment.agentOf(node),
              node.facts.tool(),
              node.facts.toolCallId(),
              node.facts.number(Field.TOOL_ARGUMENTS_HASH),
              duration(node),
              errors.failureOf(node));
      case TURN ->
          new ChatEvent.AgentTurn(
              assignment.context(node, "turn"),
              assignment.agentOf(node),
              duration(node),
              errors.failureOf(node));
      case RUN -> runError(node);
      case TURN_OR_RUN,
          TURN_OR_GROUP,
          RUN_IF_PARENT,
          HUMAN_INPUT,
          SELECTION,
          CHECK,
          USAGE_OF_CALL,
          USAGE_OF_SUBTASK,
          USAGE_ALONE,
          OTHER,
          PLAIN ->
          null;
    };
  }

  private @Nullable ChatEvent runError(SpanNode node) {
    return error(node, ErrorLevel.WORKFLOW);
  }

  /// Rules 4 and 15: a call that another span stands for is no call, but its error is one, unless
  /// it only repeats one of the calls in it.
  private @Nullable ChatEvent errorOfYielding(SpanNode node) {
    Failure failure = node.yields ? errors.failureOf(node) : null;
    return failure == null || failure.echoed() ? null : error(node, ErrorLevel.LLM);
  }

  private @Nullable ChatEvent error(SpanNode node, ErrorLevel level) {
    Failure failure = errors.failureOf(node);
    return failure == null
        ? null
        : new ChatEvent.ErrorOccurred(
            assignment.context(node, "error"), assignment.agentOf(node), level, failure);
  }

  private ChatEvent modelCall(SpanNode node) {
    SpanFacts facts = node.facts;
    boolean locallyCached = facts.flag(Field.LOCALLY_CACHED);
    Duration timeToFirstToken = timeToFirstToken(node);
    return new ChatEvent.LlmCall(
        assignment.context(node, "llm"),
        assignment.agentOf(node),
        facts.provider(),
        facts.text(Field.REQUEST_MODEL),
        facts.text(Field.RESPONSE_MODEL),
        facts.usage(),
        locallyCached ? Cost.LOCALLY_CACHED : cost(node),
        durationOfCall(node),
        timeToFirstToken,
        facts.flag(Field.STREAMING) || timeToFirstToken != null,
        locallyCached,
        false,
        facts.finishReasons(),
        facts.text(Field.RESPONSE_ID),
        errors.failureOf(node));
  }

  /// A call that is known from a log event alone lasted as long as the span around it that is the
  /// same call.
  private @Nullable Duration durationOfCall(SpanNode call) {
    SpanNode outer = call.outerCall;
    return call.facts.isStandIn() && outer != null ? duration(outer) : duration(call);
  }

  /// Rule 4: what the outer spans of the same call know is kept.
  private static @Nullable Duration timeToFirstToken(SpanNode call) {
    for (SpanNode node = call; node != null; node = node.outerCall) {
      Long nanos = node.facts.number(Field.TIME_TO_FIRST_TOKEN_NANOS);
      if (nanos != null) {
        return Duration.ofNanos(nanos);
      }
    }
    return null;
  }

  private Cost cost(SpanNode call) {
    boolean usesTokens = call.facts.hasUsage();
    for (SpanNode node = call; node != null; node = node.outerCall) {
      Cost reported = node.facts.reportedCost(usesTokens);
      if (reported != null) {
        return reported;
      }
    }
    return computedCost(call.facts);
  }

  private Cost computedCost(SpanFacts facts) {
    // Prices go by the provider that was reported: a guess from the model's name says nothing about
    // who hosts it.
    return pricing.price(
        facts.reportedProvider(),
        facts.text(Field.RESPONSE_MODEL),
        facts.text(Field.REQUEST_MODEL),
        facts.usage());
  }

  /// Rule 3, usage that only a turn or a run reports: a call of its own if no call is known below,
  /// else tokens to add to the calls that did not say theirs.
  private ChatEvent aggregate(SpanNode node, boolean callsBelow) {
    SpanFacts facts = node.facts;
    Cost reported = facts.reportedCost(facts.hasUsage());
    Cost cost = reported != null ? reported : computedCost(facts);
    if (callsBelow) {
      return new ChatEvent.UsageDelta(
          assignment.context(node, "usage"),
          assignment.agentOf(node),
          facts.model(),
          facts.usage(),
          cost,
          false);
    }
    return new ChatEvent.LlmCall(
        assignment.context(node, "usage"),
        assignment.agentOf(node),
        facts.provider(),
        facts.text(Field.REQUEST_MODEL),
        facts.text(Field.RESPONSE_MODEL),
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

  private @Nullable Duration duration(SpanNode node) {
    Duration whole = node.facts.duration();
    return whole == null ? null : whole.minusNanos(waiting.nanosIn(node));
  }
}
