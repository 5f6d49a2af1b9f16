// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import com.google.common.collect.Sets;
import java.util.Set;

/// The fields that a span can tell. Which attributes tell them, and which of several wins, is the
/// [FieldTable].
public enum Field {
  /// A chat id that is beyond doubt: the reference runtime's own, or the configured key.
  CHAT_ID,
  /// `gen_ai.conversation.id`: a chat id unless it turns out to be the id of a response.
  CONVERSATION_ID,
  /// Every other kind of session or thread id.
  SESSION_ID,
  APP,
  /// An app id that the resource's own `app.id` outweighs.
  APP_HINT,
  WORKFLOW,
  /// Names that a workflow may also have: of a trace, of a function.
  WORKFLOW_HINT,
  USER,
  AGENT,
  AGENT_ID,
  /// Where the agent's name is only hinted at.
  AGENT_HINT,
  PROVIDER,
  REQUEST_MODEL,
  RESPONSE_MODEL,
  RESPONSE_ID,
  PROMPT_TOKENS,
  COMPLETION_TOKENS,
  CACHED_READ_TOKENS,
  CACHE_WRITE_TOKENS,
  REASONING_TOKENS,
  TOTAL_TOKENS,
  COST_USD,
  TIME_TO_FIRST_TOKEN_NANOS,
  STREAMING,
  LOCALLY_CACHED,
  FINISH_REASONS,
  TOOL,
  TOOL_CALL_ID,
  /// What stands for the tool's arguments: the screen writes it before it takes those away.
  TOOL_ARGUMENTS_HASH,
  ERROR_TYPE,
  /// The span failed, whatever its status says (Langfuse).
  ERROR_LEVEL,
  /// The span is an early copy of one that still runs (Logfire).
  PENDING,
  /// How many messages a conversation had, the first one, which is no reply, among them (AG2).
  MESSAGES,
  /// The times as they were sent, where others stand for them: see
  /// [ai.mozaiks.observability.server.normalise.UnixNanos#SENT_TIMES].
  SENT_TIMES,
  /// Whose task a record of usage is about (AG2).
  USAGE_LABEL,
  /// How many attributes were taken out of the span as content.
  CONTENT_ATTRIBUTES;

  private static final Set<Field> FIGURES =
      Sets.immutableEnumSet(
          PROMPT_TOKENS,
          COMPLETION_TOKENS,
          CACHED_READ_TOKENS,
          CACHE_WRITE_TOKENS,
          REASONING_TOKENS,
          TOTAL_TOKENS,
          COST_USD);

  /// Whether two values of it are of two calls, or one of them is wrong.
  boolean tellsCallsApart() {
    return isFigure() || this == REQUEST_MODEL || this == RESPONSE_MODEL || this == RESPONSE_ID;
  }

  /// Whether it is a count of tokens or an amount of money: what totals are made of.
  boolean isFigure() {
    return FIGURES.contains(this);
  }
}
