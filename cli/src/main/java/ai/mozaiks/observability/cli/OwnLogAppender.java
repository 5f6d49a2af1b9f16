// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import ai.mozaiks.observability.logging.JsonLinesEncoder;
import ai.mozaiks.observability.server.config.LoggingConfig;
import ai.mozaiks.observability.server.ownlog.OwnLog;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands the lines of the command's log to the server, which stores them; secrets are masked
/// before. Takes itself away when the server is closed.
final class OwnLogAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
  private final OwnLog log;
  private final JsonLinesEncoder encoder = new JsonLinesEncoder();
  private final Level least;

  private OwnLogAppender(OwnLog log, Level least) {
    this.log = log;
    this.least = least;
  }

  /// Hands over what is logged from now on, if the configuration wants it.
  static void attach(OwnLog log, LoggingConfig config) {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (!config.store() || !(factory instanceof LoggerContext context)) {
      return;
    }
    OwnLogAppender appender = new OwnLogAppender(log, levelOf(config.level()));
    appender.setContext(context);
    appender.setName("own-log");
    appender.encoder.setContext(context);
    appender.encoder.start();
    appender.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
  }

  private static Level levelOf(LoggingConfig.Level level) {
    return switch (level) {
      case INFO -> Level.INFO;
      case WARN -> Level.WARN;
      case ERROR -> Level.ERROR;
    };
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (event.getLevel().isGreaterOrEqual(least)
        && !log.offer(encoder.encode(event))
        && getContext() instanceof LoggerContext context) {
      context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(this);
      stop();
    }
  }
}
