// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// A real terminal without a window: a shell in a pseudo-terminal of `tmux`, which obeys control
/// sequences and tells what its screen shows.
public final class TmuxTerminal implements AutoCloseable {
  private static final String DEBIAN_PACKAGE = "tmux";
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Path program;
  private final Path folder;

  private TmuxTerminal(Path program, Path folder) {
    this.program = program;
    this.folder = folder;
  }

  /// Starts it, 80 by 24. Without the program the test is skipped, but not in CI.
  ///
  /// @param folder for its socket; the shell starts there
  public static TmuxTerminal start(Path folder) throws IOException, InterruptedException {
    TmuxTerminal terminal = new TmuxTerminal(Programs.required(DEBIAN_PACKAGE, "tmux"), folder);
    Path configuration =
        Files.writeString(
            folder.resolve("tmux.conf"),
            "set -g default-terminal screen-256color\nset -g status off\n");
    terminal.tmux(
        "-f",
        configuration.toString(),
        "new-session",
        "-d",
        "-x",
        "80",
        "-y",
        "24",
        "env PS1='$ ' ENV= NO_COLOR= LC_ALL=C.UTF-8 sh");
    terminal.awaitsPrompt();
    return terminal;
  }

  /// Types a text.
  public void type(String text) throws IOException, InterruptedException {
    tmux("send-keys", "-l", text);
  }

  /// Types a line, and enter.
  public void enter(String line) throws IOException, InterruptedException {
    type(line);
    tmux("send-keys", "Enter");
  }

  /// Presses a key: a character, or a name as `C-c`, `Up`.
  public void press(String key) throws IOException, InterruptedException {
    tmux("send-keys", key);
  }

  /// Gives the window another size.
  public void resize(int columns, int rows) throws IOException, InterruptedException {
    tmux("resize-window", "-x", Integer.toString(columns), "-y", Integer.toString(rows));
  }

  /// What the screen shows, line by line, without colours and without blanks at the ends.
  public String screen() throws IOException, InterruptedException {
    return tmux("capture-pane", "-p");
  }

  /// The same with the control sequences of colours.
  public String colours() throws IOException, InterruptedException {
    return tmux("capture-pane", "-p", "-e");
  }

  /// Whether the program has the screen for itself, so that what was there will be back.
  public boolean isAlternate() throws IOException, InterruptedException {
    return tmux("display-message", "-p", "#{alternate_on}").strip().equals("1");
  }

  /// Waits until the shell wants the next line: keys that are pressed before may be another's.
  public String awaitsPrompt() throws IOException, InterruptedException {
    return awaits(screen -> screen.stripTrailing().endsWith("$"));
  }

  /// Waits until the screen shows something.
  ///
  /// @return the screen
  public String awaits(Predicate<String> shown) throws IOException, InterruptedException {
    Instant deadline = Instant.now().plus(PATIENCE);
    String screen = screen();
    while (!shown.test(screen)) {
      assertThat(Instant.now()).as("in vain, the screen is\n" + screen).isBefore(deadline);
      Thread.sleep(50);
      screen = screen();
    }
    return screen;
  }

  private String tmux(String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("-S", folder.resolve("tmux").toString()));
    all.addAll(List.of(arguments));
    Programs.Outcome outcome = Programs.run(folder, program, all.toArray(String[]::new));
    assertThat(outcome.status()).as("tmux %s: %s", all, outcome.output()).isZero();
    return outcome.output();
  }

  @Override
  public void close() throws IOException {
    try {
      Programs.run(folder, program, "-S", folder.resolve("tmux").toString(), "kill-server");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // it ends soon, if not waited for
    }
  }
}
