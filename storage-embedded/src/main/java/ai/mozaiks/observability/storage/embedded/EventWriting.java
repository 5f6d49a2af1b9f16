// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.SpanRef;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.PartId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Writes events into the columns of the table `events`; [EventReading] reads them back. Columns
/// are in the order of the schema files.
final class EventWriting {
  private EventWriting() {}

  /// What the kind of a superseded event begins with, so that no sum takes it for one that counts.
  static final String SUPERSEDED = "superseded ";

  static void append(Rows rows, PartId part, ChatEvent event) throws SQLException {
    if (event instanceof ChatEvent.Superseded superseded) {
      append(rows, part, superseded.event(), SUPERSEDED);
    } else {
      append(rows, part, event, "");
    }
  }

  /// @param prefix of its kind
  private static void append(Rows rows, PartId part, ChatEvent event, String prefix)
      throws SQLException {
    switch (event) {
      case ChatEvent.Superseded _ -> throw new AssertionError("superseded twice");
      case ChatEvent.WorkflowStarted _ -> {
        context(rows, part, prefix + "workflow_started", event);
        rest(rows, null, null, null);
        call(rows, null);
        usage(rows, null, null);
        callRest(rows, null, null);
        last(rows, null, null, null, null, null, null);
      }
      case ChatEvent.AgentTurn turn -> {
        context(rows, part, prefix + "agent_turn", event);
        rest(rows, turn.agent(), turn.duration(), turn.failure());
        call(rows, null);
        usage(rows, null, null);
        callRest(rows, null, null);
        last(rows, null, null, null, null, null, null);
      }
      case ChatEvent.LlmCall call -> {
        context(rows, part, prefix + "llm_call", event);
        rest(rows, call.agent(), call.duration(), call.failure());
        call(rows, call);
        usage(rows, call.usage(), call.cost());
        callRest(rows, call, call.locallyCached());
        last(rows, null, null, null, null, null, null);
      }
      case ChatEvent.ToolCall call -> {
        context(rows, part, prefix + "tool_call", event);
        rest(rows, call.agent(), call.duration(), call.failure());
        call(rows, null);
        usage(rows, null, null);
        callRest(rows, null, null);
        last(rows, call.tool(), call.callId(), null, null, null, call.argumentsHash());
      }
      case ChatEvent.UsageDelta delta -> {
        context(rows, part, prefix + "usage_delta", event);
        rest(rows, delta.agent(), null, null);
        rows.addNull().add(delta.model()).addNull();
        usage(rows, delta.usage(), delta.cost());
        callRest(rows, null, delta.locallyCached());
        last(rows, null, null, null, null, null, null);
      }
      case ChatEvent.UsageSummary summary -> {
        context(rows, part, prefix + "usage_summary", event);
        rest(rows, null, null, null);
        call(rows, null);
        usage(rows, summary.usage(), summary.cost());
        callRest(rows, null, null);
        last(rows, null, null, null, null, null, null);
      }
      case ChatEvent.ErrorOccurred error -> {
        context(rows, part, prefix + "error", event);
        rest(rows, error.agent(), null, error.failure());
        call(rows, null);
        usage(rows, null, null);
        callRest(rows, null, null);
        last(rows, null, null, word(error.level()), null, null, null);
      }
      case ChatEvent.TraceAttached attached -> {
        context(rows, part, prefix + "trace_attached", event);
        rest(rows, null, null, null);
        call(rows, null);
        usage(rows, null, null);
        callRest(rows, null, null);
        last(rows, null, null, null, attached.traceId(), null, null);
      }
      case ChatEvent.WorkflowEnded ended -> {
        context(rows, part, prefix + "workflow_ended", event);
        rest(rows, null, ended.ran(), null);
        call(rows, null);
        usage(rows, null, null);
        callRest(rows, null, null);
        last(rows, null, null, null, null, word(ended.status()), null);
      }
    }
    ChatEvent.Lent lent = event.context().lent();
    rows.add(lent == ChatEvent.Lent.NOTHING ? null : word(lent));
    rows.add(event instanceof ChatEvent.WorkflowStarted started ? started.parentChatId() : null);
    rows.addFlag(
        (event instanceof ChatEvent.LlmCall call && call.failure() != null)
            ? (Boolean) call.failure().retried()
            : null);
    rows.end();
  }

