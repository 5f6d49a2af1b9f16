// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import ai.mozaiks.observability.server.config.ConfigurationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The `mozaiks` command. Exit status: 0 done, 1 failed, 2 wrong usage or configuration.
@Command(
    name = "mozaiks",
    description = "Monitoring and observability for AI agents, in one process.",
    mixinStandardHelpOptions = true,
    versionProvider = Mozaiks.Version.class,
    subcommands = {
      ServeCommand.class,
      DemoCommand.class,
      ImportCommand.class,
      ExplainCommand.class,
      RedactCommand.class,
      TopCommand.class,
      LogsCommand.class,
      DeleteCommand.class,
      ArchiveCommand.class,
      RulesCommand.class,
      BundleCommand.class,
      DoctorCommand.class,
      AlertsCommand.class,
      ReportCommand.class,
      CompletionCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  mozaiks demo                         the server with simulated agents, to look around",
      "  mozaiks serve                        the server; data in ~/.local/share/mozaiks",
      "  mozaiks serve --port 9000 --data .   another port, data in this folder",
      "  mozaiks import traces.json           sends files to a running server",
      "  mozaiks explain traces.json          shows how a running server reads files",
      "  mozaiks redact --dry-run app.log     shows which secrets would be masked in a file",
      "  mozaiks top                          what a running server does now, again and again",
      "  mozaiks logs --level error --since 1h   searches the logs of a running server",
      "  mozaiks delete --chat ID --dry-run   counts what a deletion would remove",
      "  mozaiks archive                      what was archived before retention deleted it",
      "  mozaiks rules check rules.yml        says what is wrong with a file of alert rules",
      "  mozaiks alerts test                  tries how people are told of alerts",
      "  mozaiks bundle deploy                writes configuration for Prometheus, Grafana and the rest",
      "  mozaiks doctor                       looks whether monitoring works, and what to do",
      "  mozaiks report --week                what last week was like, beside the week before",
      "  source <(mozaiks completion)         has bash or zsh complete commands and flags",
      "",
      "'mozaiks COMMAND --help' explains a command."
    })
public final class Mozaiks {

  private Mozaiks() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /// Runs a command line.
  ///
  /// @return the exit status
  static int run(String... args) {
    return commandLine().execute(args.length == 0 ? new String[] {"--help"} : args);
  }

  static CommandLine commandLine() {
    return new CommandLine(new Mozaiks())
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler((mistake, _) -> sayMistake(mistake))
        .setExecutionExceptionHandler((failure, commandLine, _) ->
            switch (failure) {
              case ConfigurationException mistakes ->
                  say(commandLine, mistakes.getMessage(), ExitCode.USAGE);
              case CommandFailure expected ->
                  say(commandLine, "mozaiks: " + expected.getMessage(), ExitCode.SOFTWARE);
              default -> throw failure; // a bug: its stack trace is what must be reported
            });
  }

  /// In one line: the help of a command is long, and would hide it.
  private static int sayMistake(ParameterException mistake) {
    CommandLine commandLine = mistake.getCommandLine();
    String command = commandLine.getCommandSpec().qualifiedName();
    say(
        commandLine,
        "%s: %s (see '%s --help')".formatted(command, mistake.getMessage(), command),
        ExitCode.USAGE);
    if (mistake instanceof UnmatchedArgumentException unmatched) {
      UnmatchedArgumentException.printSuggestions(unmatched, commandLine.getErr());
    }
    return ExitCode.USAGE;
  }

  private static int say(CommandLine commandLine, @Nullable String message, int status) {
    commandLine.getErr().println(message);
    return status;
  }

  /// The version as the build wrote it into the jar.
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"mozaiks " + text()};
    }

    static String text() {
      String version = Mozaiks.class.getPackage().getImplementationVersion();
      return version == null ? "(not packaged)" : version;
    }
  }
}
