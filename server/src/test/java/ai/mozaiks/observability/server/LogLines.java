// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/// What a class logs while this is open.
public final class LogLines implements AutoCloseable {
  private final Logger logger;
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  public LogLines(Class<?> source) {
    logger = (Logger) LoggerFactory.getLogger(source);
    lines.start();
    logger.addAppender(lines);
  }

  /// The lines so far.
  public List<ILoggingEvent> all() {
    return List.copyOf(lines.list);
  }

  @Override
  public void close() {
    logger.detachAppender(lines);
    lines.stop();
  }
}
