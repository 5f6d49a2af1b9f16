// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import ai.mozaiks.observability.cli.importing.FileForm;
import ai.mozaiks.observability.cli.importing.FilesImport;
import ai.mozaiks.observability.cli.importing.FollowedFiles;
import ai.mozaiks.observability.server.ag2log.LogNames;
import java.io.Console;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// `mozaiks import`: sends files to a running server.
@Command(
    name = "import",
    description =
        "Sends files of telemetry to a running server: OTLP traces, logs and metrics in JSON or protobuf "
            + "(a request per file or several), event NDJSON, AG2's runtime log (file or SQLite) and JSON lines of any "
            + "log; plain or gzip. The form is recognised by the content. A second run changes "
            + "nothing: all items are duplicates then.",
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
      "  mozaiks import traces.json logs.jsonl metrics.pb.gz",
      "  mozaiks import --url http://monitor:8000 events.ndjson",
      "  zcat dump.jsonl.gz | mozaiks import -",
      "  mozaiks import --app acme mozaiks.log autogen_logs/runtime.log*",
      "  mozaiks import --follow --app acme --workflow Generator autogen_logs/runtime.log"
    })
final class ImportCommand implements Callable<Integer> {

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files; - is the standard input.")
  List<String> files = List.of();

  @Mixin ServerAddress server = new ServerAddress();

  @Option(
      names = "--format",
      converter = FormReader.class,
      description =
          "otlp-json, otlp-protobuf, events, ag2-file, ag2-sqlite, application-log or json-log, if the "
              + "recognition is wrong or the file is not there yet.")
  @Nullable FileForm form;

  @Option(names = "--app", description = "Of logs that do not say it: the app.")
  @Nullable String app;

  @Option(names = "--workflow", description = "Of logs that do not say it: the workflow.")
  @Nullable String workflow;

  @Option(
      names = "--chat",
      description = "Of AG2's runtime log: the chat of all of it; else each session is a chat.")
  @Nullable String chat;

  @Option(
      names = "--follow",
      description =
          "Goes on with logs while they grow, until it is stopped. What the server does not take "
              + "is tried again; after a restart it goes on where it was.")
  boolean follow;

  @Option(
      names = "--checkpoints",
      paramLabel = "DIR",
      description = "With --follow: where to remember how far each log is (${DEFAULT-VALUE}).",
      defaultValue = "${sys:user.home}/.local/state/mozaiks/import",
      showDefaultValue = CommandLine.Help.Visibility.NEVER)
  Path checkpoints = Path.of("");

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    LogNames.Name names = new LogNames.Name(app, workflow, chat);
    if (follow) {
      PrintWriter out = spec.commandLine().getOut();
      StopSignal signal = StopSignal.onStop(() -> {}); // being stopped is no failure
      try {
        new FollowedFiles(files, server.url, form, names, checkpoints, out).run();
      } finally {
        if (!signal.stopping()) {
          signal.failed(); // it ends by itself only when something failed
        }
      }
      return 1;
    }
    boolean clean =
        new FilesImport(
                files, server.url, form, names, System.in, spec.commandLine().getOut(), terminal())
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
              new TypeConversionException(text + " (expected: one of " + FileForm.words() + ")"));
    }
  }
}
