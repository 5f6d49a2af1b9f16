// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleFolderTest {
  @TempDir Path folder;

  private BundleFolder.Outcome write(String text, boolean force) throws IOException {
    return new BundleFolder(folder.resolve("bundle"))
        .write(List.of(new BundleFile("tool/tool.conf", text)), force);
  }

  private String present(String name) throws IOException {
    return Files.readString(folder.resolve("bundle/tool").resolve(name));
  }

  @Test
  void replacesWhatItWroteItself() throws IOException {
    assertThat(write("one", false).written()).containsExactly("tool/tool.conf");
    assertThat(write("one", false).same()).isEqualTo(1);
    assertThat(write("two", false).written()).containsExactly("tool/tool.conf");
    assertThat(present("tool.conf")).isEqualTo("two");
  }

  @Test
  void keepsWhatWasChangedByHand_andPutsTheNewOneBeside() throws IOException {
    write("one", false);
    Files.writeString(folder.resolve("bundle/tool/tool.conf"), "mine");

    BundleFolder.Outcome outcome = write("two", false);

    assertThat(outcome.kept()).containsExactly("tool/tool.conf");
    assertThat(outcome.written()).isEmpty();
    assertThat(present("tool.conf")).isEqualTo("mine");
    assertThat(present("tool.conf.new")).isEqualTo("two");
  }

  @Test
  void keepsAFileThatWasThereBefore() throws IOException {
    Files.createDirectories(folder.resolve("bundle/tool"));
    Files.writeString(folder.resolve("bundle/tool/tool.conf"), "somebody's");

    assertThat(write("one", false).kept()).containsExactly("tool/tool.conf");
    assertThat(present("tool.conf")).isEqualTo("somebody's");
  }

  @Test
  void replacesAllWhenForced() throws IOException {
    write("one", false);
    Files.writeString(folder.resolve("bundle/tool/tool.conf"), "mine");

    assertThat(write("two", true).written()).containsExactly("tool/tool.conf");
    assertThat(present("tool.conf")).isEqualTo("two");
  }

  @Test
  void losesNothing_whenItsListIsDamaged() throws IOException {
    write("one", false);
    Files.writeString(folder.resolve("bundle/.bundle-manifest.json"), "{");

    assertThat(write("two", false).kept()).containsExactly("tool/tool.conf");
    assertThat(present("tool.conf")).isEqualTo("one");
  }
}
