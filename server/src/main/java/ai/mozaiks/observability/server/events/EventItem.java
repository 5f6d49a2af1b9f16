// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.events;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.ErrorLevel;
import ai.mozaiks.observability.recorder.EventJson;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.SpanRef;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.recorder.Usd;
import ai.mozaiks.observability.server.entry.ReceiptTime;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes an event of an item's fields.
final class EventItem {
  private static final String TYPES =
      "workflow_start, agent_turn, llm_call, tool_call, usage_delta, usage_summary, error,"
          + " trace_attached or workflow_end";

  private final EventFields fields;

  private EventItem(EventFields fields) {
    this.fields = fields;
  }

  /// Reads one item.
  ///
  /// @param receipt when it came: the time of an event that does not say when it was, or that says
  ///   a time too far ahead of that
  static ChatEvent read(EventFields fields, ReceiptTime receipt) throws InvalidEventException {
    EventItem item = new EventItem(fields);
    String id = fields.id("event_id");
    Instant at = fields.instant("event_ts", "ts", "timestamp");
    // Made once, since every reading of a field counts what is cut or masked in it.
    ChatEvent event =
        item.event(item.context(id == null ? "" : id, at == null ? Instant.EPOCH : at));
    if (id == null) {
      // What a resend has in common with the first attempt: all but the time of receipt. Events
      // that bring an id, as those of the recorder do, are not written out for it.
      event = with(event, digest(event), event.at());
    }
    boolean ahead = at != null && at.isAfter(receipt.latest());
    if (ahead) {
      fields.replacedTime();
    }
    return at == null || ahead ? began(with(event, event.id(), receipt.now())) : event;
  }

  private static ChatEvent with(ChatEvent event, String id, Instant at) {
    ChatEvent.Context c = event.context();
    return event.withContext(
        new ChatEvent.Context(id, c.chat(), c.workflow(), c.user(), at, c.span()));
  }

  /// An event that just ended, with the time when it began.
  ///
  /// @param ended at the time of its receipt
  private static ChatEvent began(ChatEvent ended) {
    Duration duration =
        switch (ended) {
          case ChatEvent.AgentTurn turn -> turn.duration();
          case ChatEvent.LlmCall call -> call.duration();
          case ChatEvent.ToolCall call -> call.duration();
          // The end of a run has no length of its own; that of the run is told beside it.
          case ChatEvent.WorkflowStarted _,
              ChatEvent.UsageDelta _,
              ChatEvent.UsageSummary _,
              ChatEvent.ErrorOccurred _,
              ChatEvent.TraceAttached _,
              ChatEvent.Superseded _,
              ChatEvent.WorkflowEnded _ ->
              null;
        };
    if (duration == null) {
      return ended;
    }
    Instant began = ended.at().minus(duration);
    return with(ended, ended.id(), began.isBefore(EventFields.FIRST) ? EventFields.FIRST : began);
  }

