// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import ai.mozaiks.observability.server.config.ConfigurationException.Problem;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Finds the value of a key in the sources, the highest first, and remembers which keys were asked
/// for, so that no second list of keys exists: what is in the file and was never asked for is
/// unknown. For one thread.
final class Settings {
  private static final String PREFIX = "MOZAIKS_";

  /// Variables with the prefix that are no configuration keys: read by the command itself.
  private static final Set<String> OTHER_VARIABLES = Set.of("MOZAIKS_CONFIG", "MOZAIKS_BUILD");

  private final ConfigSources sources;
  private final ConfigValue.@Nullable Section file;
  private final List<Problem> problems;
  private final Set<String> asked = new LinkedHashSet<>();

  Settings(ConfigSources sources, ConfigValue.@Nullable Section file, List<Problem> problems) {
    this.sources = sources;
    this.file = file;
    this.problems = problems;
  }

  /// The value of a key, from the highest source that has it; null if none has.
  ///
  /// @param structured whether the key takes a list or a table
  @Nullable ConfigValue find(String key, boolean structured) {
    asked.add(key);
    String flag = sources.flags().get(key);
    if (flag != null) {
      return new ConfigValue.Scalar(flag, "flag --" + key.replace('_', '-').replace('.', '-'));
    }
    String variable = variableOf(key);
    String text = sources.environment().get(variable);
    if (text != null && !text.isBlank()) {
      String source = "environment variable " + variable;
      return structured
          ? new YamlReader(line -> source, problems).read(text)
          : new ConfigValue.Scalar(text.strip(), source);
    }
    ConfigValue value = file;
    for (String step : key.split("\\.", -1)) {
      value = value instanceof ConfigValue.Section section ? section.entries().get(step) : null;
    }
    return value;
  }

  /// Whether a source has the key.
  boolean isSet(String key) {
    return find(key, false) != null;
  }

  /// Where the value of a key came from, for mistakes that concern several keys.
  String sourceOf(String key) {
    ConfigValue value = find(key, false);
    return value == null ? "default" : value.source();
  }

  /// An environment variable of any name; null when it is not set.
  @Nullable String variable(String name) {
    return sources.environment().get(name);
  }

  void problem(ConfigValue value, String key, String expected) {
    String shown =
        switch (value) {
          case ConfigValue.Scalar scalar -> scalar.text().isEmpty() ? "empty" : scalar.text();
          case ConfigValue.Sequence _ -> "a list";
          case ConfigValue.Section _ -> "a table";
        };
    problems.add(new Problem(value.source(), key, shown + " (expected: " + expected + ")"));
  }

  void problem(Problem problem) {
    problems.add(problem);
  }

  /// Every key that was asked for: after reading, the whole vocabulary.
  Set<String> keys() {
    return Set.copyOf(asked);
  }

  /// Reports what is in the sources and was never asked for.
  void reportUnknown() {
    if (file != null) {
      reportUnknown(file, "");
    }
    reportMisspeltVariables();
  }

  private void reportUnknown(ConfigValue.Section section, String prefix) {
    section
        .entries()
        .forEach((name, value) -> {
          String key = prefix + name;
          if (asked.contains(key)) {
            return;
          }
          boolean isSection = asked.stream().anyMatch(known -> known.startsWith(key + "."));
          if (isSection && value instanceof ConfigValue.Section inner) {
            reportUnknown(inner, key + ".");
          } else if (isSection) {
            problem(value, key, "a table with " + String.join(", ", namesUnder(key + ".")));
          } else {
            problems.add(new Problem(value.source(), key, "unknown key" + guess(name, prefix)));
          }
        });
  }

  private String guess(String name, String prefix) {
    Set<String> names = namesUnder(prefix);
    return Spelling.nearest(name, names)
        .map(near -> " (did you mean " + prefix + near + "?)")
        .orElse(" (expected: " + String.join(", ", names) + ")");
  }

  private Set<String> namesUnder(String prefix) {
    Set<String> names = new LinkedHashSet<>();
    for (String key : asked) {
      if (key.startsWith(prefix)) {
        String rest = key.substring(prefix.length());
        int dot = rest.indexOf('.');
        names.add(dot < 0 ? rest : rest.substring(0, dot));
      }
    }
    return names;
  }

  /// Only near misses: other programs and Kubernetes (`MOZAIKS_SERVICE_HOST`) use the prefix too.
  private void reportMisspeltVariables() {
    Map<String, String> keys = new TreeMap<>();
    asked.forEach(key -> keys.put(variableOf(key), key));
    new TreeMap<>(sources.environment())
        .forEach((variable, text) -> {
          if (!variable.startsWith(PREFIX)
              || keys.containsKey(variable)
              || OTHER_VARIABLES.contains(variable)) {
            return;
          }
          for (String known : keys.keySet()) {
            if (Spelling.distance(variable, known) <= 2) {
              problems.add(
                  new Problem(
                      "environment variable " + variable,
                      "",
                      "unknown variable (did you mean " + known + "?)"));
              return;
            }
          }
        });
  }

  private static String variableOf(String key) {
    return PREFIX + key.replace('.', '_').toUpperCase(Locale.ROOT);
  }
}