  /// `direct` to `span_id`.
  private static void context(Rows rows, PartId part, String kind, ChatEvent event)
      throws SQLException {
    ChatEvent.Context context = event.context();
    rows.begin().add(part.direct()).add(part.high()).add(part.low());
    rows.add(kind).add(context.id()).add(context.chat().app()).add(context.chat().chatId());
    rows.add(context.workflow()).add(context.user()).add(Nanos.of(context.at()));
    SpanRef span = context.span();
    if (span == null) {
      rows.addNull().addNull().addNull();
    } else {
      PartId trace = PartId.ofTrace(span.traceId());
      rows.add(trace.high()).add(trace.low());
      rows.add(HexFormat.fromHexDigitsToLong(span.spanId()));
    }
  }

  /// `agent` to `failure_echoed`.
  private static void rest(
      Rows rows, @Nullable String agent, @Nullable Duration duration, @Nullable Failure failure)
      throws SQLException {
    rows.add(agent).addOrNull(duration == null ? null : (Long) Nanos.of(duration));
    if (failure == null) {
      rows.addNull().addNull().addNull();
    } else {
      rows.add(failure.type()).add(failure.message()).add(failure.echoed());
    }
  }

  /// `provider` to `response_model`.
  private static void call(Rows rows, ChatEvent.@Nullable LlmCall call) throws SQLException {
    if (call == null) {
      rows.addNull().addNull().addNull();
    } else {
      rows.add(call.provider()).add(call.requestModel()).add(call.responseModel());
    }
  }

  /// `prompt_tokens` to `cost_rule`.
  private static void usage(Rows rows, @Nullable TokenUsage given, @Nullable Cost cost)
      throws SQLException {
    TokenUsage usage = given == null ? TokenUsage.UNKNOWN : given;
    rows.addOrNull(usage.promptTokens()).addOrNull(usage.completionTokens());
    rows.addOrNull(usage.cachedReadTokens()).addOrNull(usage.cacheWriteTokens());
    rows.addOrNull(usage.reasoningTokens());
    if (cost == null) {
      rows.addNull().addNull().addNull().addNull();
    } else {
      rows.add(word(cost.state())).addOrNull(cost.picoUsd());
      rows.add(cost.source() == null ? null : word(cost.source())).add(cost.rule());
    }
  }

  /// `first_token_nanos` to `response_id`.
  private static void callRest(
      Rows rows, ChatEvent.@Nullable LlmCall call, @Nullable Boolean locallyCached)
      throws SQLException {
    Duration firstToken = call == null ? null : call.timeToFirstToken();
    rows.addOrNull(firstToken == null ? null : (Long) Nanos.of(firstToken));
    rows.addFlag(call == null ? null : (Boolean) call.streaming());
    rows.addFlag(locallyCached);
    rows.addFlag(call == null ? null : (Boolean) call.aggregate());
    rows.add(call == null ? null : TextList.join(call.finishReasons()));
    rows.add(call == null ? null : call.responseId());
  }

  /// `tool` to `arguments_hash`.
  private static void last(
      Rows rows,
      @Nullable String tool,
      @Nullable String callId,
      @Nullable String level,
      @Nullable String attachedTrace,
      @Nullable String endStatus,
      @Nullable Long argumentsHash)
      throws SQLException {
    rows.add(tool).add(callId).add(level).add(attachedTrace).add(endStatus);
    rows.addOrNull(argumentsHash);
  }

  /// The word for an enum constant in the store, for example `priced`.
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
