// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The page that says what serves each line of the monitoring guide leaves none out, and names
/// tests and checks that there are.
class GuideCoverageTest {
  private static final Path ROOT = Path.of("..");
  private static final Path PAGE = ROOT.resolve("docs/guide-coverage.md");
  private static final Path GUIDE = ROOT.resolve("../shared/reference/monitoring-guide.md");
  private static final Pattern TEST = Pattern.compile("\\b[A-Z]\\w+(?:Test|IT)\\b");
  private static final Pattern CHECK = Pattern.compile("`([a-z]+(?:_[a-z]+)+)`");

  @Test
  void answersEveryHeadingAndLineOfTheChecklist() throws IOException {
    assumeTrue(Files.exists(GUIDE), "the monitoring guide is not beside this checkout: " + GUIDE);
    String page = Files.readString(PAGE);
    List<String> missing = new ArrayList<>();
    boolean code = false;
    for (String line : Files.readString(GUIDE).lines().toList()) {
      code ^= line.startsWith("```");
      boolean heading = !code && line.matches("#{2,4} .*");
      if (heading || line.startsWith("- [ ] ")) {
        String text = line.replaceFirst("^(#+|- \\[ ]) ", "");
        if (!page.contains(text)) {
          missing.add(line);
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void answersEveryAlertOfTheGuide() throws IOException {
    assumeTrue(Files.exists(GUIDE), "the monitoring guide is not beside this checkout: " + GUIDE);
    String page = Files.readString(PAGE);

    assertThat(
            Pattern.compile("- alert: (High\\w+|Daily\\w+|Service\\w+|Slow\\w+)")
                .matcher(Files.readString(GUIDE))
                .results()
                .map(found -> found.group(1)))
        .hasSize(5)
        .allSatisfy(alert -> assertThat(page).contains(alert));
  }

  @Test
  void namesTestsThatThereAre() throws IOException {
    Set<String> tests = new TreeSet<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path sources : modules.map(module -> module.resolve("src/test")).toList()) {
        if (Files.isDirectory(sources)) {
          addTests(sources, tests);
        }
      }
    }

    Set<String> named =
        TEST.matcher(Files.readString(PAGE))
            .results()
            .map(found -> found.group())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(named).hasSizeGreaterThan(30);
    assertThat(tests).containsAll(named);
  }

  private static void addTests(Path sources, Set<String> tests) throws IOException {
    try (Stream<Path> files = Files.walk(sources)) {
      files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith("Test.java") || name.endsWith("IT.java"))
          .forEach(name -> tests.add(name.substring(0, name.length() - ".java".length())));
    }
  }

  @Test
  void namesChecksThatThereAre() throws IOException {
    String doctor = Files.readString(ROOT.resolve("docs/operations/doctor.md"));
    String page = Files.readString(PAGE);
    String list = page.substring(page.indexOf("## Monitoring Checklist"));

    assertThat(CHECK.matcher(list).results().map(found -> found.group(1)))
        .filteredOn(id -> !id.equals("supported_target"))
        .hasSizeGreaterThan(20)
        .allSatisfy(id -> assertThat(doctor).contains("| `" + id + "` |"));
  }
}
