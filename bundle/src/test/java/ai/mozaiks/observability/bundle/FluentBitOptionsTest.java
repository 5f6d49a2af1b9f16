// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Fluent Bit's files against the options that Fluent Bit 5.1.1 says it has, with their types. It
/// drops nothing that it does not know: an unknown key keeps it from starting.
///
/// `fluent-bit-options.json` is what `fluent-bit -J` prints of the plugins that the files use,
/// without the descriptions. [FluentBitIT] runs the program itself, by hand.
class FluentBitOptionsTest {
  private static final JsonNode OPTIONS =
      JsonMapper.shared()
          .readTree(FluentBitOptionsTest.class.getResourceAsStream("fluent-bit-options.json"));

  /// Of the reference, for `-J` does not print these sections.
  private static final Set<String> OF_NO_PLUGIN =
      Set.of(
          "service/flush",
          "service/log_level",
          "service/parsers_file",
          "service/storage.path",
          "service/storage.sync",
          "service/storage.backlog.mem_limit",
          "parser/name",
          "parser/format",
          "parser/time_key",
          "parser/time_format",
          "parser/time_keep");

  /// Of every output, says the reference; `-J` leaves it out.
  private static final String TOTAL_LIMIT = "storage.total_limit_size";

  @TempDir Path folder;

  /// A section of a file.
  ///
  /// @param kind such as `input`
  /// @param plugin empty for those that have none
  private record Section(String kind, String plugin, List<String[]> pairs) {}

  @ParameterizedTest
  @ValueSource(
      strings = {
        "search.url=http://localhost:9200",
        "search.is_opensearch=true search.url=https://search:9200 search.user=ops search.ca_file=/ca.pem",
        "search.daily_indices=true search.url=https://search:9200 search.user=ops"
      })
  void everyKeyIsOneOfItsPlugin_withAValueOfItsType(String settings) throws Exception {
    WrittenBundle.into(folder, settings.split(" ", -1));
    int seen = 0;
    for (String name :
        List.of("fluent-bit.conf", "fluent-bit-files.conf", "mozaiks-parsers.conf")) {
      for (Section section : sections(folder.resolve("fluent-bit").resolve(name))) {
        for (String[] pair : section.pairs()) {
          check(section, pair[0], pair[1]);
          seen++;
        }
      }
    }
    assertThat(seen).isGreaterThan(50);
  }

  private static void check(Section section, String key, String value) {
    String where = section.kind() + " " + section.plugin() + ": " + key + " " + value;
    if (section.plugin().isEmpty()) {
      assertThat(OF_NO_PLUGIN).as(where).contains(section.kind() + "/" + key);
      return;
    }
    if (key.equals("name")) {
      return; // it is the plugin
    }
    JsonNode plugin = OPTIONS.required(section.kind() + "s").required(section.plugin());
    String type =
        key.equals(TOTAL_LIMIT) && section.kind().equals("output")
            ? "size"
            : plugin.path(key).asString("");
    String form =
        switch (type) {
          case "boolean" -> "on|off|true|false|yes|no";
          case "integer" -> "\\d+";
          case "size" -> "\\d+[KMG]?B?|false";
          case "time" -> "\\d+[smhd]?";
          case "string", "prefixed string", "multiple comma delimited strings" -> ".+";
          default -> "(?!)"; // no such option, or one that is deprecated
        };
    assertThat(value.toLowerCase(Locale.ROOT)).as(where).matches("(?i)" + form);
  }

  private static List<Section> sections(Path file) throws Exception {
    List<Section> sections = new ArrayList<>();
    String kind = "";
    List<String[]> pairs = new ArrayList<>();
    for (String each : Files.readAllLines(file)) {
      String line = each.strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("[")) {
        kind = line.substring(1, line.length() - 1).toLowerCase(Locale.ROOT);
        pairs = new ArrayList<>();
        sections.add(new Section(kind, "", pairs));
      } else {
        pairs.add(line.split("\\s+", 2));
      }
    }
    return sections.stream().map(FluentBitOptionsTest::named).toList();
  }

  private static Section named(Section section) {
    boolean hasPlugin = !Set.of("service", "parser").contains(section.kind());
    return section.pairs().stream()
        .filter(pair -> hasPlugin && pair[0].equals("name"))
        .findFirst()
        .map(pair -> new Section(section.kind(), pair[1], section.pairs()))
        .orElse(section);
  }
}
