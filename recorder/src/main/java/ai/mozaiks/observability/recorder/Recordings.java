// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import ai.mozaiks.observability.recorder.redaction.Redactor;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes of what the host says the recording that adds it to a chat: checked, priced, and without
/// secrets, before any lock is taken.
///
/// Every method throws a [RuntimeException], at once or from the recording, if the host said
/// something impossible. Thread-safe.
final class Recordings {

  private static final Pattern TRACE_ID = Pattern.compile("(?!0{32})[0-9a-f]{32}");

  private final Costs costs;
  private final Redactor redactor;

  // The key ends with the process: agents go round in circles within a run.
  private final ArgumentsHash argumentsHash = ArgumentsHash.withRandomKey();

  Recordings(PriceBook book, Redactor redactor) {
    this.costs = new Costs(book);
    this.redactor = redactor;
  }

  /// A start; null app: whichever the chat has.
  Recording start(@Nullable String app, @Nullable String workflow, @Nullable String user) {
    return (chat, now) -> {
      if (app != null && !app.equals(chat.key.app())) {
        throw new IllegalArgumentException(
            "appId: " + app + " (expected: " + chat.key.app() + ", the app of this chat)");
      }
      chat.started(workflow, user, now);
      chat.add(new ChatEvent.WorkflowStarted(chat.context(now)), now);
    };
  }

  Recording turn(@Nullable String agent, Duration duration) {
    return (chat, now) ->
        chat.add(
            new ChatEvent.AgentTurn(chat.context(began(now, duration)), agent, duration, null),
            now);
  }

  Recording turn(
      @Nullable String agent,
      Duration duration,
      @Nullable String model,
      TokenUsage usage,
      @Nullable BigDecimal costUsd) {
    Recording turn = turn(agent, duration);
    Recording tokens = usage(agent, null, model, usage, costUsd, false);
    return (chat, now) -> {
      turn.into(chat, now);
      tokens.into(chat, now);
    };
  }

  Recording usage(
      @Nullable String agent,
      @Nullable String provider,
      @Nullable String model,
      TokenUsage usage,
      @Nullable BigDecimal costUsd,
      boolean cached) {
    Cost cost = costs.of(provider, model, null, usage, costUsd, cached);
    TokenUsage counted = usage.normalised();
    return (chat, now) ->
        chat.add(
            new ChatEvent.UsageDelta(chat.context(now), agent, model, counted, cost, cached), now);
  }

  Recording llmCall(@Nullable String agent, LlmCallReport report) {
    TokenUsage usage = report.usage();
    Cost cost =
        costs.of(
            report.provider,
            report.model,
            report.requestModel,
            usage,
            report.costUsd,
            report.cached);
    TokenUsage counted = usage.normalised();
    Duration firstToken = report.timeToFirstToken;
    if (firstToken != null) {
      requireLength(firstToken, "timeToFirstToken");
    }
    Failure failure = report.failed ? failure(report.errorType, report.errorMessage) : null;
    // The report may be changed as soon as the call returns, but not before.
    return (chat, now) ->
        chat.add(
            new ChatEvent.LlmCall(
                chat.context(began(now, report.duration)),
                agent,
                report.provider,
                report.requestModel,
                report.model,
                counted,
                cost,
                report.duration,
                firstToken,
                report.streaming || firstToken != null,
                report.cached,
                false,
                List.of(),
                null,
                failure),
            now);
  }

  Recording toolCall(
      @Nullable String agent,
      @Nullable String tool,
      @Nullable String arguments,
      Duration duration,
      boolean success,
      @Nullable String errorType) {
    Long hash =
        arguments == null || ArgumentsHash.tellsNothing(arguments)
            ? null
            : (Long) argumentsHash.of(arguments);
    Failure failure = success ? null : failure(errorType, null);
    return (chat, now) ->
        chat.add(
            new ChatEvent.ToolCall(
                chat.context(began(now, duration)), agent, tool, null, hash, duration, failure),
            now);
  }

  Recording error(
      ErrorLevel level,
      @Nullable String agent,
      @Nullable String errorType,
      @Nullable String message) {
    Objects.requireNonNull(level, "level");
    Failure failure = failure(errorType, message);
    return (chat, now) ->
        chat.add(new ChatEvent.ErrorOccurred(chat.context(now), agent, level, failure), now);
  }

  Recording end(ChatStatus status) {
    Objects.requireNonNull(status, "status");
    return (chat, now) ->
        chat.add(new ChatEvent.WorkflowEnded(chat.context(now), status, chat.ran(now)), now);
  }

  Recording trace(String traceId) {
    String lower = traceId.toLowerCase(Locale.ROOT);
    if (!TRACE_ID.matcher(lower).matches()) {
      throw new IllegalArgumentException(
          "traceId: " + redactor.redact(traceId) + " (expected: 32 hex digits, not all 0)");
    }
    return (chat, now) -> chat.add(new ChatEvent.TraceAttached(chat.context(now), lower), now);
  }

  private static Instant began(Instant now, Duration duration) {
    requireLength(duration, "duration");
    return now.minusNanos(duration.toNanos()); // one instant; minus(Duration) makes two
  }

  private static void requireLength(Duration length, String name) {
    if (length.isNegative() || length.compareTo(PerformanceManagerBuilder.LONGEST) > 0) {
      throw new IllegalArgumentException(
          name
              + ": "
              + length
              + " (expected: >= 0, at most "
              + PerformanceManagerBuilder.LONGEST
              + ")");
    }
  }

  private Failure failure(@Nullable String type, @Nullable String message) {
    return Failure.of(
        type == null || type.isEmpty() ? Failure.OTHER : redactor.redact(type),
        message == null ? null : redactor.redact(message));
  }
}
