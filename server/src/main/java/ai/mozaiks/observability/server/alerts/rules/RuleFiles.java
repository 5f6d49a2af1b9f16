// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.rules;

import ai.mozaiks.observability.server.alerts.slo.SloFiles;
import ai.mozaiks.observability.server.alerts.slo.SloSet;
import ai.mozaiks.observability.server.config.ConfigValue;
import ai.mozaiks.observability.server.config.ConfigurationException;
import ai.mozaiks.observability.server.config.ConfigurationException.Problem;
import ai.mozaiks.observability.server.config.TableReader;
import ai.mozaiks.observability.server.config.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads rules from the texts of files:
///
/// ```yaml
/// rules:
///   - name: HighErrorRate
///     kind: ratio
///     of: errors
///     to: turns
///     window: 5m
///     above: 5%
/// ```
///
/// A rule in a later file takes the place of the one with its name in an earlier file, so that a
/// built-in rule can be changed; `off: true` takes it away.
public final class RuleFiles {

  private static final String BUILT_IN = "default-rules.yaml";

  private final SloSet slos;
  private final Map<String, Rule> rules = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  /// @param slos what rules of burn rates may name
  public RuleFiles(SloSet slos) {
    this.slos = slos;
  }

  /// Reads the built-in service levels and rules, and those of these files after them.
  ///
  /// @throws ConfigurationException with every mistake of the service levels, or else of the rules
  /// @throws IOException if a file cannot be read
  public static RuleSet read(List<Path> sloFiles, List<Path> ruleFiles)
      throws ConfigurationException, IOException {
    SloFiles slos = new SloFiles().addBuiltIn();
    for (Path file : sloFiles) {
      slos.add(file.toString(), Files.readString(file));
    }
    RuleFiles rules = new RuleFiles(slos.read()).addBuiltIn();
    for (Path file : ruleFiles) {
      rules.add(file.toString(), Files.readString(file));
    }
    return rules.read();
  }

  /// Adds the rules that are there without any configuration.
  public RuleFiles addBuiltIn() {
    try (InputStream in = RuleFiles.class.getResourceAsStream(BUILT_IN)) {
      if (in == null) {
        throw new AssertionError("the program is packed without " + BUILT_IN);
      }
      return add(BUILT_IN, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(BUILT_IN, e);
    }
  }

  /// Adds the rules of a file.
  ///
  /// @param name how it is called in messages
  public RuleFiles add(String name, String text) {
    ConfigValue root = new YamlReader(line -> name + ":" + line, problems).read(text);
    switch (root) {
      case null -> {}
      case ConfigValue.Section section -> add(section);
      case ConfigValue.Scalar _, ConfigValue.Sequence _ ->
          problems.add(new Problem(root.source(), "", "not a table (expected: rules: and a list)"));
    }
    return this;
  }

  private void add(ConfigValue.Section section) {
    TableReader file = TableReader.of(section, "", problems);
    file.refuseOthers(List.of("rules"), List.of());
    Map<String, String> here = new LinkedHashMap<>();
    for (TableReader table : file.tables("rules")) {
      String name = table.has("name") ? table.text("name") : null;
      if (name != null && here.putIfAbsent(name, table.source()) != null) {
        table.problem("name", "a name that is not given already, as it is at " + here.get(name));
      } else if (table.has("off")) {
        takeAway(table, name);
      } else {
        Rule rule = new RuleReader(slos).read(table);
        if (rule != null) {
          rules.put(rule.head().name(), rule);
        }
      }
    }
  }

  private void takeAway(TableReader table, @Nullable String name) {
    table.refuseOthers(List.of("name", "off"), List.of());
    if (name == null) {
      table.problemWithout("name", "missing", "the name of a rule");
    } else if (table.flag("off", false) && rules.remove(name) == null) {
      table.problem("name", "a rule that is there: " + String.join(", ", rules.keySet()));
    }
  }

  /// All rules.
  ///
  /// @throws ConfigurationException with every mistake, if there is one
  public RuleSet read() throws ConfigurationException {
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new RuleSet(List.copyOf(rules.values()), slos.slos());
  }
}
