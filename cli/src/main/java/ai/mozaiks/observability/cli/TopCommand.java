// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import ai.mozaiks.observability.cli.top.Screen;
import ai.mozaiks.observability.cli.top.ScreenDrawing;
import ai.mozaiks.observability.cli.top.ScreenText;
import ai.mozaiks.observability.cli.top.TopClient;
import java.io.Console;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;
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
            + " first, then the dearest), agents of the last 15 minutes. Ctrl-C ends it.",
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
  private static final int PLAIN_COLUMNS = 100;

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
      if (once) {
        new ScreenDrawing(spec.commandLine().getOut(), false)
            .draw(plain().lines(client.ask(), null));
      } else if (hasTerminal()) {
        // Signals stay Java's: with JLine's, Ctrl-C would end the process as a failure.
        try (Terminal terminal =
            TerminalBuilder.builder().dumb(true).nativeSignals(false).build()) {
          boolean over = !terminal.getType().startsWith(Terminal.TYPE_DUMB);
          follow(client, over ? terminal : null);
        }
      } else {
        follow(client, null);
      }
    }
    return 0;
  }

  /// Until the process is told to stop.
  ///
  /// @param terminal to draw over; null where screens go below one another
  private void follow(TopClient client, @Nullable Terminal terminal)
      throws CommandFailure, InterruptedException {
    Screen screen = client.ask(); // a server that is not there at the start is a mistake
    String trouble = null;
    StopSignal signal = StopSignal.onStop(() -> {}); // being stopped is no failure
    ScreenDrawing drawing = new ScreenDrawing(spec.commandLine().getOut(), terminal != null);
    while (true) {
      // Asked each time: the window may have another size now. A line is left for the cursor.
      ScreenText text =
          terminal == null
              ? plain()
              : new ScreenText(
                  server.url.toString(), terminal.getWidth(), terminal.getHeight() - 1);
      drawing.draw(text.lines(screen, trouble));
      if (signal.await(Duration.ofSeconds(interval))) {
        return;
      }
      try {
        screen = client.ask();
        trouble = null;
      } catch (CommandFailure e) {
        trouble = e.getMessage(); // it may come back, as after a restart
      }
    }
  }

  private ScreenText plain() {
    return new ScreenText(server.url.toString(), PLAIN_COLUMNS, Integer.MAX_VALUE);
  }

  private static boolean hasTerminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }
}
