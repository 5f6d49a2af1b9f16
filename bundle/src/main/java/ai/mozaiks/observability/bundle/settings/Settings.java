// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle.settings;

import ai.mozaiks.observability.server.config.ConfigValue;
import ai.mozaiks.observability.server.config.ConfigurationException;
import ai.mozaiks.observability.server.config.ConfigurationException.Problem;
import ai.mozaiks.observability.server.config.YamlReader;
import ai.mozaiks.observability.server.text.ShownText;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a bundle was told: a value for every setting, all of them checked.
///
/// Immutable.
public final class Settings {
  /// The usual file of settings, within the bundle's folder.
  public static final String FILE = "bundle.yml";

  private static final int LONGEST_SHOWN = 200;

  private final Map<String, List<String>> values;

  private Settings(Map<String, List<String>> values) {
    this.values = values;
  }

  /// Those of somebody who said nothing.
  public static Settings usual() {
    Map<String, List<String>> values = new LinkedHashMap<>();
    SettingTable.STANDARD.all().forEach(each -> values.put(each.key(), each.usual()));
    return new Settings(values);
  }

  /// These, with what a file of settings says.
  ///
  /// @param text YAML: tables of keys by section
  /// @param file its name, for messages
  public Settings withFile(String text, String file) throws ConfigurationException {
    Changes changes = new Changes();
    ConfigValue root = new YamlReader(line -> file + ":" + line, changes.problems).read(text);
    switch (root) {
      case null -> {}
      case ConfigValue.Section sections ->
          sections
              .entries()
              .forEach((section, keys) -> {
                if (keys instanceof ConfigValue.Section table) {
                  table
                      .entries()
                      .forEach((name, value) -> changes.take(section + "." + name, value));
                } else {
                  changes.problem(
                      keys.source(), section, "one value (expected: a table of settings)");
                }
              });
      default -> changes.problem(root.source(), "", "no table (expected: sections of settings)");
    }
    return changes.applied();
  }

  /// These, with some said anew.
  ///
  /// @param assignments `section.name=value`; several values with commas between them
  public Settings with(List<String> assignments) throws ConfigurationException {
    Changes changes = new Changes();
    for (String assignment : assignments) {
      String source = "--set " + shown(assignment);
      int sign = assignment.indexOf('=');
      if (sign < 0) {
        changes.problem(source, "", "no '=' (expected: section.name=value)");
        continue;
      }
      String text = assignment.substring(sign + 1);
      List<String> parts =
          text.isEmpty()
              ? List.of()
              : List.of(text.split(",", -1)).stream().map(String::strip).toList();
      changes.take(assignment.substring(0, sign).strip(), parts, text, source);
    }
    return changes.applied();
  }

  /// The one value of a setting; empty when it has none.
  public String text(String key) {
    List<String> all = list(key);
    return all.isEmpty() ? "" : all.getFirst();
  }

  /// The values of a setting.
  public List<String> list(String key) {
    List<String> all = values.get(key);
    if (all == null) {
      throw new IllegalArgumentException("no setting " + key);
    }
    return all;
  }

  /// All of them in tables by section, for templates: lists as lists, switches as truth values, all
  /// else as text. Of a url, without a slash at its end, also its parts: `NAME_host`, `NAME_port`,
  /// `NAME_tls`.
  public Map<String, Map<String, Object>> tables() {
    Map<String, Map<String, Object>> tables = new LinkedHashMap<>();
    for (Setting setting : SettingTable.STANDARD.all()) {
      Object value =
          setting.isList()
              ? list(setting.key())
              : setting.kind() == SettingKind.SWITCH
                  ? (Object) Boolean.valueOf(text(setting.key()))
                  : text(setting.key());
      tables
          .computeIfAbsent(setting.section(), _ -> new LinkedHashMap<>())
          .put(setting.name(), value);
      if (setting.kind() == SettingKind.URL
          && !setting.isList()
          && !text(setting.key()).isEmpty()) {
        URI url = URI.create(text(setting.key()));
        boolean tls = url.getScheme().equals("https");
        Map<String, Object> table = tables.get(setting.section());
        table.put(setting.name(), text(setting.key()).replaceAll("/+$", "")); // paths follow it
        table.put(setting.name() + "_host", url.getHost());
        int port = url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80;
        table.put(setting.name() + "_port", String.valueOf(port));
        table.put(setting.name() + "_tls", tls);
      }
    }
    return tables;
  }

  /// A file of settings that says just these, with what each means.
  public String file() {
    StringBuilder text =
        new StringBuilder(
            """
            # What this folder was made of. Change it, then run `mozaiks bundle` with this folder again: files that you
            # changed yourself are kept. Secrets are never here, only the files that hold them.
            """);
    SettingTable.STANDARD
        .sections()
        .forEach((section, about) -> {
          text.append("\n# ").append(about).append('\n').append(section).append(":\n");
          for (Setting setting : SettingTable.STANDARD.all()) {
            if (setting.section().equals(section)) {
              text.append("  # ").append(setting.meaning()).append('\n');
              text.append("  ")
                  .append(setting.name())
                  .append(": ")
                  .append(written(setting))
                  .append('\n');
            }
          }
        });
    return text.toString();
  }

  private String written(Setting setting) {
    List<String> quoted = list(setting.key()).stream().map(each -> "\"" + each + "\"").toList();
    return setting.isList()
        ? "[" + String.join(", ", quoted) + "]"
        : quoted.isEmpty() ? "\"\"" : quoted.getFirst();
  }

  /// What was said, for messages: short, and without the login of an address.
  private static String shown(String text) {
    return ShownText.of(
        text.replaceAll("//[^/\\s]*@", "//***@").replaceAll("(://[^\\s?#]*[?#]).*", "$1***"),
        LONGEST_SHOWN);
  }

  /// What is said, until all of it is known to be right.
  private final class Changes {
    private final Map<String, List<String>> said = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    void take(String key, ConfigValue value) {
      switch (value) {
        case ConfigValue.Scalar(String text, String source) ->
            take(key, text.isEmpty() ? List.of() : List.of(text), text, source);
        case ConfigValue.Sequence(List<ConfigValue> items, String source) -> {
          List<String> texts = new ArrayList<>();
          for (ConfigValue item : items) {
            if (item instanceof ConfigValue.Scalar scalar) {
              texts.add(scalar.text());
            } else {
              problem(item.source(), key, "a list of tables (expected: a list of values)");
            }
          }
          take(key, texts, texts.toString(), source);
        }
        case ConfigValue.Section section ->
            problem(section.source(), key, "a table (expected: a value)");
      }
    }

    void take(String key, List<String> parts, String shown, String source) {
      Setting setting = SettingTable.STANDARD.find(key).orElse(null);
      if (setting == null) {
        problem(source, key, "no such setting (expected: one of those that " + FILE + " lists)");
      } else if (!setting.accepts(parts)) {
        problem(source, key, shown(shown) + " (expected: " + setting.expected() + ")");
      } else {
        said.put(key, List.copyOf(parts));
      }
    }

    void problem(String source, String key, String text) {
      problems.add(new Problem(source, key, text));
    }

    Settings applied() throws ConfigurationException {
      if (!problems.isEmpty()) {
        throw new ConfigurationException(problems);
      }
      Map<String, List<String>> all = new LinkedHashMap<>(values);
      all.putAll(said);
      return new Settings(all);
    }
  }
}
