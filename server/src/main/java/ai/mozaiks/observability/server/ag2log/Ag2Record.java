// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One record of the runtime log, whichever form it had. What is null was not said. Ids of objects
/// are those of Python: unique within a process only, and used again.
sealed interface Ag2Record {

  /// When it was, or began; null when it does not say.
  @Nullable Instant at();

  /// A session began; says not when.
  record SessionStarted(String session) implements Ag2Record {
    @Override
    public @Nullable Instant at() {
      return null;
    }
  }

  /// An agent, a wrapper of clients, or a client was made: what ties later records to the session.
  ///
  /// @param agentId set for an agent only
  /// @param wrapperId the wrapper it belongs to, or is
  /// @param clientId set for a client only
  /// @param provider what a client's class tells of the provider; null if nothing
  record Made(
      Instant at,
      String session,
      @Nullable String agentId,
      @Nullable String wrapperId,
      @Nullable String clientId,
      @Nullable String provider,
      @Nullable String thread)
      implements Ag2Record {}

  /// One request to a model.
  ///
  /// @param id the same for the same record, wherever and whenever it is read
  /// @param session only the SQLite form says it
  /// @param at when it began
  /// @param duration null when one of its times is not known
  /// @param cost US dollars as reported, 0 for a model without a price; null when not reported
  record Completion(
      String id,
      @Nullable String session,
      @Nullable String clientId,
      @Nullable String wrapperId,
      @Nullable String thread,
      Instant at,
      @Nullable Duration duration,
      @Nullable String agent,
      @Nullable String requestModel,
      boolean streaming,
      boolean cached,
      @Nullable BigDecimal cost,
      ModelAnswer answer)
      implements Ag2Record {}

  /// An agent got a message.
  ///
  /// @param calls the tool calls in it that it is asked to run
  record Received(Instant at, Source source, List<ToolAsk> calls) implements Ag2Record {
    public Received {
      calls = List.copyOf(calls);
    }
  }

  /// One of an agent's ways to reply was tried.
  ///
  /// @param last whether it ended the trying
  /// @param replied whether there was a reply
  /// @param results what tools answered, if running tools was the reply
  record Reply(
      String id, Instant at, Source source, boolean last, boolean replied, List<ToolResult> results)
      implements Ag2Record {
    public Reply {
      results = List.copyOf(results);
    }
  }

  /// A function returned; one that raises leaves no such record.
  ///
  /// @param function its name; only the SQLite form says it
  /// @param arguments what it was called with, as AG2 wrote it; for a hash, and never kept
  /// @param returned a digest of what it returned, to find the answer it became
  record FunctionUse(
      String id,
      Instant at,
      Source source,
      @Nullable String function,
      @Nullable String arguments,
      String returned)
      implements Ag2Record {}

  /// An event that tells nothing that is counted.
  record Other(Instant at, Source source) implements Ag2Record {}

  /// Who wrote a record.
  ///
  /// @param agent its name
  record Source(@Nullable String id, @Nullable String agent, @Nullable String thread) {}

  /// A tool call that a model asked for.
  ///
  /// @param arguments as the model wrote them; for a hash, and never kept
  record ToolAsk(@Nullable String callId, @Nullable String tool, @Nullable String arguments) {}

  /// What a tool answered.
  ///
  /// @param tool its name, where the answer says it
  /// @param returned a digest of the answer
  /// @param error what AG2 wrote in place of an answer when the tool raised; null if it answered
  record ToolResult(
      @Nullable String callId, @Nullable String tool, String returned, @Nullable String error) {}
}
