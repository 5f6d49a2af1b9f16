// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.about;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import org.junit.jupiter.api.Test;

class LibrariesTest {

  @Test
  void jarsOnTheClassPath_areNamedWithVersionAndLicence() {
    assertThat(Libraries.all())
        .anySatisfy(library -> {
          assertThat(library.name()).isEqualTo("jetty-server");
          assertThat(library.version()).matches("\\d+\\.\\d+\\.\\d+.*");
          assertThat(library.licence()).contains("epl-2.0");
        });
  }

  @Test
  void partsOfThisProgram_areNoLibraries() {
    assertThat(Libraries.all())
        .isSortedAccordingTo(Comparator.comparing(Libraries.Library::name))
        .noneMatch(library -> library.name().startsWith("observability-"));
  }

  @Test
  void versionOfThisProgram_isThatOfTheBuild() {
    assertThat(Build.version()).matches("\\d+\\.\\d+\\.\\d+.*");
  }
}
