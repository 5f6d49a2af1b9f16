// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.peers.Programs;
import ai.mozaiks.observability.peers.TmuxTerminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A real bash loads the script, and is asked what it would offer; a real zsh, and keys are
/// pressed.
@Timeout(120)
class CompletionCommandTest {
  @TempDir Path folder;
  private Path script;

  @BeforeEach
  void print() throws IOException {
    CommandRuns mozaiks = new CommandRuns();
    assertThat(mozaiks.run("completion")).as(mozaiks.err()).isZero();
    assertThat(mozaiks.err()).isEmpty();
    script = Files.writeString(folder.resolve("completion"), mozaiks.out());
  }

  @Test
  void completesACommand() throws Exception {
    assertThat(offered("mozaiks", "ru")).containsExactly("rules");
  }

  @Test
  void completesACommandOfACommand() throws Exception {
    assertThat(offered("mozaiks", "rules", "ch")).containsExactly("check");
  }

  @Test
  void completesAFlag() throws Exception {
    assertThat(offered("mozaiks", "serve", "--grpc")).containsExactly("--grpc-port");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mozaiks", "./mozaiks"})
  void isUsedForTheCommand_whereverItIsStarted(String command) throws Exception {
    // Bash itself looks a path up by its last part, so one entry is enough for both.
    assertThat(bash("source \"$0\"; complete -p \"${1##*/}\"", command))
        .singleElement()
        .asString()
        .contains("-F _complete_mozaiks")
        .endsWith(" mozaiks");
  }

  @Test
  void everyCommandIsOffered() throws Exception {
    assertThat(offered("mozaiks", ""))
        .containsAll(Mozaiks.commandLine().getSubcommands().keySet())
        .hasSizeGreaterThan(10);
  }

  @Test
  void completesInZsh() throws Exception {
    Programs.required("zsh", "zsh");
    try (TmuxTerminal terminal = TmuxTerminal.start(folder)) {
      terminal.enter("PS1='%# ' exec zsh -f");
      terminal.awaits(
          screen -> screen.stripTrailing().endsWith("#") || screen.stripTrailing().endsWith("%"));
      terminal.enter("source ./completion && echo rea''dy");
      terminal.awaits(screen -> screen.contains("ready"));
      for (List<String> typed :
          List.of(
              List.of("mozaiks ru", "mozaiks rules"),
              List.of("mozaiks rules ch", "mozaiks rules check"),
              List.of("mozaiks serve --grpc", "mozaiks serve --grpc-port"),
              List.of("./mozaiks bu", "./mozaiks bundle"))) {
        terminal.type(typed.getFirst());
        terminal.press("Tab");
        terminal.awaits(screen -> screen.stripTrailing().endsWith(" " + typed.getLast()));
        terminal.press("C-u");
      }
    }
  }

  /// What bash offers after the last of some words.
  private List<String> offered(String... words) throws Exception {
    return bash(
        """
        compopt() { :; } # bash has it only for a key that was really pressed
        source "$0"
        COMP_WORDS=("$@")
        COMP_CWORD=$(($# - 1))
        COMP_LINE="$*"
        COMP_POINT=${#COMP_LINE}
        _complete_mozaiks mozaiks
        printf '%s\\n' "${COMPREPLY[@]}"
        """,
        words);
  }

  private List<String> bash(String commands, String... words) throws Exception {
    String[] arguments =
        Stream.concat(Stream.of("--norc", "-c", commands, script.toString()), Stream.of(words))
            .toArray(String[]::new);
    Programs.Outcome outcome = Programs.run(folder, Programs.required("bash", "bash"), arguments);
    assertThat(outcome.status()).as(outcome.output()).isZero();
    return outcome.output().lines().map(String::strip).toList();
  }
}
