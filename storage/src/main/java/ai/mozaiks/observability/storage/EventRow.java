// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.SpanRef;
import ai.mozaiks.observability.recorder.TokenUsage;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a waterfall needs of a stored event.
///
/// @param id its id if it is a direct event; null for one of a trace, which its span names
/// @param superseded whether it is kept and not counted, see [ChatEvent.Superseded]
/// @param atNanos when it began; nanoseconds since 1970
/// @param spanId the span behind an event of a trace; 0 for none
/// @param durationNanos of turns and calls, and of an ended workflow how long it ran; null when not
///   known, and for the other kinds
/// @param agent null when unknown
/// @param model the model that answered, else the one asked for; null when unknown
/// @param tool null when unknown
/// @param failed whether it failed, as an echo too; of an ended workflow, whether that did
/// @param promptTokens null when unknown
/// @param completionTokens null when unknown
/// @param costPicoUsd 1e-12 US dollars; null when unknown, 0 when free
/// @param cached whether the application's own cache answered
/// @param aggregate whether a model call stands for several of which only the sum was reported
public record EventRow(
    PartId part,
    @Nullable String id,
    ChatKey chat,
    Kind kind,
    boolean superseded,
    long atNanos,
    long spanId,
    @Nullable Long durationNanos,
    @Nullable String agent,
    @Nullable String model,
    @Nullable String tool,
    boolean failed,
    @Nullable Long promptTokens,
    @Nullable Long completionTokens,
    @Nullable Long costPicoUsd,
    boolean cached,
    boolean aggregate) {

  /// The kinds of events, of what is superseded that of the event itself.
  public enum Kind {
    WORKFLOW_STARTED,
    AGENT_TURN,
    LLM_CALL,
    TOOL_CALL,
    USAGE_DELTA,
    USAGE_SUMMARY,
    ERROR,
    TRACE_ATTACHED,
    WORKFLOW_ENDED;

    /// The kind of an event.
    static Kind of(ChatEvent event) {
      return switch (event) {
        case ChatEvent.WorkflowStarted _ -> WORKFLOW_STARTED;
        case ChatEvent.AgentTurn _ -> AGENT_TURN;
        case ChatEvent.LlmCall _ -> LLM_CALL;
        case ChatEvent.ToolCall _ -> TOOL_CALL;
        case ChatEvent.UsageDelta _ -> USAGE_DELTA;
        case ChatEvent.UsageSummary _ -> USAGE_SUMMARY;
        case ChatEvent.ErrorOccurred _ -> ERROR;
        case ChatEvent.TraceAttached _ -> TRACE_ATTACHED;
        case ChatEvent.WorkflowEnded _ -> WORKFLOW_ENDED;
        case ChatEvent.Superseded superseded -> of(superseded.event());
      };
    }
  }

  /// By start, then id: of direct events.
  public static final Comparator<EventRow> BY_START =
      Comparator.comparingLong(EventRow::atNanos)
          .thenComparing(EventRow::id, Comparator.nullsFirst(TextOrder.INSTANCE));

  public EventRow {
    Objects.requireNonNull(part, "part");
    Objects.requireNonNull(chat, "chat");
    Objects.requireNonNull(kind, "kind");
  }

  /// The row of an event.
  ///
  /// @param part where it comes from
  public static EventRow of(PartId part, ChatEvent event) {
    boolean superseded = event instanceof ChatEvent.Superseded;
    ChatEvent told = event instanceof ChatEvent.Superseded outer ? outer.event() : event;
    String agent = Dimension.AGENT.of(told);
    String tool = Dimension.TOOL.of(told);
    TokenUsage usage = usage(told);
    Cost cost = cost(told);
    return new EventRow(
        part,
        part.direct() ? event.id() : null,
        event.chat(),
        Kind.of(told),
        superseded,
        Nanos.of(event.at()),
        spanId(event.context().span()),
        nanos(told),
        agent.isEmpty() ? null : agent,
        model(told),
        tool.isEmpty() ? null : tool,
        failed(told),
        usage == null ? null : usage.promptTokens(),
        usage == null ? null : usage.completionTokens(),
        cost == null ? null : cost.picoUsd(),
        cached(told),
        told instanceof ChatEvent.LlmCall call && call.aggregate());
  }

  private static long spanId(@Nullable SpanRef span) {
    return span == null ? 0 : HexFormat.fromHexDigitsToLong(span.spanId());
  }

  private static @Nullable Long nanos(ChatEvent event) {
    Duration duration =
        switch (event) {
          case ChatEvent.AgentTurn turn -> turn.duration();
          case ChatEvent.LlmCall call -> call.duration();
          case ChatEvent.ToolCall call -> call.duration();
          case ChatEvent.WorkflowEnded ended -> ended.ran();
          case ChatEvent.WorkflowStarted _,
              ChatEvent.UsageDelta _,
              ChatEvent.UsageSummary _,
              ChatEvent.ErrorOccurred _,
              ChatEvent.TraceAttached _,
              ChatEvent.Superseded _ ->
              null;
        };
    return duration == null ? null : (Long) Nanos.of(duration);
  }

  private static @Nullable String model(ChatEvent event) {
    String model = Dimension.MODEL.of(event);
    return model.isEmpty() ? null : model;
  }

  private static boolean failed(ChatEvent event) {
    Failure failure =
        switch (event) {
          case ChatEvent.AgentTurn turn -> turn.failure();
          case ChatEvent.LlmCall call -> call.failure();
          case ChatEvent.ToolCall call -> call.failure();
          case ChatEvent.ErrorOccurred error -> error.failure();
          case ChatEvent.WorkflowStarted _,
              ChatEvent.UsageDelta _,
              ChatEvent.UsageSummary _,
              ChatEvent.TraceAttached _,
              ChatEvent.WorkflowEnded _,
              ChatEvent.Superseded _ ->
              null;
        };
    return failure != null
        || (event instanceof ChatEvent.WorkflowEnded ended && ended.status() == ChatStatus.FAILED);
  }

  private static @Nullable TokenUsage usage(ChatEvent event) {
    return switch (event) {
      case ChatEvent.LlmCall call -> call.usage();
      case ChatEvent.UsageDelta delta -> delta.usage();
      case ChatEvent.UsageSummary summary -> summary.usage();
      case ChatEvent.WorkflowStarted _,
          ChatEvent.AgentTurn _,
          ChatEvent.ToolCall _,
          ChatEvent.ErrorOccurred _,
          ChatEvent.TraceAttached _,
          ChatEvent.WorkflowEnded _,
          ChatEvent.Superseded _ ->
          null;
    };
  }

  private static @Nullable Cost cost(ChatEvent event) {
    return switch (event) {
      case ChatEvent.LlmCall call -> call.cost();
      case ChatEvent.UsageDelta delta -> delta.cost();
      case ChatEvent.UsageSummary summary -> summary.cost();
      case ChatEvent.WorkflowStarted _,
          ChatEvent.AgentTurn _,
          ChatEvent.ToolCall _,
          ChatEvent.ErrorOccurred _,
          ChatEvent.TraceAttached _,
          ChatEvent.WorkflowEnded _,
          ChatEvent.Superseded _ ->
          null;
    };
  }

  private static boolean cached(ChatEvent event) {
    return (event instanceof ChatEvent.LlmCall call && call.locallyCached())
        || (event instanceof ChatEvent.UsageDelta delta && delta.locallyCached());
  }
}
