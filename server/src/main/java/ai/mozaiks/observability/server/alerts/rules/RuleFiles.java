// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.rules;

import ai.mozaiks.observability.server.alerts.slo.Slo;
import ai.mozaiks.observability.server.config.ConfigValue;
import ai.mozaiks.observability.server.config.ConfigurationException;
import ai.mozaiks.observability.server.config.ConfigurationException.Problem;
import ai.mozaiks.observability.server.config.TableReader;
import ai.mozaiks.observability.server.config.YamlReader;
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

  private final Map<String, Slo> slos = new LinkedHashMap<>();
  private final Map<String, Rule> rules = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  /// @param slos what rules of burn rates may name
  public RuleFiles(List<Slo> slos) {
    slos.forEach(slo -> this.slos.put(slo.name(), slo));
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
    return new RuleSet(List.copyOf(rules.values()), List.copyOf(slos.values()));
  }
}