  private static String digest(ChatEvent event) {
    try {
      byte[] text = EventJson.write(event).getBytes(StandardCharsets.UTF_8);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private ChatEvent.Context context(String id, Instant at) throws InvalidEventException {
    String chat = fields.id("chat_id");
    if (chat == null) {
      throw InvalidEventException.absent("chat_id", "the chat's id");
    }
    String app = fields.id("app_id", "appId", "AppId", "enterprise_id");
    return new ChatEvent.Context(
        id,
        new ChatKey(app == null ? ChatKey.UNKNOWN_APP : app, chat),
        fields.text("workflow_name", "workflow"),
        fields.text("user_id"),
        at,
        null);
  }

  private ChatEvent.Context withSpan(ChatEvent.Context c) throws InvalidEventException {
    String trace = fields.hex("trace_id", 32);
    String span = fields.hex("span_id", 16);
    return trace == null || span == null
        ? c
        : new ChatEvent.Context(
            c.id(), c.chat(), c.workflow(), c.user(), c.at(), new SpanRef(trace, span));
  }

  private ChatEvent event(ChatEvent.Context bare) throws InvalidEventException {
    String type = fields.text("type");
    if (type == null) {
      String hint = fields.has("prompt_tokens", "total_tokens") ? "; tokens alone do not say" : "";
      throw InvalidEventException.absent("type", TYPES + hint);
    }
    String name = type.startsWith("chat.") ? type.substring("chat.".length()) : type;
    if (name.equals("trace_attached")) {
      String trace = fields.hex("trace_id", 32);
      if (trace == null) {
        throw InvalidEventException.absent("trace_id", "32 hex digits");
      }
      return new ChatEvent.TraceAttached(bare, trace);
    }
    ChatEvent.Context context = withSpan(bare);
    return switch (name) {
      case "workflow_start" -> new ChatEvent.WorkflowStarted(context, fields.id("parent_chat_id"));
      case "agent_turn" -> new ChatEvent.AgentTurn(context, agent(), duration(), failure());
      case "llm_call" -> llmCall(context);
      case "tool_call" ->
          new ChatEvent.ToolCall(
              context,
              agent(),
              fields.text("tool_name", "tool"),
              fields.reference("tool_call_id"),
              fields.argumentsHash(),
              duration(),
              failure());
      case "usage_delta" ->
          new ChatEvent.UsageDelta(
              context,
              agent(),
              fields.text("model", "model_name", "request_model"),
              usage(),
              cost(),
              is("cached"));
      case "usage_summary" -> new ChatEvent.UsageSummary(context, usage(), cost());
      case "error" -> error(context);
      case "workflow_end" ->
          new ChatEvent.WorkflowEnded(
              context, status(), fields.duration("duration_sec", "duration_ms"));
      default -> throw InvalidEventException.of("type", type, TYPES);
    };
  }

  private ChatEvent llmCall(ChatEvent.Context context) throws InvalidEventException {
    return new ChatEvent.LlmCall(
        context,
        agent(),
        fields.text("provider"),
        fields.text("request_model", "model", "model_name"),
        fields.text("response_model"),
        usage(),
        cost(),
        duration(),
        fields.duration("time_to_first_token_sec", null),
        is("streaming"),
        is("cached"),
        is("aggregate"),
        fields.strings("finish_reasons"),
        fields.reference("response_id"),
        failure());
  }

  private ChatEvent error(ChatEvent.Context context) throws InvalidEventException {
    ErrorLevel level =
        fields
            .word("level", ErrorLevel.class, List.of(ErrorLevel.values()))
            .orElse(ErrorLevel.WORKFLOW);
    Failure failure = failure();
    Failure known =
        failure == null
            ? new Failure(Failure.OTHER, fields.message("error_message"), is("error_echoed"))
            : failure;
    return new ChatEvent.ErrorOccurred(context, agent(), level, known);
  }

  private ChatStatus status() throws InvalidEventException {
    List<ChatStatus> ends =
        List.of(
            ChatStatus.COMPLETED, ChatStatus.FAILED, ChatStatus.CANCELLED, ChatStatus.ABANDONED);
    return fields.word("status", ChatStatus.class, ends).orElse(ChatStatus.COMPLETED);
  }

  private @Nullable String agent() throws InvalidEventException {
    return fields.text("agent_name", "agent");
  }

  private @Nullable Duration duration() throws InvalidEventException {
    return fields.duration("duration_sec", "duration_ms");
  }

  private boolean is(String flag) throws InvalidEventException {
    return Boolean.TRUE.equals(fields.flag(flag));
  }

  private @Nullable Failure failure() throws InvalidEventException {
    String type = fields.text("error_type");
    if (type == null && !Boolean.FALSE.equals(fields.flag("success"))) {
      return null;
    }
    return new Failure(
        type == null ? Failure.OTHER : type, fields.message("error_message"), is("error_echoed"));
  }

  private TokenUsage usage() throws InvalidEventException {
    return new TokenUsage(
        fields.count("prompt_tokens"),
        fields.count("completion_tokens"),
        fields.count("cached_read_tokens"),
        fields.count("cache_write_tokens"),
        fields.count("reasoning_tokens"));
  }

  private Cost cost() throws InvalidEventException {
    BigDecimal usd = fields.number("cost_usd", Usd.MAX);
    Cost.State said =
        fields
            .word("cost_state", Cost.State.class, List.of(Cost.State.values()))
            .orElse(usd == null ? Cost.State.UNPRICED : Cost.State.PRICED);
    Cost.Source source =
        fields
            .word("cost_source", Cost.Source.class, List.of(Cost.Source.values()))
            .orElse(Cost.Source.REPORTED);
    String rule = fields.text("cost_rule");
    return switch (said) {
      case UNPRICED -> Cost.UNPRICED;
      case FREE -> {
        if (usd != null && usd.signum() != 0) {
          throw InvalidEventException.of("cost_usd", usd, "0, since cost_state is free");
        }
        yield new Cost(Cost.State.FREE, 0L, source, rule);
      }
      case PRICED -> {
        Long pico = usd == null ? null : Usd.toPico(usd);
        if (pico == null) {
          throw InvalidEventException.of(
              "cost_usd", usd == null ? "absent" : usd, "an amount, since cost_state is priced");
        }
        yield new Cost(Cost.State.PRICED, pico, source, rule);
      }
    };
  }
}
