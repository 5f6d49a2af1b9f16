// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The classes, members and files that pages and doc comments name are there, under these names.
class DocumentedNamesTest {
  private static final Path ROOT = Path.of("..");

  /// Names on the pages that look like classes of ours and are none.
  private static final Set<String> OF_OTHERS =
      Set.of(
          "Accept",
          "Allow",
          "AppId",
          "Appender",
          "Basic",
          "Bearer",
          "BigDecimal",
          "CompletableFuture",
          "Configurator",
          "Driver",
          "Executors",
          "ExportLogsServiceRequest",
          "ExportMetricsServiceRequest",
          "ExportTraceServiceRequest",
          "ExportTraceServiceResponse",
          "GiB",
          "KiB",
          "MiB",
          "Occurrences",
          "RetryInfo",
          "SourceContext",
          "System",
          "Thread");

  /// The types of `java.lang` that comments refer to.
  private static final Set<String> OF_JAVA_LANG =
      Set.of(
          "IllegalArgumentException",
          "Long",
          "NullPointerException",
          "Runtime",
          "RuntimeException",
          "String",
          "System");

  private static final Pattern CODE =
      Pattern.compile("`([A-Z][a-z][A-Za-z0-9]*)(?:\\.(\\w+))?(?:\\(.*?\\))?`");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:\\s]+)(?:#[^)]*)?\\)");
  private static final Pattern MODULE = Pattern.compile("<module>([\\w-]+)</module>");
  private static final Pattern SUBPACKAGE =
      Pattern.compile(
          "/src/main/java/ai/mozaiks/observability/(\\w+)/([a-z0-9/]+)/package-info\\.java$");

  /// Whose one package has the name of another module's before its own.
  private static final Set<String> NOT_SPLIT = Set.of("storage");

  private static final Pattern TYPE =
      Pattern.compile("\\b(?:class|interface|record|enum) ([A-Z]\\w*)");
  private static final Pattern REFERENCE =
      Pattern.compile(
          "///.*?\\[((?:[a-z]\\w*\\.)*)([A-Z]\\w*[a-z]\\w*)[\\w.]*(?:#(\\w+).*?)?](?![(\\[])");
  private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?[\\w.]*?(\\w+);");

  /// The sources that declare a type, by its simple name.
  private static final Map<String, List<String>> SOURCES = new HashMap<>();

  private static final Map<Path, String> FILES = new HashMap<>();

  @BeforeAll
  static void readSources() throws IOException {
    for (Path file : files(".java")) {
      String source = Files.readString(file);
      FILES.put(file, source);
      TYPE.matcher(source)
          .results()
          .forEach(
              type -> SOURCES.computeIfAbsent(type.group(1), _ -> new ArrayList<>()).add(source));
    }
  }

  private static List<Path> files(String ending) throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().endsWith(ending))
          .filter(file -> !file.toString().matches(".*/(target|node_modules|venv|\\.[a-z]+)/.*"))
          .filter(file -> !file.toString().contains("/src/main/resources/")) // pages with gaps
          .toList();
    }
  }

  @Test
  void pagesNameClassesAndMembersThatExist() throws IOException {
    Set<String> wrong = new TreeSet<>();
    for (Path page : files(".md")) {
      CODE.matcher(Files.readString(page))
          .results()
          .filter(name -> !OF_OTHERS.contains(name.group(1)))
          .filter(name -> !isDeclared(name.group(1), name.group(2)))
          .forEach(name -> wrong.add(page + ": " + name.group()));
    }
    assertThat(wrong).as("renamed, or to be listed as a name of others").isEmpty();
  }

  @Test
  void pagesLinkToFilesThatExist() throws IOException {
    Set<String> wrong = new TreeSet<>();
    for (Path page : files(".md")) {
      LINK.matcher(Files.readString(page))
          .results()
          .filter(link -> !Files.exists(page.resolveSibling(link.group(1))))
          .forEach(link -> wrong.add(page + ": " + link.group(1)));
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void theMapNamesEveryModuleAndPackage() throws IOException {
    String map = Files.readString(ROOT.resolve("docs/architecture.md"));
    assertThat(MODULE.matcher(Files.readString(ROOT.resolve("pom.xml"))).results())
        .isNotEmpty()
        .allSatisfy(module -> assertThat(map).contains("| `" + module.group(1) + "` |"));

    Set<String> missing = new TreeSet<>();
    for (Path file : FILES.keySet()) {
      Matcher name = SUBPACKAGE.matcher(file.toString());
      if (name.find()) {
        String within = name.group(2).replace('/', '.');
        // those of the server are named without it
        String named = name.group(1).equals("server") ? within : name.group(1) + "." + within;
        if (!NOT_SPLIT.contains(name.group(1)) && !map.contains("`" + named + "`")) {
          missing.add(named);
        }
      }
    }
    assertThat(missing).as("not in docs/architecture.md").isEmpty();
  }

  @Test
  void theIndexOfOperationsNamesEveryPage() throws IOException {
    Path folder = ROOT.resolve("docs/operations");
    String index = Files.readString(folder.resolve("README.md"));
    for (Path page : files(".md")) {
      if (page.startsWith(folder)) {
        String name = String.valueOf(page.getFileName());
        assertThat(name.equals("README.md") || index.contains("(" + name + ")")).as(name).isTrue();
      }
    }
  }

  /// The compiler leaves it to the reader: what it cannot find, Markdown shows in brackets.
  @Test
  void commentsReferToWhatTheySee() {
    Set<String> wrong = new TreeSet<>();
    FILES.forEach((file, source) -> {
      Set<String> visible = visibleIn(file, source);
      REFERENCE
          .matcher(source)
          .results()
          .forEach(reference -> {
            String type = reference.group(2);
            boolean found = !reference.group(1).isEmpty() || visible.contains(type);
            if (!found || (SOURCES.containsKey(type) && !isDeclared(type, reference.group(3)))) {
              wrong.add(file + ": " + reference.group());
            }
          });
    });
    assertThat(wrong).isEmpty();
  }

  private static boolean isDeclared(String type, @Nullable String member) {
    return SOURCES.getOrDefault(type, List.of()).stream()
        .anyMatch(source ->
            member == null || Pattern.compile("\\b" + member + "\\b").matcher(source).find());
  }

  /// The simple names of the types that a file can name as they are.
  private static Set<String> visibleIn(Path file, String source) {
    Set<String> visible = new TreeSet<>();
    IMPORT.matcher(source).results().forEach(type -> visible.add(type.group(1)));
    TYPE.matcher(source).results().forEach(type -> visible.add(type.group(1)));
    String folder = packageOf(file);
    FILES.keySet().stream()
        .filter(other -> packageOf(other).equals(folder))
        .forEach(other -> visible.add(other.getFileName().toString().replace(".java", "")));
    visible.addAll(OF_JAVA_LANG);
    return visible;
  }

  private static String packageOf(Path file) {
    String folder = file.resolveSibling("").toString();
    return folder.substring(folder.indexOf("java") + "java".length());
  }
}
