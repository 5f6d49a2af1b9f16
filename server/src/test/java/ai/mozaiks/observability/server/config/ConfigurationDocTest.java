// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page tells what the code does.
class ConfigurationDocTest {
  private static final long LARGE_HEAP = 4L << 30;
  private static final Path PAGE = Path.of("..", "docs", "configuration.md");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([a-z_.]+)` \\| (?:`([^`]+)`|none) \\|");

  @Test
  void listsEveryKey_andNoOther() throws IOException {
    Settings settings =
        new Settings(new ConfigSources(Map.of(), Map.of(), null), null, new ArrayList<>());
    new ServerConfigReader(settings, LARGE_HEAP).read();

    List<String> listed = rows().stream().map(row -> row.group(1)).toList();

    assertThat(listed).doesNotHaveDuplicates();
    assertThat(listed).containsExactlyInAnyOrderElementsOf(settings.keys());
  }

  @Test
  void givesTheDefaults(@TempDir Path folder) throws Exception {
    StringBuilder yaml = new StringBuilder();
    for (MatchResult row : rows()) {
      if (row.group(2) != null) {
        yaml.append(flow(row.group(1), row.group(2)));
      }
    }
    Map<String, String> environment = Map.of();
    ServerConfig defaults = new ConfigSources(Map.of(), environment, null).read(LARGE_HEAP);
    for (String line : yaml.toString().lines().toList()) {
      Path file = Files.writeString(folder.resolve("one.yml"), line + "\n");
      assertThat(new ConfigSources(Map.of(), environment, file).read(LARGE_HEAP))
          .as(line)
          .isEqualTo(defaults);
    }
    assertThat(yaml.toString().lines()).hasSizeGreaterThan(20);
  }

  @Test
  void showsAFileThatIsRight(@TempDir Path folder) throws Exception {
    Matcher block =
        Pattern.compile("(?s)## A complete file\\s+```yaml\n(.*?)```")
            .matcher(Files.readString(PAGE));
    assertThat(block.find()).isTrue();
    Path file = Files.writeString(folder.resolve("shown.yml"), block.group(1));

    Map<String, String> environment = Map.of("SEARCH_PASSWORD", "secret");
    ServerConfig config = new ConfigSources(Map.of(), environment, file).read(LARGE_HEAP);

    assertThat(config.prices()).hasSize(1);
    assertThat(config.shipping()).hasSize(2);
    assertThat(config.chatKeys().of("demo-acme")).contains("session.id");
  }

  private static List<MatchResult> rows() throws IOException {
    return ROW.matcher(Files.readString(PAGE)).results().toList();
  }

  /// `storage.kind: embedded` as `{storage: {kind: embedded}}`, on a line of its own.
  private static String flow(String key, String value) {
    int depth = (int) key.chars().filter(c -> c == '.').count() + 1;
    return "{" + key.replace(".", ": {") + ": " + value + "}".repeat(depth) + "\n";
  }
}
