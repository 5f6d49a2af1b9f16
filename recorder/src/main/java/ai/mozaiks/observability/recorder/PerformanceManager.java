// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import ai.mozaiks.observability.recorder.redaction.Redactor;
import java.lang.System.Logger.Level;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Records what the agents of this process do, and answers what they are doing: per chat and over
/// all, live, and as events for a sink.
///
/// Recording never throws and never waits for anything slower than another thread's recording in
/// the same chat. What cannot be recorded (an unknown chat, an impossible argument, no room for the
/// sink) is counted in [#counts] and said once at debug level. Totals outlive the chats they came
/// from.
///
/// Thread-safe. Start it once per process and [#close] it at the end.
///
/// ```java
/// PerformanceManager performance = PerformanceManager.builder().start();
/// performance.recordWorkflowStart("chat_1", "acme", "Generator", "user_1");
/// performance.recordAgentTurn("chat_1", "planner", Duration.ofMillis(800));
/// performance.recordUsageDelta("chat_1", "planner", "gpt-4o-mini", 1200, 300, false);
/// performance.recordToolCall("chat_1", "search", true);
/// performance.recordWorkflowEnd("chat_1", ChatStatus.COMPLETED);
/// ```
public final class PerformanceManager implements AutoCloseable {

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final Duration retention;
  private final Recordings recordings;
  private final PendingEvents pending;
  private final LiveChats chats;
  private final Upkeep upkeep;
  private final LongAdder unknownChats = new LongAdder();
  private final FailureLog invalidCalls =
      new FailureLog(PerformanceManager.class, Level.DEBUG, "A recording was ignored");
  private final AtomicBoolean closed = new AtomicBoolean();

  PerformanceManager(PerformanceManagerBuilder settings) {
    retention = settings.retention;
    recordings =
        new Recordings(
            settings.priceBook == null ? PriceBook.standard() : settings.priceBook,
            settings.redactor == null ? Redactor.standard() : settings.redactor);
    upkeep = new Upkeep(this::flush, this::cleanUp, settings.flushInterval);
    pending = new PendingEvents(settings.sink, settings.bufferCapacity, upkeep::wake);
    chats =
        new LiveChats(
            settings.maxChats, settings.timeouts, settings.clock, settings.ticker, pending);
  }

  /// Starts from settings that suit most processes.
  public static PerformanceManagerBuilder builder() {
    return new PerformanceManagerBuilder();
  }

  void startUpkeep() {
    upkeep.start();
  }

  /// A chat begins, or a further run of a known one. Only this makes a chat known; an id belongs to
  /// the app that used it first for as long as the chat is in memory.
  ///
  /// @param appId the tenant; null when there is none
  /// @param workflowName null when unknown
  /// @param userId null when unknown
  public void recordWorkflowStart(
      String chatId,
      @Nullable String appId,
      @Nullable String workflowName,
      @Nullable String userId) {
    try {
      String app = appId == null || appId.isEmpty() ? null : appId;
      ChatKey key = new ChatKey(app == null ? ChatKey.UNKNOWN_APP : app, chatId);
      requireShort(key.app(), "appId");
      requireShort(chatId, "chatId");
      chats.start(key, recordings.start(app, workflowName, userId));
    } catch (RuntimeException e) {
      invalidCalls.add(e);
    }
  }

  private static void requireShort(String id, String name) {
    if (id.length() > ChatEvent.LONGEST_ID) {
      throw new IllegalArgumentException(
          name
              + ": "
              + id.length()
              + " characters (expected: at most "
              + ChatEvent.LONGEST_ID
              + ")");
    }
  }

  /// An agent has had its turn, which ends now.
  ///
  /// @param agent null when unknown
  /// @param duration `>= 0`
  public void recordAgentTurn(String chatId, @Nullable String agent, Duration duration) {
    record(chatId, () -> recordings.turn(agent, duration));
  }

