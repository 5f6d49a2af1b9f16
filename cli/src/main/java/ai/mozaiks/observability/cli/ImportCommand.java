// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import ai.mozaiks.observability.cli.importing.FileForm;
import ai.mozaiks.observability.cli.importing.FilesImport;
import java.io.Console;
import java.io.PrintWriter;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// `mozaiks import`: sends files to a running server.
@Command(
    name = "import",
    description =
        "Sends files of telemetry to a running server: OTLP trace requests in JSON or protobuf, and "
            + "event NDJSON; plain or gzip. The form is recognised by the content. A second run "
            + "changes nothing: all items are duplicates then.",
    mixinStandardHelpOptions = true,
    versionProvider = Mozaiks.Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:everything was accepted",
      "1:something was rejected or unreadable, or the server does not answer",
      "2:wrong usage"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mozaiks import traces.json spans.pb.gz",
      "  mozaiks import --url http://monitor:8000 events.ndjson",
      "  zcat dump.jsonl.gz | mozaiks import -"
    })
final class ImportCommand implements Callable<Integer> {

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files; - is the standard input.")
  List<String> files = List.of();

  @Option(
      names = "--url",
      defaultValue = "http://localhost:8000",
      description = "The server (${DEFAULT-VALUE}).")
  URI url = URI.create("http://localhost:8000");

  @Option(
      names = "--format",
      converter = FormReader.class,
      description = "otlp-json, otlp-protobuf or events, if the recognition is wrong.")
  @Nullable FileForm form;

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    boolean clean =
        new FilesImport(
                files,
                ServerUrl.of(spec, url),
                form,
                System.in,
                spec.commandLine().getOut(),
                terminal())
            .run();
    return clean ? 0 : 1;
  }

  /// Where a progress bar goes; null when nobody watches.
  private @Nullable PrintWriter terminal() {
    // Since JDK 25 there is again no console at all when input or output is not a terminal.
    boolean watched = Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    return watched ? spec.commandLine().getErr() : null;
  }

  /// Reads a form's name.
  static final class FormReader implements ITypeConverter<FileForm> {
    @Override
    public FileForm convert(String text) {
      return FileForm.named(text)
          .orElseThrow(() ->
              new TypeConversionException(
                  text + " (expected: otlp-json, otlp-protobuf or events)"));
    }
  }
}
