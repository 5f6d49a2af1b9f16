// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ai.mozaiks.observability.bundle.settings.Settings;
import ai.mozaiks.observability.server.alerts.rules.RuleSet;
import ai.mozaiks.observability.server.config.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
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

  private static final Path PARTS =
      Path.of("src/main/resources/ai/mozaiks/observability/bundle/parts");

  /// One of each kind of settings, and a second one of those that have few.
  private static final List<String> VALUES =
      List.of(
          "other",
          "false",
          "true",
          "77",
          "7s",
          "7Gi",
          "other.example:77",
          "/other",
          "https://other.example:77");

  private final RuleSet rules;
  private final List<BundleFile> files;

  BundleTest() throws Exception {
    rules = WrittenBundle.spec().rules();
    files = WrittenBundle.files();
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

  @Test
  void thePageOfTheBundleTellsOfEveryPart() throws Exception {
    String page = Files.readString(Path.of("../docs/operations/bundle.md"));

    assertThat(Bundle.parts().keySet())
        .allSatisfy(
            part -> assertThat(page).containsPattern("(?m)^\\|[^|]*`" + part + "`[^|]*\\|"));
  }

  @Test
  void everyFolderWithADescriptionIsAPart_andNamesAllThatIsInIt() throws Exception {
    try (Stream<Path> folders = Files.list(PARTS)) {
      for (Path folder : folders.filter(each -> Files.exists(each.resolve("part.yaml"))).toList()) {
        String part = folder.getFileName().toString();
        assertThat(Bundle.parts()).containsKey(part);
        List<String> used = new ArrayList<>(List.of("part.yaml"));
        for (JsonNode file :
            YAML.readTree(Files.readString(folder.resolve("part.yaml"))).required("files")) {
          used.add(file.path("path").stringValue());
          used.add(file.path("template").asString("").replaceFirst("^" + part + "/", ""));
        }
        try (Stream<Path> all = Files.walk(folder)) {
          assertThat(
                  all.filter(Files::isRegularFile).map(each -> folder.relativize(each).toString()))
              .as(part)
              .allMatch(name -> used.contains(name) || isDashboard(part, name));
        }
      }
    }
  }

  /// These become JSON, and are named in [GrafanaPart].
  private boolean isDashboard(String part, String name) {
    String json =
        part + "/" + name.replaceFirst("dashboards/(.*)\\.yaml", "dashboards/mozaiks-$1.json");
    return files.stream().anyMatch(file -> file.path().equals(json));
  }

  @Test
  void everySettingChangesAFile() throws Exception {
    String[] all = {
      "search.user=ann", "search.ca_file=/etc/ca.pem", "kubernetes.storage_class=slow"
    };
    Settings settings = Settings.usual().with(List.of(all));
    List<BundleFile> before = made(settings);
    JsonNode sections = YAML.readTree(settings.file());
    for (String section : sections.propertyNames()) {
      for (String name : sections.get(section).propertyNames()) {
        String key = section + "." + name;
        assertThat(made(other(settings, key))).as(key).isNotEqualTo(before);
      }
    }
  }

  /// The settings with another value of one of them.
  private static Settings other(Settings settings, String key) {
    for (String value : VALUES) {
      try {
        if (!settings.list(key).equals(List.of(value))) {
          return settings.with(List.of(key + "=" + value));
        }
      } catch (ConfigurationException _) {
        // of another kind
      }
    }
    throw new AssertionError(key + ": none of " + VALUES + " is one of its values");
  }

  /// All files but the one that says the settings again.
  private List<BundleFile> made(Settings settings) {
    return Bundle.files(new BundleSpec(settings, rules), new ArrayList<>(Bundle.parts().keySet()))
        .stream()
        .filter(file -> !file.path().equals(Settings.FILE))
        .toList();
  }
}