  /// An agent has had its turn, and used tokens in it that are reported neither by
  /// [#recordUsageDelta] nor by [#recordLlmCall]: all of them add.
  ///
  /// @param agent null when unknown
  /// @param duration `>= 0`
  /// @param model the model that answered; null when unknown
  /// @param promptTokens all input; count, 0 to [TokenUsage#MAX_CREDIBLE]
  /// @param completionTokens all output; count, 0 to [TokenUsage#MAX_CREDIBLE]
  /// @param costUsd what it cost in US dollars, 0 to [Usd#MAX]; null to have it priced
  public void recordAgentTurn(
      String chatId,
      @Nullable String agent,
      Duration duration,
      @Nullable String model,
      long promptTokens,
      long completionTokens,
      @Nullable BigDecimal costUsd) {
    record(
        chatId,
        () ->
            recordings.turn(
                agent, duration, model, TokenUsage.of(promptTokens, completionTokens), costUsd));
  }

  /// A model was called, and the call ends now: the short form for a call that succeeded.
  ///
  /// @param agent the agent that asked; null when unknown
  /// @param model the model that answered; null when unknown
  /// @param duration from the request to the end of the answer; `>= 0`
  /// @param promptTokens all input; count, 0 to [TokenUsage#MAX_CREDIBLE]
  /// @param completionTokens all output; count, 0 to [TokenUsage#MAX_CREDIBLE]
  public void recordLlmCall(
      String chatId,
      @Nullable String agent,
      @Nullable String model,
      Duration duration,
      long promptTokens,
      long completionTokens) {
    recordLlmCall(
        chatId,
        agent,
        LlmCallReport.lasting(duration).model(model).tokens(promptTokens, completionTokens));
  }

  /// A model was called, and the call ends now. Counts as a call, and adds its tokens and cost: so
  /// a call is recorded either by this or by [#recordUsageDelta], never by both.
  ///
  /// @param agent the agent that asked; null when unknown
  /// @param report what is known of the call; read before this returns
  public void recordLlmCall(String chatId, @Nullable String agent, LlmCallReport report) {
    record(chatId, () -> recordings.llmCall(agent, report));
  }

  /// A model call that is not itself recorded used tokens.
  ///
  /// @param agent the agent that asked; null when unknown
  /// @param model the model that answered; null when unknown
  /// @param promptTokens all input; count, 0 to [TokenUsage#MAX_CREDIBLE]
  /// @param completionTokens all output; count, 0 to [TokenUsage#MAX_CREDIBLE]
  /// @param cached whether the answer came from the application's own cache, and so used no tokens
  ///   and cost nothing
  public void recordUsageDelta(
      String chatId,
      @Nullable String agent,
      @Nullable String model,
      long promptTokens,
      long completionTokens,
      boolean cached) {
    record(
        chatId,
        () ->
            recordings.usage(
                agent, null, model, TokenUsage.of(promptTokens, completionTokens), null, cached));
  }

  /// A model call that is not itself recorded used tokens, in all detail.
  ///
  /// @param agent the agent that asked; null when unknown
  /// @param provider the hosting side, for example `openai`; null when unknown
  /// @param model the model that answered; null when unknown
  /// @param usage counts up to [TokenUsage#MAX_CREDIBLE]
  /// @param costUsd what it cost in US dollars, 0 to [Usd#MAX]; null to have it priced
  /// @param cached whether the answer came from the application's own cache, and so used no tokens
  ///   and cost nothing, whatever is reported
  public void recordUsageDelta(
      String chatId,
      @Nullable String agent,
      @Nullable String provider,
      @Nullable String model,
      TokenUsage usage,
      @Nullable BigDecimal costUsd,
      boolean cached) {
    record(chatId, () -> recordings.usage(agent, provider, model, usage, costUsd, cached));
  }

  /// A tool was called; counted whether or not it succeeded, and as an error if it did not.
  ///
  /// @param tool null when unknown
  public void recordToolCall(String chatId, @Nullable String tool, boolean success) {
    recordToolCall(chatId, null, tool, Duration.ZERO, success, null);
  }

  /// A tool was called, and the call ends now.
  ///
  /// @param agent the agent that called it; null when unknown
  /// @param tool null when unknown
  /// @param duration `>= 0`
  /// @param errorType a class of error with few values, such as the exception's name; secrets in it
  ///   are masked; null when unknown, not read when successful
  public void recordToolCall(
      String chatId,
      @Nullable String agent,
      @Nullable String tool,
      Duration duration,
      boolean success,
      @Nullable String errorType) {
    recordToolCall(chatId, agent, tool, null, duration, success, errorType);
  }

