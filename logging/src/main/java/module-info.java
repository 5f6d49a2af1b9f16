// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
/// The log of a Java agent, on Logback.
module ai.mozaiks.observability.logging {
  requires transitive ai.mozaiks.observability.recorder;
  requires transitive ch.qos.logback.classic;
  requires transitive ch.qos.logback.core;
  requires java.sql;
  requires static org.jspecify;
  requires transitive org.slf4j;

  exports ai.mozaiks.observability.logging;

  provides ch.qos.logback.classic.spi.Configurator with
      ai.mozaiks.observability.logging.AgentLogConfigurator;
}
