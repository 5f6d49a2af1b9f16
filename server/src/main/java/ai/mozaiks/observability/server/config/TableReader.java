// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import ai.mozaiks.observability.server.config.ConfigurationException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads the keys of one table of a list. A mistake is reported and the default returned, so that
/// the reading goes on.
final class TableReader {
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

  /// Reports keys that are in neither list. Their values are not repeated: they may be secrets.
  void refuseOthers(List<String> common, List<String> further) {
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
                new Problem(value.source(), key + "." + name, "unknown key (" + guess + ")"));
          }
        });
  }

  boolean has(String name) {
    return table.entries().containsKey(name);
  }

  void problem(String name, String expected) {
    settings.problem(table.entries().getOrDefault(name, table), key + "." + name, expected);
  }

  /// Of a value that is not repeated.
  void problemWithout(String name, String what, String expected) {
    String source = table.entries().getOrDefault(name, table).source();
    settings.problem(new Problem(source, key + "." + name, what + " (expected: " + expected + ")"));
  }

  /// Null, and reported, when it is not there.
  @Nullable String requiredText(String name) {
    if (!has(name)) {
      settings.problem(new Problem(table.source(), key + "." + name, "missing"));
      return null;
    }
    return text(name);
  }

  @Nullable String text(String name) {
    return read(name, "a text", text -> text.isBlank() ? null : text);
  }

  String text(String name, String fallback) {
    String text = text(name);
    return text == null ? fallback : text;
  }

  boolean flag(String name, boolean fallback) {
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
    Duration duration =
        read(
            name,
            "a duration from 1s to 1h, such as 30s",
            text ->
                DurationText.parse(text)
                    .filter(each ->
                        each.compareTo(Duration.ofSeconds(1)) >= 0
                            && each.compareTo(Duration.ofHours(1)) <= 0)
                    .orElse(null));
    return duration == null ? fallback : duration;
  }

  <T> T word(String name, T fallback, T[] values, Function<T, String> word) {
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

  private <T> @Nullable T read(
      String name, String expected, Function<String, @Nullable T> reading) {
    ConfigValue value = table.entries().get(name);
    if (value == null) {
      return null;
    }
    T result = value instanceof ConfigValue.Scalar scalar ? reading.apply(scalar.text()) : null;
    if (result == null) {
      settings.problem(value, key + "." + name, expected);
    }
    return result;
  }
}
