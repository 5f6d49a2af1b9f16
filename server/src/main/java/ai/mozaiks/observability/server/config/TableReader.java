// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import ai.mozaiks.observability.server.config.ConfigurationException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads the keys of one table of a list. A mistake is reported and the default returned, so that
/// the reading goes on.
public final class TableReader {
  private final Settings settings;
  private final ConfigValue.Section table;
  private final String key;
  private final String home;

  /// @param key of the table itself, for example `shipping[0]`
  /// @param home the home folder, which `~/` stands for
  TableReader(Settings settings, ConfigValue.Section table, String key, String home) {
    this.settings = settings;
    this.table = table;
    this.key = key;
    this.home = home;
  }

  /// Reads a table of another file than the configuration's.
  ///
  /// @param key of the table itself, for example `rules[3]`
  /// @param problems takes the mistakes
  public static TableReader of(ConfigValue.Section table, String key, List<Problem> problems) {
    ConfigSources none = new ConfigSources(Map.of(), Map.of(), null);
    return new TableReader(new Settings(none, null, problems), table, key, "");
  }

  /// Where the table is written.
  public String source() {
    return table.source();
  }

  /// Reports keys that are in neither list. Their values are not repeated: they may be secrets.
  public void refuseOthers(List<String> common, List<String> further) {
    List<String> names = Stream.concat(common.stream(), further.stream()).toList();
    table
        .entries()
        .forEach((name, value) -> {
          if (!names.contains(name)) {
            String guess =
                names.contains(name + "_file")
                    ? "expected: " + name + "_file or " + name + "_env, which keep it out of here"
                    : Spelling.nearest(name, names)
                        .map(near -> "did you mean " + near + "?")
                        .orElse("expected: " + String.join(", ", names));
            settings.problem(
                new Problem(value.source(), path(name), "unknown key (" + guess + ")"));
          }
        });
  }

  /// Reports keys that begin so and are not in the list.
  public void refuseOthersWithin(String prefix, List<String> names) {
    table
        .entries()
        .forEach((name, value) -> {
          if (name.startsWith(prefix) && !names.contains(name)) {
            settings.problem(
                new Problem(
                    value.source(),
                    path(name),
                    "unknown key (expected: " + String.join(", ", names) + ")"));
          }
        });
  }

  /// Reports a key that is known and cannot be followed, if it is there.
  ///
  /// @param instead what to write in its place
  public void refuse(String name, String instead) {
    if (has(name)) {
      problemWithout(name, "not supported", instead);
    }
  }

  /// A text somewhere below, without reporting anything; null for none.
  ///
  /// @param path the names of the tables, and last that of the text
  public @Nullable String peek(String... path) {
    ConfigValue value = table;
    for (String name : path) {
      value = value instanceof ConfigValue.Section section ? section.entries().get(name) : null;
    }
    return value instanceof ConfigValue.Scalar scalar ? scalar.text() : null;
  }

  public boolean has(String name) {
    return table.entries().containsKey(name);
  }

  public void problem(String name, String expected) {
    settings.problem(table.entries().getOrDefault(name, table), path(name), expected);
  }

  /// Of a value that is not repeated.
  public void problemWithout(String name, String what, String expected) {
    String source = table.entries().getOrDefault(name, table).source();
    settings.problem(new Problem(source, path(name), what + " (expected: " + expected + ")"));
  }

  /// Null, and reported, when it is not there.
  public @Nullable String requiredText(String name) {
    if (!has(name)) {
      settings.problem(new Problem(table.source(), path(name), "missing"));
      return null;
    }
    return text(name);
  }

  public @Nullable String text(String name) {
    return read(name, "a text", text -> text.isBlank() ? null : text);
  }

  public String text(String name, String fallback) {
    String text = text(name);
    return text == null ? fallback : text;
  }

  public boolean flag(String name, boolean fallback) {
    Boolean flag =
        read(
            name,
            "true or false",
            text -> (text.equals("true") || text.equals("false")) ? Boolean.valueOf(text) : null);
    return flag == null ? fallback : flag;
  }

  int port(String name, int fallback) {
    Integer port =
        read(
            name,
            "a port from 1 to 65535",
            text -> {
              int number = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
              return number < 1 || number > 65_535 ? null : (Integer) number;
            });
    return port == null ? fallback : port;
  }

  Duration duration(String name, Duration fallback) {
    return duration(name, fallback, Duration.ofSeconds(1), Duration.ofHours(1));
  }

  /// A duration within bounds, which are allowed.
  public Duration duration(String name, Duration fallback, Duration least, Duration most) {
    Duration duration =
        read(
            name,
            "a duration from %s to %s, such as 30s"
                .formatted(DurationText.write(least), DurationText.write(most)),
            text ->
                DurationText.parse(text)
                    .filter(each -> each.compareTo(least) >= 0 && each.compareTo(most) <= 0)
                    .orElse(null));
    return duration == null ? fallback : duration;
  }

