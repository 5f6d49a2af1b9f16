// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ai.mozaiks.observability.bundle.settings.Settings;
import ai.mozaiks.observability.server.alerts.rules.RuleFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// What holds for every file of every part.
class BundleTest {
  private static final int HEAD_LINES = 25;

  /// Forms without comments, pages that are read as they are, and what has its own head.
  private static final Pattern WITHOUT_HEAD =
      Pattern.compile(".*(\\.json|\\.ndjson|\\.md|bundle\\.yml|mozaiks-rules(-test)?\\.yml)");

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final YAMLMapper YAML = YAMLMapper.builder().build();

  private final List<BundleFile> files;

  BundleTest() throws Exception {
    BundleSpec spec = new BundleSpec(Settings.usual(), RuleFiles.read(List.of(), List.of()));
    files = Bundle.files(spec, new ArrayList<>(Bundle.parts().keySet()));
  }

  @Test
  void everyFileSaysWhatItIs_howItIsInstalled_andHowToSeeThatItWorks() {
    for (BundleFile file : files) {
      if (!WITHOUT_HEAD.matcher(file.path()).matches()) {
        String head = String.join("\n", file.text().lines().limit(HEAD_LINES).toList());
        assertThat(head).as(file.path()).contains("Install:", "Check:", "Made for:");
      }
    }
  }

  @Test
  void aFolderWithFilesThatHaveNoHead_hasAPageThatSaysIt() {
    for (BundleFile file : files) {
      if (file.path().matches(".*\\.(nd)?json")) {
        String part = file.path().substring(0, file.path().indexOf('/'));
        assertThat(files)
            .as(file.path())
            .anySatisfy(page -> {
              assertThat(page.path()).isEqualTo(part + "/README.md");
              assertThat(page.text()).contains("Install", "Check", "Made for");
            });
      }
    }
  }

  @Test
  void noGapIsLeft() {
    for (BundleFile file : files) {
      assertThat(file.text()).as(file.path()).doesNotContain("<%", "%>");
    }
  }

  @Test
  void jsonAndYamlAreSuch() {
    for (BundleFile file : files) {
      assertThatCode(
              () -> {
                if (file.path().endsWith(".json")) {
                  JSON.readTree(file.text());
                } else if (file.path().endsWith(".ndjson")) {
                  file.text().lines().forEach(JSON::readTree);
                } else if (file.path().matches(".*\\.ya?ml")
                    && !file.path().contains("/templates/")) {
                  YAML.readerFor(Object.class)
                      .readValues(file.text())
                      .readAll(); // several documents
                }
              })
          .as(file.path())
          .doesNotThrowAnyException();
    }
  }

  @Test
  void namesAreThoseOfFoldersOfTheirParts() {
    assertThat(files)
        .filteredOn(file -> file.path().contains("/"))
        .allSatisfy(file ->
            assertThat(Bundle.parts())
                .containsKey(file.path().substring(0, file.path().indexOf('/'))));
    assertThat(files.stream().map(BundleFile::path)).doesNotHaveDuplicates();
  }
}
