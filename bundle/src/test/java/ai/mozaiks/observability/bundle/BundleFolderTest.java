// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

  @Test
  void keepsWhatSomebodyChangedInAnotherEncoding() throws IOException {
    write("one", false);
    Files.write(folder.resolve("bundle/tool/tool.conf"), new byte[] {'#', (byte) 0xe4});

    assertThat(write("two", false).kept()).containsExactly("tool/tool.conf");
    assertThat(Files.readAllBytes(folder.resolve("bundle/tool/tool.conf"))).hasSize(2);
  }

  @Test
  void knowsWhatItWrote_whenItCouldNotWriteAll() throws IOException {
    Path bundle = Files.createDirectories(folder.resolve("bundle"));
    Files.writeString(bundle.resolve("blocked"), "a file in the place of a folder");
    List<BundleFile> one =
        List.of(new BundleFile("tool/tool.conf", "one"), new BundleFile("blocked/x.conf", "one"));
    assertThatThrownBy(() -> new BundleFolder(bundle).write(one, false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("blocked");

    assertThat(write("two", false).written()).containsExactly("tool/tool.conf");
    assertThat(present("tool.conf")).isEqualTo("two");
  }

  @Test
  void leavesPermissionsAndLinksAsTheyAre_andNothingElse() throws IOException {
    write("one", false);
    Path file = folder.resolve("bundle/tool/tool.conf");
    Path elsewhere = Files.move(file, folder.resolve("elsewhere.conf"));
    Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rw-r-----"));
    Files.createSymbolicLink(file, elsewhere);

    assertThat(write("two", false).written()).containsExactly("tool/tool.conf");

    assertThat(Files.isSymbolicLink(file)).isTrue();
    assertThat(Files.readString(elsewhere)).isEqualTo("two");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(elsewhere)))
        .isEqualTo("rw-r-----");
    assertThat(folder.resolve("bundle/tool").toFile().list()).containsExactly("tool.conf");
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("bundle", "elsewhere.conf");
  }

  @Test
  void makesAProgramExecutableAgain() throws IOException {
    List<BundleFile> program = List.of(new BundleFile("tool/run.sh", "#!/bin/sh\n", true));
    BundleFolder bundle = new BundleFolder(folder.resolve("bundle"));
    bundle.write(program, false);
    Path file = folder.resolve("bundle/tool/run.sh");
    assertThat(file.toFile().setExecutable(false, false)).isTrue();

    assertThat(bundle.write(program, false).same()).isEqualTo(1);
    assertThat(Files.isExecutable(file)).isTrue();
  }

  @Test
  void setsAsideWhatWasChangedByHand_andOnlyThat() throws IOException {
    write("one", false);
    BundleFolder bundle = new BundleFolder(folder.resolve("bundle"));
    assertThat(bundle.setAside("tool/tool.conf")).isFalse();
    Files.writeString(folder.resolve("bundle/tool/tool.conf"), "mine");
    assertThat(bundle.setAside("tool/tool.conf")).isTrue();

    assertThat(write("two", false).written()).containsExactly("tool/tool.conf");
    assertThat(present("tool.conf.old")).isEqualTo("mine");
  }
}