  /// A value that is read from a text.
  ///
  /// @param expected what is expected, for the message
  /// @param reading gives null for a text that is none
  /// @return null when there is none, or it is reported
  public <T> @Nullable T value(
      String name, String expected, Function<String, @Nullable T> reading) {
    return read(name, expected, reading);
  }

  /// A list of texts, or one; empty when there is none.
  public List<String> texts(String name) {
    return switch (table.entries().get(name)) {
      case null -> List.of();
      case ConfigValue.Scalar scalar -> List.of(scalar.text());
      case ConfigValue.Sequence sequence
          when sequence.items().stream().allMatch(ConfigValue.Scalar.class::isInstance) ->
          sequence.items().stream().map(item -> ((ConfigValue.Scalar) item).text()).toList();
      case ConfigValue.Sequence _, ConfigValue.Section _ -> {
        problem(name, "a list of texts");
        yield List.of();
      }
    };
  }

  /// A table of texts, in the order written; empty when there is none.
  public Map<String, String> map(String name) {
    Map<String, String> map = new LinkedHashMap<>();
    switch (table.entries().get(name)) {
      case null -> {}
      case ConfigValue.Section section
          when section.entries().values().stream().allMatch(ConfigValue.Scalar.class::isInstance) ->
          section
              .entries()
              .forEach((key, value) -> map.put(key, ((ConfigValue.Scalar) value).text()));
      case ConfigValue.Section _, ConfigValue.Scalar _, ConfigValue.Sequence _ ->
          problem(name, "a table of texts");
    }
    return map;
  }

  /// A table in this one; null when there is none.
  public @Nullable TableReader table(String name) {
    return switch (table.entries().get(name)) {
      case null -> null;
      case ConfigValue.Section section -> new TableReader(settings, section, path(name), home);
      case ConfigValue.Scalar _, ConfigValue.Sequence _ -> {
        problem(name, "a table");
        yield null;
      }
    };
  }

  /// The tables of a list in this one; empty when there is none.
  public List<TableReader> tables(String name) {
    List<TableReader> tables = new ArrayList<>();
    switch (table.entries().get(name)) {
      case null -> {}
      case ConfigValue.Sequence sequence -> {
        int index = 0;
        for (ConfigValue item : sequence.items()) {
          String itemKey = path(name) + "[" + index++ + "]";
          if (item instanceof ConfigValue.Section section) {
            tables.add(new TableReader(settings, section, itemKey, home));
          } else {
            settings.problem(item, itemKey, "a table");
          }
        }
      }
      case ConfigValue.Section _, ConfigValue.Scalar _ -> problem(name, "a list of tables");
    }
    return tables;
  }

  public <T> T word(String name, T fallback, T[] values, Function<T, String> word) {
    String expected = Arrays.stream(values).map(word).collect(Collectors.joining(" or "));
    T found =
        read(
            name,
            expected,
            text ->
                Arrays.stream(values)
                    .filter(each -> word.apply(each).equals(text))
                    .findFirst()
                    .orElse(null));
    return found == null ? fallback : found;
  }

  /// A file that can be read; null when none is named.
  @Nullable Path file(String name) {
    return read(
        name,
        "a file that can be read",
        text -> {
          try {
            Path file = DataFolder.of(text, home).toAbsolutePath().normalize();
            return Files.isReadable(file) && Files.isRegularFile(file) ? file : null;
          } catch (InvalidPathException e) {
            return null;
          }
        });
  }

  /// A secret, from the file that `NAME_file` names or from the variable that `NAME_env` names;
  /// null when there is neither.
  @Nullable Secret secret(String name) {
    Path file = file(name + "_file");
    Secret.InFile inFile = file == null ? null : new Secret.InFile(file);
    if (inFile != null) {
      try {
        inFile.read();
      } catch (IOException e) {
        problem(name + "_file", "a file with a secret in it");
      }
    }
    String variable = text(name + "_env");
    if (variable == null) {
      return inFile;
    }
    if (has(name + "_file")) {
      problem(name + "_env", name + "_file or " + name + "_env");
    }
    String value = settings.variable(variable);
    if (value == null || value.isBlank()) {
      problem(name + "_env", "an environment variable that is set and not empty");
      return inFile;
    }
    return new Secret.InEnvironment(variable, value.strip());
  }

  private String path(String name) {
    return key.isEmpty() ? name : key + "." + name;
  }

  private <T> @Nullable T read(
      String name, String expected, Function<String, @Nullable T> reading) {
    ConfigValue value = table.entries().get(name);
    if (value == null) {
      return null;
    }
    T result = value instanceof ConfigValue.Scalar scalar ? reading.apply(scalar.text()) : null;
    if (result == null) {
      settings.problem(value, path(name), expected);
    }
    return result;
  }
}
