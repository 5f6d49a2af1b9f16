// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.spi.AppenderAttachable;
import ch.qos.logback.core.spi.AppenderAttachableImpl;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/// Hands lines to a thread of its own, which gives them to the appenders within. What a line needs
/// from the agent's thread (its message, its context, where it was logged) is taken there; masking,
/// encoding and writing are the other thread's. A line waits for room in the queue for at most
/// [#setMaxWaitMillis]; what then does not fit is dropped, counted, and told in the log itself.
///
/// Logback's own asynchronous appender either blocks without end or drops without a word.
public final class QueuedAppender extends UnsynchronizedAppenderBase<ILoggingEvent>
    implements AppenderAttachable<ILoggingEvent> {
  static final String DROPPED = "log_lines_dropped";

  private static final String LOGGER = "core.logging";
  private static final Duration AT_THE_END = Duration.ofSeconds(5);

  private final AppenderAttachableImpl<ILoggingEvent> appenders = new AppenderAttachableImpl<>();
  private int queueSize = 8_192;
  private long queueCharacters = 32L << 20;
  private long maxWaitMillis = 50;
  private boolean callSite = true;
  private @Nullable HandOff<ILoggingEvent> queue;
  private long droppedInAll; // by the thread that writes

  /// For Logback, which sets properties afterwards.
  public QueuedAppender() {}

  /// Lines that wait to be written; count, `> 0`; 8,192 by default.
  public void setQueueSize(int lines) {
    queueSize = lines;
  }

  /// What these hold together, roughly; characters; 32 Mi by default.
  public void setQueueCharacters(long characters) {
    queueCharacters = characters;
  }

  /// How long a line may wait for room; 50 by default, 0 for not at all.
  public void setMaxWaitMillis(long millis) {
    maxWaitMillis = millis;
  }

  /// Whether to find out where lines are logged; the default.
  public void setCallSite(boolean wanted) {
    callSite = wanted;
  }

  @Override
  public void start() {
    HandOff<ILoggingEvent> made =
        new HandOff<>(
            "log-" + (getName() == null ? "queue" : getName()),
            queueSize,
            queueCharacters,
            Duration.ofMillis(maxWaitMillis),
            this::write);
    made.start();
    queue = made;
    super.start();
  }

  @Override
  public void stop() {
    if (!isStarted()) {
      return;
    }
    super.stop();
    HandOff<ILoggingEvent> used = queue;
    if (used != null) {
      used.close(AT_THE_END);
    }
    appenders.detachAndStopAllAppenders();
  }

  @SuppressWarnings("ReferenceEquality") // the very list that was given
  @Override
  protected void append(ILoggingEvent event) {
    HandOff<ILoggingEvent> to = queue;
    if (to == null) {
      return;
    }
    event.prepareForDeferredProcessing();
    long weight = weight(event);
    if (event instanceof LoggingEvent own) {
      if (callSite && !own.hasCallerData()) {
        own.setCallerData(CallSite.walk());
      }
      List<KeyValuePair> pairs = own.getKeyValuePairs();
      if (pairs != null) {
        List<KeyValuePair> frozen = FrozenValues.of(pairs);
        for (KeyValuePair pair : frozen) {
          weight += 48 + FrozenValues.weight(pair.value);
        }
        if (frozen != pairs) {
          own.setKeyValuePairs(frozen);
        }
      }
    }
    to.offer(event, weight);
  }

  private static long weight(ILoggingEvent event) {
    String message = event.getFormattedMessage();
    long weight = 256L + (message == null ? 0 : message.length());
    IThrowableProxy thrown = event.getThrowableProxy();
    for (int i = 0; thrown != null && i < 10; i++) {
      weight += 4_000L + (thrown.getMessage() == null ? 0 : thrown.getMessage().length());
      thrown = thrown.getCause();
    }
    return weight;
  }

  /// By the thread that writes.
  private void write(List<ILoggingEvent> portion, long dropped) {
    forEachFile(LogFileAppender::beginPortion);
    if (dropped > 0) {
      droppedInAll += dropped;
      appenders.appendLoopOnAppenders(notice(dropped));
    }
    for (int i = 0; i < portion.size(); i++) {
      appenders.appendLoopOnAppenders(portion.get(i));
    }
    forEachFile(LogFileAppender::endPortion);
  }

  private void forEachFile(java.util.function.Consumer<LogFileAppender> what) {
    for (Iterator<Appender<ILoggingEvent>> each = appenders.iteratorForAppenders();
        each.hasNext(); ) {
      if (each.next() instanceof LogFileAppender file) {
        what.accept(file);
      }
    }
  }

  private ILoggingEvent notice(long dropped) {
    LoggingEvent event =
        notice(
            dropped
                + " log lines were dropped, since the log could not be written as fast as they came");
    event.addKeyValuePair(new KeyValuePair("event", DROPPED));
    event.addKeyValuePair(new KeyValuePair("dropped", dropped));
    event.addKeyValuePair(new KeyValuePair("dropped_total", droppedInAll));
    return event;
  }

  /// A warning of the log about itself.
  static LoggingEvent notice(String message) {
    LoggingEvent event = new LoggingEvent();
    event.setLoggerName(LOGGER);
    event.setLevel(Level.WARN);
    event.setMessage(message);
    event.setInstant(Instant.now());
    event.setThreadName(Thread.currentThread().getName());
    event.setMDCPropertyMap(java.util.Map.of());
    event.setCallerData(new StackTraceElement[0]);
    return event;
  }

  /// How many lines were dropped since the start.
  public long dropped() {
    HandOff<ILoggingEvent> used = queue;
    return used == null ? 0 : used.dropped();
  }

  /// Waits until all lines so far are written.
  ///
  /// @return whether they are
  public boolean flush(Duration most) {
    HandOff<ILoggingEvent> used = queue;
    return used == null || used.flush(most);
  }

  /// From now on lines are written by the thread that logs them: for the end of a process.
  void writeThrough() {
    HandOff<ILoggingEvent> used = queue;
    if (used != null) {
      used.writeThrough(AT_THE_END);
    }
  }

  /// Stops and writes through all queued appenders of a context.
  static void writeThrough(LoggerContext context) {
    for (ch.qos.logback.classic.Logger logger : context.getLoggerList()) {
      for (Iterator<Appender<ILoggingEvent>> each = logger.iteratorForAppenders();
          each.hasNext(); ) {
        if (each.next() instanceof QueuedAppender queued) {
          queued.writeThrough();
        }
      }
    }
  }

  @Override
  public void addAppender(Appender<ILoggingEvent> appender) {
    appenders.addAppender(appender);
    if (appender instanceof LogFileAppender file) {
      file.setImmediateFlush(false); // at the end of each portion instead
    }
  }

  @Override
  public Iterator<Appender<ILoggingEvent>> iteratorForAppenders() {
    return appenders.iteratorForAppenders();
  }

  @Override
  public Appender<ILoggingEvent> getAppender(String name) {
    return appenders.getAppender(name);
  }

  @Override
  public boolean isAttached(Appender<ILoggingEvent> appender) {
    return appenders.isAttached(appender);
  }

  @Override
  public void detachAndStopAllAppenders() {
    appenders.detachAndStopAllAppenders();
  }

  @Override
  public boolean detachAppender(Appender<ILoggingEvent> appender) {
    return appenders.detachAppender(appender);
  }

  @Override
  public boolean detachAppender(String name) {
    return appenders.detachAppender(name);
  }
}
