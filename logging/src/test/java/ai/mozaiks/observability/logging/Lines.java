// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import ai.mozaiks.observability.recorder.redaction.Redactor;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.read.ListAppender;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/// Makes lines of what the global loggers are told meanwhile, with a fixed time and place.
final class Lines implements AutoCloseable {
  static final Instant AT = Instant.parse("2025-10-02T10:00:00.123456Z");
  private static final StackTraceElement HERE =
      new StackTraceElement("com.acme.agents.Planner", "plan", "Planner.java", 42);

  private final ListAppender<ILoggingEvent> taken =
      new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent event) {
          event.prepareForDeferredProcessing(); // the context goes with its scope
          super.append(event);
        }
      };
  private final Logger root;
  private final Level before;

  Lines() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    before = root.getLevel();
    root.setLevel(Level.TRACE);
    taken.setContext(context);
    taken.start();
    root.addAppender(taken);
  }

  List<ILoggingEvent> events() {
    return List.copyOf(taken.list);
  }

  /// The only event so far, as JSON.
  String json() {
    if (taken.list.size() != 1) {
      throw new AssertionError("one event expected: " + taken.list);
    }
    return json(fixed(taken.list.get(0)));
  }

  /// The events as JSON lines.
  String allJson() {
    StringBuilder out = new StringBuilder();
    taken.list.forEach(event -> out.append(json(fixed(event))));
    return out.toString();
  }

  static String json(ILoggingEvent event) {
    JsonLinesEncoder encoder = new JsonLinesEncoder();
    encoder.setRedactor(Redactor.standard());
    encoder.start();
    return new String(encoder.encode(event), StandardCharsets.UTF_8);
  }

  /// A context of its own, complete as Logback makes it.
  static LoggerContext context() {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    return context;
  }

  /// An event as it comes from a logger.
  static LoggingEvent event(String logger, Level level, String message, Throwable... thrown) {
    LoggerContext context = context();
    LoggingEvent event =
        new LoggingEvent(
            "",
            context.getLogger(logger),
            level,
            message,
            thrown.length == 0 ? null : thrown[0],
            null);
    event.setInstant(AT);
    event.setCallerData(new StackTraceElement[] {HERE});
    return event;
  }

  private static LoggingEvent fixed(ILoggingEvent event) {
    LoggingEvent fixed = new LoggingEvent();
    fixed.setLoggerName(event.getLoggerName());
    fixed.setLevel(event.getLevel());
    fixed.setMessage(event.getMessage());
    fixed.setArgumentArray(event.getArgumentArray());
    fixed.setInstant(AT);
    fixed.setMDCPropertyMap(event.getMDCPropertyMap());
    fixed.setThreadName(event.getThreadName());
    fixed.setCallerData(new StackTraceElement[] {HERE});
    if (event.getThrowableProxy() instanceof ch.qos.logback.classic.spi.ThrowableProxy thrown) {
      fixed.setThrowableProxy(thrown);
    }
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        fixed.addKeyValuePair(pair);
      }
    }
    if (event.getMarkerList() != null) {
      for (Marker marker : event.getMarkerList()) {
        fixed.addMarker(marker);
      }
    }
    return fixed;
  }

  @Override
  public void close() {
    root.detachAppender(taken);
    root.setLevel(before);
  }
}
