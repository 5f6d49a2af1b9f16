// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import ai.mozaiks.observability.server.alerts.rules.RuleSet;
import ai.mozaiks.observability.server.alerts.slo.Slo;
import ai.mozaiks.observability.server.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `mozaiks rules check`: whether files of rules and service levels can be used.
@Command(
    name = "check",
    description =
        "Says what is wrong with files of rules and service levels, with file and line. They are "
            + "read together, after the built-in ones.",
    mixinStandardHelpOptions = true,
    versionProvider = Mozaiks.Version.class,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:nothing is wrong",
      "1:something is, or a file cannot be read",
      "2:wrong usage"
    })
final class RulesCheckCommand implements Callable<Integer> {
  /// What every document of OpenSLO begins with, and no file of rules has.
  private static final Pattern OPEN_SLO = Pattern.compile("(?m)^(apiVersion|metadata):");

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description = "Files of rules, and of service levels (OpenSLO); the built-in ones without.")
  List<Path> files = List.of();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws CommandFailure {
    List<Path> slos = new ArrayList<>();
    List<Path> rules = new ArrayList<>();
    for (Path file : files) {
      (isOpenSlo(file) ? slos : rules).add(file);
    }
    try {
      RuleSet set = RuleFileOptions.read(slos, rules);
      spec.commandLine()
          .getOut()
          .printf(
              "%d rules and %d service levels: nothing wrong%n",
              set.rules().size(), set.slos().size());
      if (!files.isEmpty()) {
        spec.commandLine()
            .getOut()
            .printf(
                "In your files: rules %d, service levels %d%n",
                ofFiles(set.rules().stream().map(rule -> rule.head().source())),
                ofFiles(set.slos().stream().map(Slo::source)));
      }
      return 0;
    } catch (ConfigurationException e) {
      e.problems().forEach(problem -> spec.commandLine().getErr().println(problem));
      return 1;
    }
  }

  private long ofFiles(Stream<String> sources) {
    return sources
        .filter(source -> files.stream().anyMatch(file -> source.startsWith(file + ":")))
        .count();
  }

  private static boolean isOpenSlo(Path file) throws CommandFailure {
    try {
      return OPEN_SLO.matcher(Files.readString(file)).find();
    } catch (NoSuchFileException e) {
      throw new CommandFailure(file + " does not exist; give the path of a file that does", e);
    } catch (IOException e) {
      throw new CommandFailure(
          file + " cannot be read; check that it is a readable file in UTF-8", e);
    }
  }
}