  /// A tool was called, and the call ends now; of its arguments only a hash is kept, by which calls
  /// that repeat each other are told.
  ///
  /// @param agent the agent that called it; null when unknown
  /// @param tool null when unknown
  /// @param arguments for example as JSON; null when unknown
  /// @param duration `>= 0`
  /// @param errorType a class of error with few values, such as the exception's name; secrets in it
  ///   are masked; null when unknown, not read when successful
  public void recordToolCall(
      String chatId,
      @Nullable String agent,
      @Nullable String tool,
      @Nullable String arguments,
      Duration duration,
      boolean success,
      @Nullable String errorType) {
    record(chatId, () -> recordings.toolCall(agent, tool, arguments, duration, success, errorType));
  }

  /// Something failed that is not recorded as a failed tool call or model call.
  ///
  /// @param level where
  /// @param agent the agent concerned; null when unknown
  /// @param errorType a class of error with few values; secrets in it are masked; null when unknown
  /// @param message null when there is none; secrets in it are masked
  public void recordError(
      String chatId,
      ErrorLevel level,
      @Nullable String agent,
      @Nullable String errorType,
      @Nullable String message) {
    record(chatId, () -> recordings.error(level, agent, errorType, message));
  }

  /// The chat, or this run of it, ends now. Whatever begins later takes it up again.
  ///
  /// @param status how; not [ChatStatus#RUNNING]
  public void recordWorkflowEnd(String chatId, ChatStatus status) {
    record(chatId, () -> recordings.end(status));
  }

  /// A trace belongs to the chat.
  ///
  /// @param traceId 32 hex digits, upper or lower case, not all zero
  public void attachTraceId(String chatId, String traceId) {
    record(chatId, () -> recordings.trace(traceId));
  }

  private void record(String chatId, Supplier<Recording> said) {
    try {
      if (!chats.record(chatId, said.get())) {
        unknownChats.increment();
      }
    } catch (RuntimeException e) {
      invalidCalls.add(e);
    }
  }

  /// One chat as it is now; empty if it is not in memory.
  public Optional<ChatSnapshot> snapshotChat(String chatId) {
    return Optional.ofNullable(chats.snapshot(Objects.requireNonNull(chatId, "chatId")));
  }

  /// The chats in memory as they are now, the oldest first; each is whole, but the others may have
  /// gone on while it was looked at.
  public List<ChatSnapshot> snapshotAll() {
    return chats.snapshots();
  }

  /// Everything ever recorded, and the chats in memory. The totals are those of the chats in the
  /// answer and of all that have left memory.
  public AggregateSnapshot aggregate() {
    return chats.aggregate();
  }

  /// How the recorder itself is doing.
  public RecorderCounts counts() {
    return new RecorderCounts(
        chats.recorded(),
        unknownChats.sum(),
        invalidCalls.count(),
        pending.dropped(),
        chats.evicted(),
        pending.failures() + upkeep.failures());
  }

  /// Hands what waits to the sink, in the calling thread, and waits for it; the background thread
  /// does so by itself. Does nothing when the sink calls it.
  public void flush() {
    pending.flush(chats::takePending);
  }

  /// Lets go the chats that ended longer ago than the retention; the background thread does so by
  /// itself. Their totals stay.
  public void cleanUp() {
    chats.cleanUp(retention);
  }

  /// Hands what waits to the sink, stops the background thread and closes the sink. What is
  /// recorded later is still counted, but goes nowhere, and counts as dropped.
  ///
  /// With a background thread this takes at most eleven seconds and the time the sink takes to
  /// close: if the sink is stuck, what it has not taken is dropped. An interrupt ends the waiting.
  /// Not to be called by the sink. The first call closes; further ones do nothing.
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    pending.close();
    if (!upkeep.stop(CLOSE_TIMEOUT)) {
      pending.abandon(chats.takePending());
    }
    pending.closeSink();
  }
}
