// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// The commands that the first page shows must work in a fresh checkout.
class ReadmeTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void showsCommandsThatExist_withFilesThatExist() throws IOException {
    List<String> commands = new ArrayList<>();
    int files = 0;
    for (String line : Files.readAllLines(ROOT.resolve("README.md"))) {
      if (!line.startsWith("./mozaiks ")) {
        continue;
      }
      String[] words = line.replaceFirst("#.*", "").strip().split(" +", -1);
      CommandLine command = Mozaiks.commandLine().getSubcommands().get(words[1]);
      assertThat(command).as(line).isNotNull();
      commands.add(words[1]);
      for (int i = 2; i < words.length; i++) {
        // What is below the reader's own folder is not ours.
        if (words[i].contains("/") && !words[i].contains("://") && !words[i].contains("$PWD")) {
          assertThat(matches(words[i])).as(words[i]).isNotEmpty();
          files++;
        }
      }
    }

    assertThat(commands).contains("demo", "import", "explain");
    assertThat(files).isGreaterThan(2);
  }

  private static List<Path> matches(String pattern) throws IOException {
    Path path = ROOT.resolve(pattern);
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> of =
        Files.newDirectoryStream(path.getParent(), path.getFileName().toString())) {
      of.forEach(found::add);
    }
    return found;
  }
}
