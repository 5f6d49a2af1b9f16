// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts;

import ai.mozaiks.observability.server.alerts.rules.RuleFiles;
import ai.mozaiks.observability.server.alerts.rules.RuleSet;
import ai.mozaiks.observability.server.alerts.slo.SloFiles;
import ai.mozaiks.observability.server.config.AlertsConfig;
import ai.mozaiks.observability.server.config.ConfigurationException;
import ai.mozaiks.observability.server.config.ConfigurationException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the rules and service levels that are in force, and sees when their files have changed.
/// For one thread.
final class RuleLoader {
  private final AlertsConfig config;
  private Map<Path, String> seen = Map.of();

  RuleLoader(AlertsConfig config) {
    this.config = config;
  }

  /// Whether the files say something else than the last time they were read, for good or bad. One
  /// that cannot be read at the moment has not changed.
  boolean hasChanged() {
    try {
      return !texts().equals(seen);
    } catch (ConfigurationException _) {
      return false; // it is being replaced, or reading it says what is wrong
    }
  }

  /// Reads them.
  ///
  /// @throws ConfigurationException with every mistake, if there is one
  RuleSet load() throws ConfigurationException {
    Map<Path, String> texts = texts();
    seen = texts;
    SloFiles levels = new SloFiles();
    if (config.defaults()) {
      levels.addBuiltIn();
    }
    for (Path file : config.slos()) {
      levels.add(file.toString(), texts.getOrDefault(file, ""));
    }
    RuleFiles files = new RuleFiles(levels.read());
    if (config.defaults()) {
      files.addBuiltIn();
    }
    for (Path file : config.rules()) {
      files.add(file.toString(), texts.getOrDefault(file, ""));
    }
    return files.read();
  }

  private Map<Path, String> texts() throws ConfigurationException {
    Map<Path, String> texts = new LinkedHashMap<>();
    for (List<Path> files : List.of(config.rules(), config.slos())) {
      for (Path file : files) {
        try {
          texts.put(file, Files.readString(file));
        } catch (IOException e) {
          throw new ConfigurationException(
              List.of(new Problem(file.toString(), "", "unreadable: " + e)));
        }
      }
    }
    return texts;
  }
}
