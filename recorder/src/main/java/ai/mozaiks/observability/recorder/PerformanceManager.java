// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.math.BigDecimal;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
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

  private static final System.Logger LOG = System.getLogger(PerformanceManager.class.getName());
  private static final Pattern TRACE_ID = Pattern.compile("[0-9a-f]{32}");
  private static final Duration LONGEST = Duration.ofDays(3_650);
  private static final long CLOSE_MILLIS = 10_000;

  private final Duration flushInterval;
  private final Duration retention;
  private final PriceBook priceBook;
  private final Redactor redactor;
  private final InstantSource clock;
  private final LongSupplier ticker;
  private final EventSink sink;
  private final PendingEvents pending;
  private final LiveChats chats;
  private final Upkeep upkeep;
  private final ReentrantLock flushing = new ReentrantLock();
  private final String idPrefix;
  private final AtomicLong chatSerial = new AtomicLong();
  private final LongAdder events = new LongAdder();
  private final LongAdder unknownChats = new LongAdder();
  private final LongAdder invalidCalls = new LongAdder();
  private final AtomicBoolean said = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();

  private PerformanceManager(Builder builder) {
    flushInterval = builder.flushInterval;
    retention = builder.retention;
    priceBook = builder.priceBook == null ? PriceBook.standard() : builder.priceBook;
    redactor = builder.redactor == null ? Redactor.standard() : builder.redactor;
    clock = builder.clock;
    ticker = builder.ticker;
    sink = builder.sink;
    upkeep = new Upkeep(this::flush, this::cleanUp, flushInterval);
    pending = new PendingEvents(sink, builder.bufferCapacity, upkeep::wake);
    chats = new LiveChats(builder.maxChats, builder.timeouts, pending);
    // 64 random bits tell this process from every other, so that events need no randomness each.
    idPrefix = Long.toUnsignedString(new SecureRandom().nextLong(), Character.MAX_RADIX) + "-";
  }

  public static Builder builder() {
    return new Builder();
  }

  /// One recording inside a chat, done while holding the chat's monitor.
  @FunctionalInterface
  private interface Recording {
    void into(LiveChat chat, Instant now);
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
      LiveChat chat = chats.find(chatId);
      if (chat == null) {
        ChatKey key =
            new ChatKey(appId == null || appId.isEmpty() ? ChatKey.UNKNOWN_APP : appId, chatId);
        String serial = Long.toString(chatSerial.getAndIncrement(), Character.MAX_RADIX);
        chat =
            chats.add(chatId, new LiveChat(key, idPrefix + serial + "-", clock.instant(), ticker));
      }
      if (appId != null && !appId.isEmpty() && !appId.equals(chat.key.app())) {
        throw new IllegalArgumentException(
            "appId: " + appId + " (expected: " + chat.key.app() + ", the app of this chat)");
      }
      record(
          chat,
          (live, now) -> {
            live.started(workflowName, userId, now);
            commit(live, new ChatEvent.WorkflowStarted(live.context(now)));
          });
    } catch (RuntimeException e) {
      invalid(e);
    }
  }

  /// An agent has had its turn, which ends now.
  public void recordAgentTurn(String chatId, @Nullable String agent, Duration duration) {
    record(
        chatId,
        (chat, now) ->
            commit(
                chat,
                new ChatEvent.AgentTurn(
                    chat.context(began(now, duration)), agent, duration, null)));
  }

  /// An agent has had its turn, and used tokens in it that are not reported by [#recordUsageDelta]
  /// as well: both add.
  ///
  /// @param model the model that answered; null when unknown
  /// @param costUsd what it cost; null to have it priced
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
        (chat, now) -> {
          TokenUsage usage = TokenUsage.of(promptTokens, completionTokens);
          Cost cost = costUsd == null ? price(null, model, usage, false) : reported(costUsd);
          Instant at = began(now, duration);
          commit(chat, new ChatEvent.AgentTurn(chat.context(at), agent, duration, null));
          commit(
              chat, new ChatEvent.UsageDelta(chat.context(at), agent, model, usage, cost, false));
        });
  }

  /// A model call used tokens.
  ///
  /// @param model the model that answered; null when unknown
  /// @param cached whether the answer came from the application's own cache, and so cost nothing
  public void recordUsageDelta(
      String chatId,
      @Nullable String agent,
      @Nullable String model,
      long promptTokens,
      long completionTokens,
      boolean cached) {
    record(
        chatId,
        (chat, now) -> {
          TokenUsage usage = TokenUsage.of(promptTokens, completionTokens);
          usage(chat, now, agent, model, usage, price(null, model, usage, cached), cached);
        });
  }

  /// A model call used tokens, in all detail.
  ///
  /// @param provider the hosting side, for example `openai`; null when unknown
  /// @param model the model that answered; null when unknown
  /// @param costUsd what it cost; null to have it priced
  /// @param cached whether the answer came from the application's own cache, and so cost nothing
  public void recordUsageDelta(
      String chatId,
      @Nullable String agent,
      @Nullable String provider,
      @Nullable String model,
      TokenUsage usage,
      @Nullable BigDecimal costUsd,
      boolean cached) {
    record(
        chatId,
        (chat, now) -> {
          Cost cost =
              costUsd == null || cached ? price(provider, model, usage, cached) : reported(costUsd);
          usage(chat, now, agent, model, usage, cost, cached);
        });
  }

  private void usage(
      LiveChat chat,
      Instant now,
      @Nullable String agent,
      @Nullable String model,
      TokenUsage usage,
      Cost cost,
      boolean cached) {
    commit(chat, new ChatEvent.UsageDelta(chat.context(now), agent, model, usage, cost, cached));
  }

  /// A tool was called; counted whether or not it succeeded, and as an error if it did not.
  public void recordToolCall(String chatId, @Nullable String tool, boolean success) {
    recordToolCall(chatId, null, tool, Duration.ZERO, success, null);
  }

  /// A tool was called, and has ended now.
  ///
  /// @param errorType a class of error with few values, such as the exception's name; null when
  ///   unknown or successful
  public void recordToolCall(
      String chatId,
      @Nullable String agent,
      @Nullable String tool,
      Duration duration,
      boolean success,
      @Nullable String errorType) {
    record(
        chatId,
        (chat, now) -> {
          Failure failure = success ? null : failure(errorType, null);
          commit(
              chat,
              new ChatEvent.ToolCall(
                  chat.context(began(now, duration)), agent, tool, null, duration, failure));
        });
  }

  /// Something failed that is not a tool call recorded as failed.
  ///
  /// @param agent the agent concerned; null when unknown
  /// @param errorType a class of error with few values; null when unknown
  /// @param message null when there is none; secrets in it are masked
  public void recordError(
      String chatId,
      ErrorLevel level,
      @Nullable String agent,
      @Nullable String errorType,
      @Nullable String message) {
    record(
        chatId,
        (chat, now) ->
            commit(
                chat,
                new ChatEvent.ErrorOccurred(
                    chat.context(now),
                    agent,
                    Objects.requireNonNull(level, "level"),
                    failure(errorType, message))));
  }

  /// The chat, or this run of it, has ended. Whatever is recorded later takes it up again.
  ///
  /// @param status how; not [ChatStatus#RUNNING]
  public void recordWorkflowEnd(String chatId, ChatStatus status) {
    record(
        chatId,
        (chat, now) ->
            commit(
                chat,
                new ChatEvent.WorkflowEnded(
                    chat.context(now), Objects.requireNonNull(status, "status"), chat.ran(now))));
  }

  /// A trace belongs to the chat.
  ///
  /// @param traceId 32 hex digits
  public void attachTraceId(String chatId, String traceId) {
    record(
        chatId,
        (chat, now) -> {
          String lower = traceId.toLowerCase(Locale.ROOT);
          if (!TRACE_ID.matcher(lower).matches()) {
            throw new IllegalArgumentException(
                "traceId: " + redactor.redact(traceId) + " (expected: 32 hex digits)");
          }
          commit(chat, new ChatEvent.TraceAttached(chat.context(now), lower));
        });
  }

  private void record(String chatId, Recording recording) {
    try {
      LiveChat chat = chats.find(chatId);
      if (chat == null) {
        unknownChats.increment();
      } else {
        record(chat, recording);
      }
    } catch (RuntimeException e) {
      invalid(e);
    }
  }

  private void record(LiveChat chat, Recording recording) {
    synchronized (chat) {
      if (chat.isRemoved()) {
        unknownChats.increment();
      } else {
        recording.into(chat, chat.now());
      }
    }
  }

  private void commit(LiveChat chat, ChatEvent event) {
    chat.apply(event);
    events.increment();
    if (pending.isKept() && pending.reserve()) {
      chat.buffer(event);
    }
  }

  private void invalid(RuntimeException e) {
    invalidCalls.increment();
    if (said.compareAndSet(false, true)) {
      LOG.log(
          System.Logger.Level.DEBUG, "A recording was ignored; further ones are only counted", e);
    }
  }

  private static Instant began(Instant now, Duration duration) {
    if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "duration: " + duration + " (expected: >= 0, at most " + LONGEST + ")");
    }
    return now.minus(duration);
  }

  private Cost price(
      @Nullable String provider, @Nullable String model, TokenUsage usage, boolean cached) {
    return cached ? Cost.LOCALLY_CACHED : priceBook.price(provider, model, null, usage);
  }

  private static Cost reported(BigDecimal costUsd) {
    Long pico = Usd.toPico(costUsd);
    if (pico == null) {
      throw new IllegalArgumentException(
          "costUsd: " + costUsd + " (expected: >= 0, at most 9.2 million)");
    }
    return Cost.reported(pico);
  }

  private Failure failure(@Nullable String type, @Nullable String message) {
    return Failure.of(
        type == null || type.isEmpty() ? Failure.OTHER : redactor.redact(type),
        message == null ? null : redactor.redact(message));
  }

  /// One chat as it is now; empty if it is not in memory.
  public Optional<ChatSnapshot> snapshotChat(String chatId) {
    LiveChat chat = chats.find(chatId);
    return chat == null ? Optional.empty() : Optional.ofNullable(chats.snapshot(chat));
  }

  /// The chats in memory as they are now, the oldest first.
  public List<ChatSnapshot> snapshotAll() {
    return chats.snapshots();
  }

  /// Everything ever recorded, and the chats in memory.
  public AggregateSnapshot aggregate() {
    return chats.aggregate();
  }

  /// How the recorder itself is doing.
  public RecorderCounts counts() {
    return new RecorderCounts(
        events.sum(), unknownChats.sum(), invalidCalls.sum(), pending.dropped(), chats.evicted());
  }

  /// Hands what waits to the sink, in the calling thread; the background thread does so by itself.
  public void flush() {
    flushing.lock();
    try {
      RuntimeException failure = pending.deliver(chats.takePending());
      if (failure != null) {
        invalidSink(failure);
      }
    } finally {
      flushing.unlock();
    }
  }

  private void invalidSink(RuntimeException failure) {
    if (said.compareAndSet(false, true)) {
      LOG.log(
          System.Logger.Level.DEBUG, "The sink failed; further failures are only counted", failure);
    }
  }

  /// Lets go the chats that ended longer ago than the retention; the background thread does so by
  /// itself. Their totals stay.
  public void cleanUp() {
    chats.cleanUp(retention);
  }

  /// Stops the background thread, hands what waits to the sink and closes it. What is recorded
  /// later is still counted, but goes nowhere.
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      upkeep.stop(CLOSE_MILLIS);
      flush();
      sink.close();
    }
  }

  /// Sets up a recorder. Wrong settings throw at once.
  public static final class Builder {
    private Duration flushInterval = Duration.ofMinutes(5);
    private Duration retention = Duration.ofDays(1);
    private ChatTimeouts timeouts = ChatTimeouts.DEFAULT;
    private EventSink sink = EventSink.none();
    private int bufferCapacity = 20_000;
    private int maxChats = 10_000;
    private InstantSource clock = InstantSource.system();
    private LongSupplier ticker = System::nanoTime;
    private @Nullable PriceBook priceBook;
    private @Nullable Redactor redactor;

    private Builder() {}

    /// How long events wait for the sink at most, unless a thousand are there before; zero: only
    /// until then, or until [PerformanceManager#flush]. Five minutes unless set.
    public Builder flushInterval(Duration flushInterval) {
      if (flushInterval.isNegative() || flushInterval.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException(
            "flushInterval: " + flushInterval + " (expected: >= 0, 0 for none)");
      }
      this.flushInterval = flushInterval;
      return this;
    }

    /// How long ended chats stay in memory. A day unless set.
    public Builder retention(Duration retention) {
      if (retention.isNegative() || retention.isZero() || retention.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException("retention: " + retention + " (expected: > 0)");
      }
      this.retention = retention;
      return this;
    }

    /// When silence becomes a state.
    public Builder timeouts(ChatTimeouts timeouts) {
      this.timeouts = Objects.requireNonNull(timeouts, "timeouts");
      return this;
    }

    /// Where events go; nowhere unless set. [PerformanceManager#close] closes it.
    public Builder sink(EventSink sink) {
      this.sink = Objects.requireNonNull(sink, "sink");
      return this;
    }

    /// How many events may wait for the sink; further ones are dropped for it, and counted. 20,000
    /// unless set.
    public Builder bufferCapacity(int events) {
      if (events < 1) {
        throw new IllegalArgumentException("bufferCapacity: " + events + " (expected: >= 1)");
      }
      this.bufferCapacity = events;
      return this;
    }

    /// How many chats may be in memory; for further ones those go that ended first, then those that
    /// have been silent longest. 10,000 unless set.
    public Builder maxChats(int maxChats) {
      if (maxChats < 1) {
        throw new IllegalArgumentException("maxChats: " + maxChats + " (expected: >= 1)");
      }
      this.maxChats = maxChats;
      return this;
    }

    /// What prices the calls whose cost is not reported; [PriceBook#standard] unless set.
    public Builder priceBook(PriceBook priceBook) {
      this.priceBook = Objects.requireNonNull(priceBook, "priceBook");
      return this;
    }

    /// What masks secrets in error messages; [Redactor#standard] unless set.
    public Builder redactor(Redactor redactor) {
      this.redactor = Objects.requireNonNull(redactor, "redactor");
      return this;
    }

    /// The wall clock, read once per chat; the system's unless set.
    public Builder clock(InstantSource clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /// Nanoseconds from any origin, never backwards.
    Builder ticker(LongSupplier ticker) {
      this.ticker = ticker;
      return this;
    }

    /// A recorder without its background thread: the caller flushes and cleans up.
    public PerformanceManager build() {
      return new PerformanceManager(this);
    }

    /// A recorder with its background thread.
    public PerformanceManager start() {
      PerformanceManager manager = build();
      manager.upkeep.start();
      return manager;
    }
  }
}
