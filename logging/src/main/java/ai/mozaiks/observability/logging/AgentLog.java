// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import ai.mozaiks.observability.recorder.TokenUsage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/// Writes the lines of a chat that the reference runtime writes and that Mozaiks counts when it
/// reads the log: its start, turns, model calls, tool calls. What is null is not known and not
/// written.
///
/// For what happens inside this process the recorder is the better way; this one is for those who
/// have logs and nothing else. Where both tell of a chat, one of them counts.
///
/// Immutable and thread-safe.
public final class AgentLog {
  /// Under an error of any logger: nothing works any more, level `CRITICAL`.
  public static final Marker CRITICAL = LogLevels.CRITICAL;

  private static final Logger WORKFLOW = LoggerFactory.getLogger("mozaiks.workflow");
  private static final Logger USAGE =
      LoggerFactory.getLogger("core.observability.realtime_token_logger");
  private static final String TOOL_LOGGER = "core.tools";
  private static final int MOST_TOOLS = 1_000;
  private static final Set<String> TOOLS = ConcurrentHashMap.newKeySet();

  /// What the reference runtime writes as the workflow of these lines; readers expect it.
  private static final String TOPIC = LogTopic.PERFORMANCE.logger();

  private final String chat;
  private final @Nullable String app;
  private final @Nullable String workflow;
  private final @Nullable String user;

  private AgentLog(
      String chat, @Nullable String app, @Nullable String workflow, @Nullable String user) {
    this.chat = chat;
    this.app = app;
    this.workflow = workflow;
    this.user = user;
  }

  /// The log of one chat.
  public static AgentLog of(
      String chatId, @Nullable String appId, @Nullable String workflow, @Nullable String userId) {
    return new AgentLog(chatId, appId, workflow, userId);
  }

  /// The chat began.
  public void workflowStart() {
    workflowLine(Level.INFO).log("workflow_start");
  }

  /// The chat ended.
  ///
  /// @param status `completed`, `failed` or another word
  public void workflowEnd(String status, @Nullable Duration duration) {
    add(add(workflowLine(Level.INFO), "status", status), "duration_sec", seconds(duration))
        .log("workflow_end");
  }

  /// An agent's turn ended.
  ///
  /// @param usage of the calls in it; told by [#usageDelta] too, and counted there
  /// @param costUsd of these calls, US dollars
  public void agentTurn(
      String agent,
      @Nullable String model,
      TokenUsage usage,
      @Nullable BigDecimal costUsd,
      @Nullable Duration duration) {
    LoggingEventBuilder line = workflowLine(Level.INFO);
    add(line, "agent", agent);
    add(line, "model", model);
    tokens(line, usage);
    add(line, "cost_usd", costUsd);
    add(line, "duration_sec", seconds(duration));
    line.log("agent_turn");
  }

  /// A model was called.
  ///
  /// @param cached whether the answer came from a cache, and so cost nothing
  public void usageDelta(
      String agent,
      @Nullable String model,
      TokenUsage usage,
      @Nullable BigDecimal costUsd,
      @Nullable Duration duration,
      boolean cached) {
    LoggingEventBuilder line = usageLine();
    add(line, "agent", agent);
    tokens(line, usage);
    add(line, "cached_read_tokens", usage.cachedReadTokens());
    add(line, "cache_write_tokens", usage.cacheWriteTokens());
    add(line, "reasoning_tokens", usage.reasoningTokens());
    add(line, "cost", costUsd);
    add(line, "duration_sec", seconds(duration));
    add(line, "cached", cached);
    add(line, "model", model);
    line.log("realtime_usage_delta");
  }

  /// What the chat used so far: a total, which is compared and never added.
  public void sessionTotals(TokenUsage usage, @Nullable BigDecimal costUsd) {
    LoggingEventBuilder line = usageLine();
    add(line, "prompt_tokens", usage.promptTokens());
    add(line, "completion_tokens", usage.completionTokens());
    add(line, "total_cost", costUsd);
    line.log("realtime_session_totals");
  }

  /// A tool is called.
  public void toolStarted(String tool, @Nullable String agent) {
    toolLine(tool, agent, Level.INFO, "start", "info").log("Tool '{}' started", tool);
  }

