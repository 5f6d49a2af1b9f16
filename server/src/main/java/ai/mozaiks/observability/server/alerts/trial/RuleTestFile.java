// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.trial;

import ai.mozaiks.observability.server.alerts.engine.AlertState;
import ai.mozaiks.observability.server.alerts.rules.Rule;
import ai.mozaiks.observability.server.alerts.rules.RuleFiles;
import ai.mozaiks.observability.server.alerts.rules.RuleSet;
import ai.mozaiks.observability.server.config.ConfigValue;
import ai.mozaiks.observability.server.config.ConfigurationException;
import ai.mozaiks.observability.server.config.ConfigurationException.Problem;
import ai.mozaiks.observability.server.config.TableReader;
import ai.mozaiks.observability.server.config.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A file of tests of rules. Paths in it are relative to it; the built-in rules are always there.
public final class RuleTestFile {
  private static final Instant USUAL_START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration LONGEST = Duration.ofDays(31);

  private final RuleSet rules;
  private final List<RuleTest> tests;

  private RuleTestFile(RuleSet rules, List<RuleTest> tests) {
    this.rules = rules;
    this.tests = tests;
  }

  /// Reads a file and those it names.
  ///
  /// @throws ConfigurationException with every mistake of the rules, or else of the tests
  /// @throws IOException if one cannot be read
  public static RuleTestFile read(Path file) throws ConfigurationException, IOException {
    List<Problem> problems = new ArrayList<>();
    ConfigValue root =
        new YamlReader(line -> file + ":" + line, problems).read(Files.readString(file));
    if (!(root instanceof ConfigValue.Section section)) {
      problems.add(new Problem(file.toString(), "", "no table (expected: tests: and a list)"));
      throw new ConfigurationException(problems);
    }
    TableReader table = TableReader.of(section, "", problems);
    table.refuseOthers(List.of("rules", "slos", "tests"), List.of());
    Function<String, List<Path>> files =
        key -> table.texts(key).stream().map(file.toAbsolutePath()::resolveSibling).toList();
    RuleSet rules = RuleFiles.read(files.apply("slos"), files.apply("rules"));
    Map<String, Rule> byName =
        rules.rules().stream().collect(Collectors.toMap(rule -> rule.head().name(), rule -> rule));
    List<RuleTest> tests = new ArrayList<>();
    for (TableReader each : table.tables("tests")) {
      tests.add(test(each, byName));
    }
    if (tests.isEmpty() && problems.isEmpty()) {
      table.problemWithout("tests", "none", "a list of tests");
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new RuleTestFile(rules, tests);
  }

  private static RuleTest test(TableReader table, Map<String, Rule> rules) {
    table.refuseOthers(List.of("name", "start", "every", "events", "expect"), List.of());
    String name = table.requiredText("name");
    Instant given =
        table.value(
            "start",
            "a time such as 2026-03-29T00:00:00Z",
            text -> {
              try {
                return Instant.parse(text);
              } catch (DateTimeException e) {
                return null;
              }
            });
    Instant start = given == null ? USUAL_START : given;
    Duration every =
        table.duration(
            "every", Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofMinutes(10));
    Happenings happenings = new Happenings(start);
    table.tables("events").forEach(happenings::add);
    List<RuleTest.Expectation> expected = new ArrayList<>();
    for (TableReader each : table.tables("expect")) {
      RuleTest.Expectation expectation = expectation(each, rules);
      if (expectation != null) {
        expected.add(expectation);
      }
    }
    if (table.tables("expect").isEmpty()) {
      table.problemWithout("expect", "nothing", "what alerts there are, and when");
    }
    return new RuleTest(name == null ? "" : name, start, every, happenings.events(), expected);
  }

  private static RuleTest.@Nullable Expectation expectation(
      TableReader table, Map<String, Rule> rules) {
    table.refuseOthers(List.of("at", "alert", "state", "labels"), List.of());
    String alert = table.requiredText("alert");
    Rule rule = alert == null ? null : rules.get(alert);
    if (alert != null && rule == null) {
      table.problem("alert", "the name of a rule");
    }
    if (rule instanceof Rule.Level || rule instanceof Rule.Flagged || rule instanceof Rule.Uptime) {
      table.problem(
          "alert",
          "a rule about events; this one looks at chats, at the server or at uptime checks");
    }
    String state =
        table.word(
            "state", "firing", new String[] {"firing", "pending", "none"}, Function.identity());
    if (!table.has("at")) {
      table.problemWithout("at", "missing", "a duration from the start, such as 8m");
    }
    Duration at = table.duration("at", Duration.ZERO, Duration.ZERO, LONGEST);
    return alert == null || rule == null
        ? null
        : new RuleTest.Expectation(
            at,
            alert,
            switch (state) {
              case "firing" -> AlertState.FIRING;
              case "pending" -> AlertState.PENDING;
              default -> null;
            },
            table.map("labels"),
            table.source());
  }

  /// What a test found.
  ///
  /// @param differences what was otherwise than expected, a line each with file and line; empty
  ///   when it passed
  public record Result(String test, List<String> differences) {}

  /// Runs all tests, one after the other.
  public List<Result> run() {
    return tests.stream().map(test -> new Result(test.name(), test.run(rules))).toList();
  }
}
