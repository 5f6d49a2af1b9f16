// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import ai.mozaiks.observability.server.config.ConfigurationException.Problem;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the list of sources.
final class SourceReader {
  private static final List<String> NAMES =
      List.of("type", "path", "app", "workflow", "chat", "keep_lines");

  private final Settings settings;
  private final String home;

  /// @param home the home folder, which `~/` stands for
  SourceReader(Settings settings, String home) {
    this.settings = settings;
    this.home = home;
  }

  List<SourceConfig> read(String key) {
    ConfigValue value = settings.find(key, true);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof ConfigValue.Sequence sequence)) {
      settings.problem(value, key, "a list of tables with " + String.join(", ", NAMES));
      return List.of();
    }
    List<SourceConfig> sources = new ArrayList<>();
    Set<Path> seen = new HashSet<>();
    int index = 0;
    for (ConfigValue item : sequence.items()) {
      String itemKey = key + "[" + index++ + "]";
      SourceConfig source = source(item, itemKey);
      if (source != null && !seen.add(source.path())) {
        settings.problem(
            new Problem(
                item.source(),
                itemKey + ".path",
                source.path() + " is followed twice (expected: each log once)"));
      } else if (source != null) {
        sources.add(source);
      }
    }
    return sources;
  }

  private @Nullable SourceConfig source(ConfigValue item, String key) {
    if (!(item instanceof ConfigValue.Section section)) {
      settings.problem(item, key, "a table with " + String.join(", ", NAMES));
      return null;
    }
    section
        .entries()
        .forEach((name, value) -> {
          if (!NAMES.contains(name)) {
            String guess =
                Spelling.nearest(name, NAMES)
                    .map(near -> "did you mean " + near + "?")
                    .orElse("expected: " + String.join(", ", NAMES));
            settings.problem(
                new Problem(value.source(), key + "." + name, "unknown key (" + guess + ")"));
          }
        });
    SourceConfig.Kind kind = kind(section, key);
    Path path = path(section, key);
    String app = text(section, key, "app");
    String workflow = text(section, key, "workflow");
    String chat = text(section, key, "chat");
    boolean keepLines = keepLines(section, key, kind);
    return kind == null || path == null
        ? null
        : new SourceConfig(kind, path, app, workflow, chat, keepLines);
  }

  /// Whether the lines are kept; only where there is something else in the log to read.
  private boolean keepLines(
      ConfigValue.Section section, String key, SourceConfig.@Nullable Kind kind) {
    ConfigValue value = section.entries().get("keep_lines");
    if (value == null) {
      return true;
    }
    if (kind != null && kind != SourceConfig.Kind.APPLICATION_LOG) {
      settings.problem(
          new Problem(
              value.source(),
              key + ".keep_lines",
              "means nothing for " + kind.word() + " (expected: with application_log)"));
      return true;
    }
    if (value instanceof ConfigValue.Scalar scalar) {
      switch (scalar.text()) {
        case "true" -> {
          return true;
        }
        case "false" -> {
          return false;
        }
        default -> {}
      }
    }
    settings.problem(value, key + ".keep_lines", "true or false");
    return true;
  }

  private SourceConfig.@Nullable Kind kind(ConfigValue.Section section, String key) {
    String text = required(section, key, "type");
    if (text == null) {
      return null;
    }
    SourceConfig.Kind kind = SourceConfig.Kind.of(text).orElse(null);
    if (kind == null) {
      ConfigValue value = section.entries().getOrDefault("type", section);
      settings.problem(value, key + ".type", SourceConfig.Kind.words());
    }
    return kind;
  }

  private @Nullable Path path(ConfigValue.Section section, String key) {
    String text = required(section, key, "path");
    if (text == null) {
      return null;
    }
    try {
      return DataFolder.of(text, home).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      ConfigValue value = section.entries().getOrDefault("path", section);
      settings.problem(value, key + ".path", "a file");
      return null;
    }
  }

  private @Nullable String required(ConfigValue.Section section, String key, String name) {
    if (!section.entries().containsKey(name)) {
      settings.problem(new Problem(section.source(), key + "." + name, "missing"));
      return null;
    }
    return text(section, key, name);
  }

  private @Nullable String text(ConfigValue.Section section, String key, String name) {
    ConfigValue value = section.entries().get(name);
    if (value == null) {
      return null;
    }
    if (value instanceof ConfigValue.Scalar scalar && !scalar.text().isBlank()) {
      return scalar.text();
    }
    settings.problem(value, key + "." + name, "a text");
    return null;
  }
}