  /// A tool answered.
  public void toolCompleted(String tool, @Nullable String agent, @Nullable Duration duration) {
    add(toolLine(tool, agent, Level.INFO, "complete", "success"), "duration_ms", millis(duration))
        .log("Tool '{}' completed", tool);
  }

  /// A tool failed.
  public void toolFailed(
      String tool, @Nullable String agent, @Nullable Duration duration, Throwable cause) {
    LoggingEventBuilder line = toolLine(tool, agent, Level.ERROR, "error", "error");
    add(line, "duration_ms", millis(duration));
    add(line, "error_type", cause.getClass().getSimpleName());
    line.setCause(cause).log("Tool '{}' failed: {}", tool, cause.getMessage());
  }

  /// A tool was called with arguments that it does not take.
  public void toolRefused(String tool, @Nullable String agent, String reason) {
    LoggingEventBuilder line = toolLine(tool, agent, Level.WARN, "validation_failed", "error");
    add(line, "error_type", "validation_failed");
    line.log("Tool '{}' refused its arguments: {}", tool, reason);
  }

  /// A figure of any kind.
  ///
  /// @param unit `seconds`, `bytes`, `1`
  public void metric(String name, Number value, String unit) {
    LoggingEventBuilder line =
        WORKFLOW.atInfo().addMarker(LogTopic.PERFORMANCE.marker()).addKeyValue("chat_id", chat);
    add(line, "workflow", workflow);
    add(line, "app_id", app);
    add(line, "metric_name", name);
    add(line, "value", value);
    add(line, "unit", unit);
    line.log(name);
  }

  private LoggingEventBuilder workflowLine(Level level) {
    LoggingEventBuilder line =
        WORKFLOW
            .atLevel(level)
            .addMarker(LogTopic.WORKFLOW_EXECUTION.marker())
            .addKeyValue("workflow_name", TOPIC)
            .addKeyValue("chat_id", chat);
    add(line, "workflow", workflow);
    add(line, "app_id", app);
    return add(line, "user_id", user);
  }

  private LoggingEventBuilder usageLine() {
    LoggingEventBuilder line =
        USAGE.atInfo().addMarker(LogTopic.PERFORMANCE.marker()).addKeyValue("chat_id", chat);
    add(line, "workflow", workflow);
    add(line, "app_id", app);
    return add(line, "user_id", user);
  }

  private LoggingEventBuilder toolLine(
      String tool, @Nullable String agent, Level level, String action, String status) {
    LoggingEventBuilder line =
        toolLogger(tool)
            .atLevel(level)
            .addMarker(LogTopic.TOOLS.marker())
            .addKeyValue("event", "tool_event")
            .addKeyValue("action", action)
            .addKeyValue("status", status)
            .addKeyValue("tool_name", tool)
            .addKeyValue("chat_id", chat);
    add(line, "app_id", app);
    add(line, "workflow_name", workflow);
    return add(line, "agent_name", agent);
  }

  /// Loggers are never given up, and models invent tools: so only some get one of their own.
  private static Logger toolLogger(String tool) {
    if (TOOLS.contains(tool) || (TOOLS.size() < MOST_TOOLS && TOOLS.add(tool))) {
      return LoggerFactory.getLogger(TOOL_LOGGER + '.' + tool.replace('.', '_'));
    }
    return LoggerFactory.getLogger(TOOL_LOGGER);
  }

  private static void tokens(LoggingEventBuilder line, TokenUsage usage) {
    add(line, "prompt_tokens", usage.promptTokens());
    add(line, "completion_tokens", usage.completionTokens());
    Long prompt = usage.promptTokens();
    Long completion = usage.completionTokens();
    add(line, "total_tokens", prompt == null || completion == null ? null : prompt + completion);
  }

  private static LoggingEventBuilder add(
      LoggingEventBuilder line, String key, @Nullable Object value) {
    return value == null ? line : line.addKeyValue(key, value);
  }

  private static @Nullable Double seconds(@Nullable Duration duration) {
    return duration == null ? null : (Double) (duration.toNanos() / 1e9);
  }

  private static @Nullable Double millis(@Nullable Duration duration) {
    return duration == null ? null : (Double) (duration.toNanos() / 1e6);
  }
}
