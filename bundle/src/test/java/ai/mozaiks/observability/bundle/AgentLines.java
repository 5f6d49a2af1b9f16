// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import ai.mozaiks.observability.logging.AgentLog;
import ai.mozaiks.observability.logging.AgentLogging;
import ai.mozaiks.observability.logging.LogContext;
import ai.mozaiks.observability.logging.LogSettings;
import ai.mozaiks.observability.recorder.TokenUsage;
import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The lines of two chats, as the logging library writes them: 7 turns, 5 of them of `acme_corp`,
/// at 0.25 dollars each, and 3 errors, one of them a tool's.
final class AgentLines {
  static final int TURNS = 7;
  static final int ERRORS = 3;
  static final double COST = 1.75;

  private AgentLines() {}

  /// Writes them into files of this folder; they are there on return.
  static void write(Path folder) {
    AgentLogging.start(
        LogSettings.builder().folder(folder).json(true).console(LogSettings.Console.NONE).build());
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.start(); // or a second use in this process would find it stopped
    chat("chat_abc123", "acme_corp", "Generator", 5);
    chat("chat_def456", "globex", "DataAnalysis", 2);
    Logger core = LoggerFactory.getLogger("core.runtime");
    try (var _ = LogContext.chat("chat_abc123").app("acme_corp").workflow("Generator").open()) {
      core.error("the model does not answer", new IllegalStateException("no route"));
      core.error("given up");
      core.warn("late");
      core.atInfo().addKeyValue("answer", "x".repeat(40_000)).log("a long answer");
    }
    context.stop(); // writes what waits
  }

  private static void chat(String chat, String app, String workflow, int turns) {
    AgentLog log = AgentLog.of(chat, app, workflow, "user_456");
    log.workflowStart();
    TokenUsage usage = TokenUsage.of(1_000, 200);
    BigDecimal cost = new BigDecimal("0.25");
    for (int i = 0; i < turns; i++) {
      log.usageDelta("planner", "gpt-4o-mini", usage, cost, Duration.ofMillis(1_500), false);
      log.agentTurn("planner", "gpt-4o-mini", usage, cost, Duration.ofMillis(2_500));
    }
    log.toolStarted("search", "planner");
    if (app.equals("globex")) {
      log.toolFailed(
          "search", "planner", Duration.ofMillis(3), new IllegalArgumentException("no index"));
    }
    log.workflowEnd("completed", Duration.ofSeconds(20));
  }

  /// The lines of the files of a folder, each once.
  static List<String> read(Path folder) throws IOException {
    List<String> lines = new ArrayList<>();
    try (var files = Files.newDirectoryStream(folder, "*.log")) {
      for (Path file : files) {
        lines.addAll(Files.readAllLines(file));
      }
    }
    return lines;
  }

  /// The same line as of another time.
  static String at(String line, Instant time) {
    return line.replaceFirst(
        "\"ts\":\"[^\"]*\"", "\"ts\":\"" + time.toString().replace("Z", "+00:00") + "\"");
  }
}
