// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import ai.mozaiks.observability.server.alerts.export.PrometheusExport;
import ai.mozaiks.observability.server.config.ConfigurationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `mozaiks rules export`: the rules in the form of Prometheus.
@Command(
    name = "export",
    description =
        "Writes the rules in force for Prometheus (2.42 or later), and tests of them for promtool: "
            + PrometheusExport.RULES_FILE
            + " and "
            + PrometheusExport.TESTS_FILE
            + ". What Prometheus cannot know is left out, and said.",
    mixinStandardHelpOptions = true,
    versionProvider = Mozaiks.Version.class,
    sortOptions = false)
final class RulesExportCommand implements Callable<Integer> {
  @Option(
      names = "--prometheus",
      paramLabel = "FOLDER",
      required = true,
      description =
          "Where to write them; made if it is not there. Files of these names are replaced.")
  Path folder = Path.of("");

  @Option(
      names = "--job",
      paramLabel = "NAME",
      description = "The scrape job's name in Prometheus (default: ${DEFAULT-VALUE}).")
  String job = PrometheusExport.USUAL_JOB;

  @Mixin RuleFileOptions files = new RuleFileOptions();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws ConfigurationException, CommandFailure {
    PrometheusExport export = PrometheusExport.of(files.read(), job);
    Path rules = folder.resolve(PrometheusExport.RULES_FILE);
    Path tests = folder.resolve(PrometheusExport.TESTS_FILE);
    try {
      Files.createDirectories(folder);
      Files.writeString(rules, export.rules());
      Files.writeString(tests, export.tests());
    } catch (IOException e) {
      throw new CommandFailure(
          folder + ": cannot be written (" + e.getMessage() + "); give a folder that can be", e);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%d rules in %s%n", export.alerts().size(), rules);
    export
        .leftOut()
        .forEach(each ->
            out.printf(
                "%s: %s is left out, since %s%n", each.source(), each.rule(), each.reason()));
    out.printf("Try them: promtool test rules %s%n", tests);
    out.flush();
    return 0;
  }
}
