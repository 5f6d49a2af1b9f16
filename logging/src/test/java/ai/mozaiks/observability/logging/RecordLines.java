// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import ai.mozaiks.observability.recorder.TokenUsage;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes one line of every kind there is.
final class RecordLines {
  private static final Logger LOG = LoggerFactory.getLogger("core.search.index");
  private static final Duration TURN = Duration.ofMillis(2_500);

  private RecordLines() {}

  static void write() {
    AgentLog log = AgentLog.of("chat_abc123", "acme_corp", "Generator", "user_456");
    TokenUsage usage = new TokenUsage(28_000L, 14_000L, 1_000L, null, 300L);
    log.workflowStart();
    log.agentTurn("planner", "gpt-4o-mini", usage, new BigDecimal("0.85"), TURN);
    log.usageDelta("planner", "gpt-4o-mini", usage, new BigDecimal("0.85"), TURN, false);
    log.usageDelta("planner", null, TokenUsage.UNKNOWN, null, null, true);
    log.sessionTotals(usage, new BigDecimal("0.85"));
    log.toolStarted("search", "planner");
    log.toolCompleted("search", "planner", Duration.ofMillis(120));
    log.toolFailed(
        "search", null, Duration.ofMillis(3), withoutTrace(new IllegalStateException("no index")));
    log.toolRefused("search", "planner", "query: absent");
    log.metric("queue_depth", 3, "1");
    log.workflowEnd("completed", Duration.ofMinutes(20));
    AtomicLong nanos = new AtomicLong();
    try (Timed timed = Timed.start(LOG, "vector search", nanos::get)) {
      nanos.addAndGet(1_500_000_000L);
      timed.completed();
    }
    try (Timed timed = Timed.start(LOG, "vector search", nanos::get)) {
      nanos.addAndGet(500_000_000L);
      timed.failed(withoutTrace(new IllegalArgumentException("bad query")));
    }
    try (LogContext.Scope scope =
        LogContext.chat("chat_abc123")
            .app("acme_corp")
            .workflow("Generator")
            .withAgent("planner")
            .trace("4bf92f3577b34da6a3ce929d0e0e4736")
            .open()) {
      LOG.info("asked {} indexes", 3);
      LOG.atError()
          .addMarker(AgentLog.CRITICAL)
          .addKeyValue("shards", List.of("a", "b"))
          .addKeyValue("limits", Map.of("rows", 10))
          .setCause(withoutTrace(new RuntimeException("outer", withoutTrace(new Error("inner")))))
          .log("index is gone\nentirely");
      Objects.requireNonNull(scope);
    }
    LOG.debug("a detail");
    LOG.trace("a smaller one");
    LOG.warn("nearly full");
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    emit(context, QueuedAppender.notice("7 log lines were dropped"));
  }

  private static void emit(LoggerContext context, ILoggingEvent event) {
    context.getLogger(Logger.ROOT_LOGGER_NAME).callAppenders(event);
  }

  private static <T extends Throwable> T withoutTrace(T thrown) {
    thrown.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("com.acme.agents.Planner", "plan", "Planner.java", 42)
        });
    return thrown;
  }
}
