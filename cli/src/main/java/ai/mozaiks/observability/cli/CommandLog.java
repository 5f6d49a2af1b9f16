// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import ai.mozaiks.observability.logging.AgentLogging;
import ai.mozaiks.observability.logging.LogSettings;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.List;
import java.util.Map;

/// The log of the `mozaiks` command, set up by Logback with the first line: on standard error,
/// since standard output belongs to the command; in files only where `LOGS_BASE_DIR` names a
/// folder. Libraries are heard from WARN on. `-Dlogback.configurationFile` goes before it.
@ConfiguratorRank(ConfiguratorRank.CUSTOM_TOP_PRIORITY)
public final class CommandLog extends ContextAwareBase implements Configurator {
  private static final String OURS = "ai.mozaiks";

  private final Map<String, String> environment;

  /// For Logback.
  public CommandLog() {
    this(System.getenv());
  }

  CommandLog(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (System.getProperty("logback.configurationFile") != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    LogSettings.Builder settings =
        LogSettings.builder().folder(null).console(LogSettings.Console.STDERR).dates(true);
    List<String> mistakes = settings.read(environment);
    Level level = settings.build().level();
    settings.level(OURS, level);
    settings.level("core", level);
    // What it says of each try, the shipping of log records says once.
    settings.level("org.komamitsu.fluency", Level.OFF);
    settings.level(level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN);
    AgentLogging.configure(context, settings.build(), mistakes);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
