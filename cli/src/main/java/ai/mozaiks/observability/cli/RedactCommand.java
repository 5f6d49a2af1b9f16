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
import java.net.URI;
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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `mozaiks redact`: masks the secrets of files, or tells what would be masked; with `--stored` the
/// same for what a running server has stored.
@Command(
    name = "redact",
    description =
        "Masks the secrets of files by the rules of the server, without one, and writes the result "
            + "to the standard output. JSON lines are masked field by field, other lines as text. With "
            + "--stored, a running server scans what it has stored by its rules of now.",
    mixinStandardHelpOptions = true,
    versionProvider = Mozaiks.Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:masked; with --dry-run: there is nothing to mask",
      "1:a file cannot be read; with --stored: the server refused, or does not answer",
      "2:wrong usage or configuration",
      "3:with --dry-run: there is something to mask"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mozaiks redact --dry-run app.log             what would be masked, and by which rule",
      "  mozaiks redact --config server.yml app.log > clean.log",
      "  mozaiks redact --stored --dry-run            what a scan of stored data would change",
      "  mozaiks redact --stored --reason 'badge numbers' --by 'privacy desk'"
    })
final class RedactCommand implements Callable<Integer> {
  static final int SOMETHING_FOUND = 3;

  @Parameters(arity = "0..*", paramLabel = "FILE", description = "Files; - is the standard input.")
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

  @Option(
      names = "--stored",
      description =
          "Has a running server scan what it has stored, by its own rules, and waits for the end. "
              + "Without --dry-run the server must allow it (redaction.scan_on_request).")
  boolean stored;

  @Option(
      names = "--url",
      converter = ServerUrl.class,
      defaultValue = "http://localhost:8000",
      description = "With --stored: the server (${DEFAULT-VALUE}).")
  URI url = URI.create("http://localhost:8000");

  @Option(names = "--reason", description = "With --stored: why, for the record of the scan.")
  @Nullable String reason;

  @Option(
      names = "--by",
      paramLabel = "WHO",
      description = "With --stored: who asks, for the record of the scan.")
  @Nullable String by;

  @Option(names = "--json", description = "With --stored: prints the server's answer as it is.")
  boolean json;

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws ConfigurationException, CommandFailure, InterruptedException {
    if (stored == !files.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "files or --stored (expected: one of the two)");
    }
    if (stored) {
      StoredScan scan = new StoredScan(url, dryRun, reason, by);
      JsonNode done = scan.run();
      PrintWriter out = spec.commandLine().getOut();
      out.println(json ? done.toString() : StoredScan.text(done));
      return dryRun && StoredScan.foundAny(done) ? SOMETHING_FOUND : 0;
    }
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
