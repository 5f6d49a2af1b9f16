// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import ai.mozaiks.observability.bundle.Bundle;
import ai.mozaiks.observability.bundle.BundleFile;
import ai.mozaiks.observability.bundle.BundleFolder;
import ai.mozaiks.observability.bundle.BundleSpec;
import ai.mozaiks.observability.bundle.settings.Settings;
import ai.mozaiks.observability.server.config.ConfigurationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `mozaiks bundle`: configuration for the tools around the server.
@Command(
    name = "bundle",
    description =
        "Writes configuration for the tools around the server: Prometheus, Alertmanager, Grafana and"
            + " the rest. All of it is made of one description, "
            + Settings.FILE
            + " in the same folder.",
    mixinStandardHelpOptions = true,
    versionProvider = Mozaiks.Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  mozaiks bundle deploy                                all parts, with the usual settings",
      "  mozaiks bundle deploy --set mozaiks.address=mon1:8000   another address, kept in bundle.yml",
      "  mozaiks bundle deploy --only prometheus,alertmanager"
    })
final class BundleCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FOLDER",
      arity = "0..1",
      description = "Where to write it; made if it is not there.")
  private Path folder = Path.of("mozaiks-bundle");

  @Option(
      names = "--only",
      paramLabel = "PART",
      split = ",",
      description = "Only these parts, with commas between them (all).")
  private List<String> only = List.of();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "A setting, such as prometheus.scrape_interval=30s; several times. Lists have commas.")
  private List<String> assignments = List.of();

  @Option(names = "--force", description = "Replaces also files that were changed by hand.")
  private boolean force;

  @Option(names = "--list", description = "Lists the parts, and writes nothing.")
  private boolean listing;

  @Mixin private RuleFileOptions ruleFiles = new RuleFileOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws ConfigurationException, CommandFailure {
    PrintWriter out = spec.commandLine().getOut();
    if (listing) {
      Map<String, String> parts = Bundle.parts();
      int width = parts.keySet().stream().mapToInt(String::length).max().orElse(0);
      parts.forEach(
          (name, about) -> out.println(name + " ".repeat(width - name.length() + 2) + about));
      out.flush();
      return 0;
    }
    if (folder.toString().isBlank()) {
      throw new ParameterException(spec.commandLine(), "FOLDER: empty (expected: a folder)");
    }
    BundleSpec bundle = new BundleSpec(settings().with(assignments), ruleFiles.read());
    List<BundleFile> files = Bundle.files(bundle, parts(), present());
    BundleFolder target = new BundleFolder(folder);
    BundleFolder.Outcome outcome;
    try {
      // What it says was read, and is in the new one; were it kept, --set would be forgotten.
      if (!assignments.isEmpty() && target.setAside(Settings.FILE)) {
        out.printf(
            "%s was changed by hand; as it was, it is %s%s%n",
            folder.resolve(Settings.FILE), Settings.FILE, BundleFolder.OLD);
      }
      outcome = target.write(files, force);
    } catch (IOException e) {
      throw new CommandFailure(
          folder + ": cannot be written (" + e + "); give a folder that can be", e);
    }
    outcome.written().forEach(path -> out.println(folder.resolve(path)));
    outcome
        .kept()
        .forEach(path ->
            out.printf(
                "%s was changed by hand and is kept; the new one is %s%s%n",
                folder.resolve(path), path, BundleFolder.NEW));
    out.printf(
        "%d files written, %d are as they were. Begin with %s%n",
        outcome.written().size(), outcome.same(), folder.resolve("README.md"));
    out.flush();
    return 0;
  }

  private List<String> parts() {
    List<String> known = new ArrayList<>(Bundle.parts().keySet());
    for (String name : only) {
      if (!known.contains(name)) {
        throw new ParameterException(
            spec.commandLine(),
            "--only %s: no such part (expected: %s)".formatted(name, String.join(", ", known)));
      }
    }
    return only.isEmpty() ? known : only;
  }

  /// The parts that the folder has.
  private List<String> present() {
    return Bundle.parts().keySet().stream()
        .filter(part -> Files.isDirectory(folder.resolve(part)))
        .toList();
  }

  /// What the folder was made of before, if it was.
  private Settings settings() throws ConfigurationException, CommandFailure {
    Path file = folder.resolve(Settings.FILE);
    try {
      return Files.exists(file)
          ? Settings.usual().withFile(Files.readString(file), file.toString())
          : Settings.usual();
    } catch (IOException e) {
      throw new CommandFailure(
          file + " cannot be read (" + e + "); check that it is a readable file in UTF-8", e);
    }
  }
}
