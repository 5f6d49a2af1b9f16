// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaRuntimeTest {
  @TempDir Path home;

  @BeforeEach
  void install() throws Exception {
    Files.writeString(Files.createDirectory(home.resolve("lib")).resolve("modules"), "");
    release("25.0.3");
  }

  private void release(String version) throws Exception {
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"Acme\"\nJAVA_VERSION=\"" + version + "\"\n");
  }

  private Finding look(String version) {
    return new JavaRuntime(Runtime.Version.parse(version), "Acme", home, "restart it").look();
  }

  @Test
  void isWell_whenItIsARelease_andStillThere() {
    assertThat(look("25.0.3+9-LTS"))
        .isEqualTo(new Finding.Ok("Java 25.0.3+9-LTS of Acme in " + home));
    assertThat(JavaRuntime.ofThisProcess("restart").look())
        .as("what this test runs on")
        .isInstanceOf(Finding.Ok.class);
  }

  @Test
  void fails_whenItIsTooOld() {
    assertThat(look("24.0.2+12")).isInstanceOf(Finding.Fail.class);
  }

  @Test
  void warns_ofAPreview() throws Exception {
    release("26-ea");

    assertThat(look("26-ea+12")).isInstanceOf(Finding.Warn.class);
  }

  @Test
  void warns_whenAnotherVersionLiesThereByNow() throws Exception {
    release("25.0.4");

    Finding finding = look("25.0.3+9-LTS");

    assertThat(finding).isInstanceOf(Finding.Warn.class);
    assertThat(finding.evidence()).endsWith("where 25.0.4 lies by now");
  }

  @Test
  void fails_whenItWasTakenAway() throws Exception {
    Files.delete(home.resolve("lib").resolve("modules"));

    assertThat(look("25.0.3+9")).isInstanceOf(Finding.Fail.class);
  }

  @Test
  void saysNothingOfAVersion_whereNoneIsTold() throws Exception {
    Files.writeString(home.resolve("release"), "SOURCE=\"here\"\n");
    assertThat(look("25.0.3+9")).isInstanceOf(Finding.Ok.class);

    Files.delete(home.resolve("release"));
    assertThat(look("25.0.3+9")).isInstanceOf(Finding.Ok.class);
  }
}
