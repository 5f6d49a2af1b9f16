// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A real bash loads the script, and is asked what it would offer.
@Timeout(120)
class CompletionCommandTest {
  @TempDir Path folder;
  private Path script;

  @BeforeEach
  void print() throws IOException {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Mozaiks.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute("completion");
    assertThat(status).as(err.toString()).isZero();
    assertThat(err.toString()).isEmpty();
    script = Files.writeString(folder.resolve("completion"), out.toString());
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
    Path said = folder.resolve("said");
    Process bash;
    try {
      bash =
          new ProcessBuilder(
                  Stream.concat(
                          Stream.of("bash", "--norc", "-c", commands, script.toString()),
                          Stream.of(words))
                      .toList())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
    } catch (IOException e) {
      return abort("bash is not installed: " + e.getMessage());
    }
    if (!bash.waitFor(60, TimeUnit.SECONDS)) {
      bash.destroyForcibly();
      throw new AssertionError("bash does not end");
    }
    String text = Files.readString(said, UTF_8);
    assertThat(bash.exitValue()).as(text).isZero();
    return text.lines().map(String::strip).toList();
  }
}
