// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MozaiksTest {
  private final CommandRuns mozaiks = new CommandRuns();

  static Set<String> commands() {
    return Mozaiks.commandLine().getSubcommands().keySet();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void explainsEachCommandWithExamples(String command) {
    assertThat(mozaiks.run(command, "--help")).isZero();
    assertThat(mozaiks.out())
        .contains("Usage: mozaiks " + command, "Examples:", "mozaiks " + command);
    assertThat(mozaiks.err()).isEmpty();
  }

  @Test
  void namesTheCommands() {
    assertThat(mozaiks.run("--help")).isZero();
    assertThat(mozaiks.out()).contains(commands()).contains("serve", "demo", "import", "--version");
  }

  @Test
  void saysItsVersion() {
    assertThat(mozaiks.run("--version")).isZero();
    assertThat(mozaiks.out()).startsWith("mozaiks ");
  }

  @Test
  void listsAllMistakesOfTheConfiguration_withoutAStackTrace(@TempDir Path folder)
      throws Exception {
    Path file = Files.writeString(folder.resolve("server.yml"), "keep_for: 1d\n");

    int status =
        mozaiks.run("serve", "--port", "eighty", "--grpc-port=-2", "--config", file.toString());

    assertThat(status).isEqualTo(2);
    assertThat(mozaiks.err())
        .startsWith("The configuration has 3 mistakes:\n")
        .contains("flag --port: port: eighty (expected: ")
        .contains("flag --grpc-port: grpc_port: -2 (expected: ")
        .contains(file + ":1: keep_for: unknown key")
        .doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sreve",
        "import",
        "import --url ftp://x file",
        "import --format xml file",
        "serve --colour",
        "demo --speed 0",
        "demo --duration soon"
      })
  void refusesWrongUsageWithStatus2(String line) {
    assertThat(mozaiks.run(line.split(" "))).isEqualTo(2);
    assertThat(mozaiks.err()).isNotEmpty().doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"import", "explain"})
  void saysInOneLineWhatIsWrongWithAnAddress(String command) {
    for (String url : List.of("ftp://x", "localhost:8000", "http://", "http://a b")) {
      assertThat(mozaiks.run(command, "--url", url, "file")).isEqualTo(2);

      assertThat(mozaiks.err())
          .isEqualTo(
              "mozaiks %1$s: Invalid value for option '--url': %2$s (expected: such as http://localhost:8000) (see 'mozaiks %1$s --help')\n"
                  .formatted(command, url));
    }
  }

  @Test
  void guessesWhatWasMeant_withoutTheHelp() {
    assertThat(mozaiks.run("sreve")).isEqualTo(2);

    assertThat(mozaiks.err())
        .startsWith("mozaiks: Unmatched argument at index 0: 'sreve' (see 'mozaiks --help')\n")
        .contains("serve");
    assertThat(mozaiks.err().lines()).hasSizeLessThan(4);
  }

  @Test
  void failsWithStatus1_whenNoServerAnswers(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("one.json"), "{\"chat_id\":\"1\"}");

    assertThat(mozaiks.run("import", "--url", "http://localhost:1", file.toString())).isEqualTo(1);

    assertThat(mozaiks.err())
        .isEqualTo(
            "mozaiks: no server answers at http://localhost:1; start one with: mozaiks serve\n");
  }
}
