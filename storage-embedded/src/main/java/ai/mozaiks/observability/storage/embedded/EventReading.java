// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.ErrorLevel;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.recorder.SpanRef;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.PartId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads events from rows of the table `events`, selected with [#COLUMNS].
final class EventReading {
  /// All columns, in the order of the schema files; the numbers below count in it from 1.
  static final String COLUMNS =
      "direct, part_high, part_low, kind, id, app, chat_id, workflow, user_id, at_nanos,"
          + " trace_high, trace_low, span_id, agent, duration_nanos, failure_type,"
          + " failure_message, failure_echoed, provider, request_model, response_model,"
          + " prompt_tokens, completion_tokens, cached_read_tokens, cache_write_tokens,"
          + " reasoning_tokens, cost_state, cost_pico_usd, cost_source, cost_rule,"
          + " first_token_nanos, streaming, locally_cached, aggregate, finish_reasons,"
          + " response_id, tool, call_id, level, attached_trace, end_status, arguments_hash, lent,"
          + " parent_chat, retried";

  private static final int AGENT = 14;
  private static final int DURATION = 15;
  private static final int REQUEST_MODEL = 20;
  private static final int LOCALLY_CACHED = 33;
  private static final int LENT = 43;
  private static final int PARENT_CHAT = 44;
  private static final int RETRIED = 45;

  private EventReading() {}

  static PartId part(ResultSet row) throws SQLException {
    return new PartId(row.getBoolean(1), row.getLong(2), row.getLong(3));
  }

  static ChatEvent event(ResultSet row) throws SQLException {
    String kind = row.getString(4);
    return kind.startsWith(EventWriting.SUPERSEDED)
        ? new ChatEvent.Superseded(event(row, kind.substring(EventWriting.SUPERSEDED.length())))
        : event(row, kind);
  }

  private static ChatEvent event(ResultSet row, String kind) throws SQLException {
    ChatEvent.Context context = context(row);
    String agent = row.getString(AGENT);
    return switch (kind) {
      case "workflow_started" -> new ChatEvent.WorkflowStarted(context, row.getString(PARENT_CHAT));
      case "agent_turn" ->
          new ChatEvent.AgentTurn(context, agent, duration(row, DURATION), failure(row));
      case "llm_call" -> call(row, context, agent);
      case "tool_call" ->
          new ChatEvent.ToolCall(
              context,
              agent,
              row.getString(37),
              row.getString(38),
              number(row, 42),
              duration(row, DURATION),
              failure(row));
      case "usage_delta" ->
          new ChatEvent.UsageDelta(
              context,
              agent,
              row.getString(REQUEST_MODEL),
              usage(row),
              cost(row),
              row.getBoolean(LOCALLY_CACHED));
      case "usage_summary" -> new ChatEvent.UsageSummary(context, usage(row), cost(row));
      case "error" ->
          new ChatEvent.ErrorOccurred(
              context,
              agent,
              ErrorLevel.valueOf(constant(row.getString(39))),
              required(failure(row)));
      case "trace_attached" -> new ChatEvent.TraceAttached(context, row.getString(40));
      case "workflow_ended" ->
          new ChatEvent.WorkflowEnded(
              context, ChatStatus.valueOf(constant(row.getString(41))), duration(row, DURATION));
      default -> throw new SQLException("kind: " + kind + " (expected: a kind of event)");
    };
  }

  private static ChatEvent.Context context(ResultSet row) throws SQLException {
    Long traceHigh = number(row, 11);
    SpanRef span = null;
    if (traceHigh != null) {
      span =
          new SpanRef(
              PartId.ofTrace(traceHigh, row.getLong(12)).hex(),
              HexFormat.of().toHexDigits(row.getLong(13)));
    }
    String lent = row.getString(LENT);
    return new ChatEvent.Context(
        row.getString(5),
        new ChatKey(row.getString(6), row.getString(7)),
        row.getString(8),
        row.getString(9),
        Nanos.toInstant(row.getLong(10)),
        span,
        lent == null ? ChatEvent.Lent.NOTHING : ChatEvent.Lent.valueOf(constant(lent)));
  }

  private static ChatEvent call(ResultSet row, ChatEvent.Context context, @Nullable String agent)
      throws SQLException {
    return new ChatEvent.LlmCall(
        context,
        agent,
        row.getString(19),
        row.getString(REQUEST_MODEL),
        row.getString(21),
        usage(row),
        cost(row),
        duration(row, DURATION),
        duration(row, 31),
        row.getBoolean(32),
        row.getBoolean(LOCALLY_CACHED),
        row.getBoolean(34),
        TextList.split(row.getString(35)),
        row.getString(36),
        failure(row));
  }

  private static @Nullable Failure failure(ResultSet row) throws SQLException {
    String type = row.getString(16);
    return type == null
        ? null
        : new Failure(type, row.getString(17), row.getBoolean(18), row.getBoolean(RETRIED));
  }

  private static TokenUsage usage(ResultSet row) throws SQLException {
    return new TokenUsage(
        number(row, 22), number(row, 23), number(row, 24), number(row, 25), number(row, 26));
  }

  private static Cost cost(ResultSet row) throws SQLException {
    Cost.State state = Cost.State.valueOf(constant(row.getString(27)));
    if (state == Cost.State.UNPRICED) {
      return Cost.UNPRICED;
    }
    Cost.Source source = Cost.Source.valueOf(constant(row.getString(29)));
    return new Cost(state, number(row, 28), source, row.getString(30));
  }

  private static @Nullable Duration duration(ResultSet row, int column) throws SQLException {
    Long nanos = number(row, column);
    return nanos == null ? null : Duration.ofNanos(nanos);
  }

  private static @Nullable Long number(ResultSet row, int column) throws SQLException {
    long number = row.getLong(column);
    return row.wasNull() ? null : (Long) number;
  }

  private static <T> T required(@Nullable T value) {
    return Objects.requireNonNull(value, "a column that this kind of event always has");
  }

  private static String constant(String word) {
    return word.toUpperCase(Locale.ROOT);
  }
}
