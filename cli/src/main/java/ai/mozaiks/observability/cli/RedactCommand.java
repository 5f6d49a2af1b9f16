// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import ai.mozaiks.observability.cli.redacting.RedactedLine;
import ai.mozaiks.observability.cli.redacting.RedactedLines;
import ai.mozaiks.observability.cli.redacting.RedactionReport;
import ai.mozaiks.observability.recorder.redaction.Redactor;
import ai.mozaiks.observability.server.config.ConfigSources;
import ai.mozaiks.observability.server.config.ConfigurationException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `mozaiks redact`: masks the secrets of files, or tells what would be masked.
@Command(
    name = "redact",
    description =
        "Masks the secrets of files by the rules of the server, without one, and writes the result "
            + "to the standard output. JSON lines are masked field by field, other lines as text.",
    mixinStandardHelpOptions = true,
    versionProvider = Mozaiks.Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:masked; with --dry-run: there is nothing to mask",
      "1:a file cannot be read",
      "2:wrong usage or configuration",
      "3:with --dry-run: there is something to mask"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mozaiks redact --dry-run app.log             what would be masked, and by which rule",
      "  mozaiks redact --config server.yml app.log > clean.log"
    })
final class RedactCommand implements Callable<Integer> {
  static final int SOMETHING_FOUND = 3;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files; - is the standard input.")
  List<String> files = List.of();

  @Option(
      names = "--dry-run",
      description =
          "Tells line by line what would be masked and by which rule, and in sum; never a secret.")
  boolean dryRun;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A server's configuration, for its redaction.* settings.")
  @Nullable Path config;

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws ConfigurationException, CommandFailure {
    Redactor redactor = redactor(System.getenv());
    RedactionReport report = new RedactionReport();
    for (String file : files) {
      redact(file, redactor, report);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (dryRun) {
      report.summary().forEach(out::println);
    }
    out.flush();
    return dryRun && report.foundAny() ? SOMETHING_FOUND : 0;
  }

  private Redactor redactor(Map<String, String> environment) throws ConfigurationException {
    String named = environment.get("MOZAIKS_CONFIG");
    Path file = config == null && named != null && !named.isBlank() ? Path.of(named) : config;
    return new ConfigSources(Map.of(), environment, file).read().redaction().redactor();
  }

  private void redact(String file, Redactor redactor, RedactionReport report)
      throws CommandFailure {
    PrintWriter out = spec.commandLine().getOut();
    try (InputStream in = file.equals("-") ? System.in : Files.newInputStream(Path.of(file));
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      RedactedLines lines = new RedactedLines(reader, redactor);
      for (Optional<RedactedLine> line = lines.next(); line.isPresent(); line = lines.next()) {
        if (dryRun) {
          report.add(file, line.get()).forEach(out::println);
        } else {
          out.println(line.get().text());
        }
      }
    } catch (NoSuchFileException e) {
      throw new CommandFailure(file + " does not exist; give the path of a file that does", e);
    } catch (IOException e) {
      throw new CommandFailure(
          file + " cannot be read (" + e.getMessage() + "); check that it is a readable file", e);
    }
  }
}
