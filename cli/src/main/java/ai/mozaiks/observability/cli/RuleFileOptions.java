// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import ai.mozaiks.observability.server.alerts.rules.RuleFiles;
import ai.mozaiks.observability.server.alerts.rules.RuleSet;
import ai.mozaiks.observability.server.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/// Which rules and service levels a command is about: the built-in ones, and those of files.
final class RuleFileOptions {
  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description = "Rules besides the built-in ones; may be given several times.")
  List<Path> rules = List.of();

  @Option(
      names = "--slos",
      paramLabel = "FILE",
      description = "Service levels (OpenSLO) besides the built-in ones; several times.")
  List<Path> slos = List.of();

  RuleSet read() throws ConfigurationException, CommandFailure {
    return read(slos, rules);
  }

  static RuleSet read(List<Path> slos, List<Path> rules)
      throws ConfigurationException, CommandFailure {
    try {
      return RuleFiles.read(slos, rules);
    } catch (NoSuchFileException e) {
      throw new CommandFailure(
          e.getMessage() + " does not exist; give the path of a file that does", e);
    } catch (IOException e) {
      throw new CommandFailure(
          e.getMessage() + " cannot be read; check that it is a readable file in UTF-8", e);
    }
  }
}
