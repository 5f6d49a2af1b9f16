// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Writes events as JSON, one object on one line: the form that `POST /api/events` takes. The same
/// event always gives the same text; what is unknown is left out; amounts and durations are exact
/// decimals.
public final class EventJson {
  private EventJson() {}

  /// One line, without its end.
  public static String write(ChatEvent event) {
    StringBuilder out = new StringBuilder(320);
    write(event, out);
    return out.toString();
  }

  /// Appends one line, without its end.
  public static void write(ChatEvent event, StringBuilder out) {
    if (event instanceof ChatEvent.Superseded superseded) {
      write(superseded.event(), out); // whether it counts is decided anew by whoever reads it
      return;
    }
    JsonObject json = new JsonObject(out);
    if (event instanceof ChatEvent.WorkflowStarted started) {
      context(json, event, "workflow_start").text("parent_chat_id", started.parentChatId());
    } else if (event instanceof ChatEvent.AgentTurn turn) {
      turn(context(json, event, "agent_turn"), turn);
    } else if (event instanceof ChatEvent.LlmCall call) {
      llmCall(context(json, event, "llm_call"), call);
    } else if (event instanceof ChatEvent.ToolCall call) {
      toolCall(context(json, event, "tool_call"), call);
    } else if (event instanceof ChatEvent.UsageDelta delta) {
      delta(context(json, event, "usage_delta"), delta);
    } else if (event instanceof ChatEvent.UsageSummary summary) {
      usage(context(json, event, "usage_summary"), summary.usage(), summary.cost());
    } else if (event instanceof ChatEvent.ErrorOccurred error) {
      error(context(json, event, "error"), error);
    } else if (event instanceof ChatEvent.TraceAttached attached) {
      heading(json, event, "trace_attached").text("trace_id", attached.traceId());
    } else if (event instanceof ChatEvent.WorkflowEnded ended) {
      context(json, event, "workflow_end")
          .text("status", ended.status().word())
          .seconds("duration_sec", ended.ran());
    }
    json.end();
  }

  private static JsonObject heading(JsonObject json, ChatEvent event, String type) {
    ChatEvent.Context context = event.context();
    return json.text("event_id", context.id())
        .text("type", type)
        .text("event_ts", context.at().toString())
        .text("chat_id", context.chat().chatId())
        .text("app_id", context.chat().app())
        .text("workflow_name", context.workflow())
        .text("user_id", context.user());
  }

  private static JsonObject context(JsonObject json, ChatEvent event, String type) {
    SpanRef span = event.context().span();
    heading(json, event, type);
    return span == null
        ? json
        : json.text("trace_id", span.traceId()).text("span_id", span.spanId());
  }

  private static void turn(JsonObject json, ChatEvent.AgentTurn turn) {
    json.text("agent_name", turn.agent()).seconds("duration_sec", turn.duration());
    failure(json, turn.failure());
  }

  private static void llmCall(JsonObject json, ChatEvent.LlmCall call) {
    json.text("agent_name", call.agent())
        .text("provider", call.provider())
        .text("request_model", call.requestModel())
        .text("response_model", call.responseModel());
    usage(json, call.usage(), call.cost())
        .seconds("duration_sec", call.duration())
        .seconds("time_to_first_token_sec", call.timeToFirstToken())
        .flag("streaming", call.streaming(), false)
        .flag("cached", call.locallyCached(), false)
        .flag("aggregate", call.aggregate(), false)
        .texts("finish_reasons", call.finishReasons())
        .text("response_id", call.responseId());
    failure(json, call.failure());
  }

  private static void toolCall(JsonObject json, ChatEvent.ToolCall call) {
    json.text("agent_name", call.agent())
        .text("tool_name", call.tool())
        .text("tool_call_id", call.callId())
        .text("arguments_hash", hex(call.argumentsHash()))
        .seconds("duration_sec", call.duration());
    failure(json, call.failure());
  }

  private static void delta(JsonObject json, ChatEvent.UsageDelta delta) {
    json.text("agent_name", delta.agent()).text("model", delta.model());
    usage(json, delta.usage(), delta.cost()).flag("cached", delta.locallyCached(), false);
  }

  private static void error(JsonObject json, ChatEvent.ErrorOccurred error) {
    json.text("agent_name", error.agent()).text("level", word(error.level()));
    failure(json, error.failure());
  }

  private static JsonObject usage(JsonObject json, TokenUsage usage, Cost cost) {
    json.number("prompt_tokens", usage.promptTokens())
        .number("completion_tokens", usage.completionTokens())
        .number("cached_read_tokens", usage.cachedReadTokens())
        .number("cache_write_tokens", usage.cacheWriteTokens())
        .number("reasoning_tokens", usage.reasoningTokens());
    if (cost.picoUsd() == null) {
      return json;
    }
    return json.number("cost_usd", Usd.toDecimal(cost.picoUsd()))
        .text("cost_state", word(cost.state()))
        .text("cost_source", word(Objects.requireNonNull(cost.source())))
        .text("cost_rule", cost.rule());
  }

  private static void failure(JsonObject json, @Nullable Failure failure) {
    if (failure != null) {
      json.flag("success", false, true)
          .text("error_type", failure.type())
          .text("error_message", failure.message())
          .flag("error_echoed", failure.echoed(), false);
    }
  }

  private static @Nullable String hex(@Nullable Long bits) {
    return bits == null ? null : HexFormat.of().toHexDigits(bits);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
