// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import ai.mozaiks.observability.cli.top.Screen;
import ai.mozaiks.observability.cli.top.TopClient;
import ai.mozaiks.observability.cli.top.TopSession;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jline.utils.Signals;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `mozaiks top`: what a running server does now, drawn again and again.
@Command(
    name = "top",
    description =
        "Shows what a running server does now: alerts that fire, chats that run (the conspicuous"
            + " first, then the dearest), agents of the last 15 minutes. On a terminal it has keys: q ends"
            + " it, ? explains the others. Colours are left out if NO_COLOR is set.",
    mixinStandardHelpOptions = true,
    versionProvider = Mozaiks.Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:shown, or stopped",
      "1:the server does not answer, or refuses the question",
      "2:wrong usage"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mozaiks top",
      "  mozaiks top --interval 10 --url http://mon1:8000",
      "  mozaiks top --once > now.txt         all of it, as plain text"
    })
final class TopCommand implements Callable<Integer> {
  @Mixin private ServerAddress server = new ServerAddress();

  @Option(names = "--once", description = "Shows it once, without control sequences.")
  private boolean once;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description = "How often it asks: 1 to 3600 (${DEFAULT-VALUE}).")
  private int interval = 2;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws CommandFailure, InterruptedException, IOException {
    if (interval < 1 || interval > 3600) {
      throw new ParameterException(
          spec.commandLine(), "--interval: " + interval + " (expected: 1 to 3600)");
    }
    try (TopClient client = new TopClient(server.url, InstantSource.system())) {
      Screen first = client.ask(); // a server that is not there at the start is a mistake
      PrintWriter out = spec.commandLine().getOut();
      if (once) {
        TopSession.showOnce(first, server.url, out);
      } else {
        follow(client, first, out);
      }
    }
    return 0;
  }

  private void follow(TopClient client, Screen first, PrintWriter out)
      throws InterruptedException, IOException {
    try (TopSession session =
        TopSession.of(
            client,
            first,
            Duration.ofSeconds(interval),
            server.url,
            out,
            hasTerminal(),
            coloursAreWelcome())) {
      // Being stopped is no failure. No shutdown hook: JLine has one, too, and the two would race.
      for (String signal : List.of("INT", "TERM")) {
        Signals.register(signal, session::stop);
      }
      session.run();
    }
  }

  private static boolean hasTerminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }

  /// See no-color.org.
  private static boolean coloursAreWelcome() {
    String no = System.getenv("NO_COLOR");
    return no == null || no.isEmpty();
  }
}
