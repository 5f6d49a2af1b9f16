// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.List;
import java.util.Map;

/// Sets up the log from the environment with the first line, as a service of Logback's. Steps back
/// where the program brings a configuration of its own: a `logback.xml`, a `logback-test.xml`, or
/// the system property `logback.configurationFile`.
///
/// Values that mean nothing do not keep the program from running: the defaults stand in for them,
/// and the log says so.
@ConfiguratorRank(ConfiguratorRank.FALLBACK)
public final class AgentLogConfigurator extends ContextAwareBase implements Configurator {
  private final Map<String, String> environment;

  /// For Logback.
  public AgentLogConfigurator() {
    this(System.getenv());
  }

  AgentLogConfigurator(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (hasOwnConfiguration()) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    LogSettings.Builder settings = LogSettings.builder();
    List<String> mistakes = settings.read(environment);
    AgentLogging.configure(context, settings.build(), mistakes);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static boolean hasOwnConfiguration() {
    if (System.getProperty("logback.configurationFile") != null) {
      return true;
    }
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    ClassLoader used = loader == null ? ClassLoader.getSystemClassLoader() : loader;
    return used.getResource("logback-test.xml") != null || used.getResource("logback.xml") != null;
  }
}
