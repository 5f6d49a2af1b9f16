// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import ai.mozaiks.observability.server.config.ConfigurationException.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/// Reads YAML text into [ConfigValue]s that remember their lines. Jackson's tree would lose the
/// lines and the exact text of numbers, so this walks its token stream.
public final class YamlReader {
  private static final YAMLFactory YAML = new YAMLFactory();

  private final IntFunction<String> sourceOfLine;
  private final List<Problem> problems;

  /// @param sourceOfLine the source to show for a line number
  /// @param problems takes the mistakes
  public YamlReader(IntFunction<String> sourceOfLine, List<Problem> problems) {
    this.sourceOfLine = sourceOfLine;
    this.problems = problems;
  }

  /// Reads one document.
  ///
  /// @return null for an empty document, and for one that is no YAML (then with a problem)
  public @Nullable ConfigValue read(String text) {
    try (JsonParser parser = YAML.createParser(ObjectReadContext.empty(), text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        return null;
      }
      ConfigValue value = value(parser, first);
      if (parser.nextToken() != null) {
        problem(parser, "", "a second document (expected: one document)");
      }
      return value;
    } catch (JacksonException e) {
      report(e);
      return null;
    }
  }

  /// Reads documents that stand one after the other, with `---` between them.
  ///
  /// @return those that are not empty; those before the mistake, if the text is no YAML (then with
  ///   a problem)
  public List<ConfigValue> readAll(String text) {
    List<ConfigValue> documents = new ArrayList<>();
    try (JsonParser parser = YAML.createParser(ObjectReadContext.empty(), text)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        ConfigValue value = value(parser, token);
        if (value != null) {
          documents.add(value);
        }
      }
    } catch (JacksonException e) {
      report(e);
    }
    return documents;
  }

  private void report(JacksonException e) {
    int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
    // What is indented says where, with a piece of the text, which may hold a secret.
    String reason =
        e.getOriginalMessage()
            .lines()
            .filter(each -> !each.isBlank() && !each.startsWith(" "))
            .collect(Collectors.joining(": "));
    problems.add(
        new Problem(
            sourceOfLine.apply(line),
            "",
            "not YAML: " + reason + " (expected: YAML; check the indentation of this line)"));
  }

  private @Nullable ConfigValue value(JsonParser parser, JsonToken token) {
    String source = source(parser);
    if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
      problem(parser, "", "*" + parser.getString() + " (expected: a value; aliases are not read)");
      return null;
    }
    return switch (token) {
      case START_OBJECT -> new ConfigValue.Section(entries(parser), source);
      case START_ARRAY -> new ConfigValue.Sequence(items(parser), source);
      case VALUE_NULL -> null;
      default -> new ConfigValue.Scalar(parser.getString(), source);
    };
  }

  private Map<String, ConfigValue> entries(JsonParser parser) {
    Map<String, ConfigValue> entries = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      String source = source(parser);
      ConfigValue value = value(parser, parser.nextToken());
      if (value != null && entries.putIfAbsent(name, value) != null) {
        problems.add(new Problem(source, name, "given twice (expected: once)"));
      }
    }
    return entries;
  }

  private List<ConfigValue> items(JsonParser parser) {
    List<ConfigValue> items = new ArrayList<>();
    JsonToken token = parser.nextToken();
    while (token != JsonToken.END_ARRAY) {
      ConfigValue value = value(parser, token);
      if (value != null) {
        items.add(value);
      }
      token = parser.nextToken();
    }
    return items;
  }

  private String source(JsonParser parser) {
    return sourceOfLine.apply(Math.max(1, parser.currentTokenLocation().getLineNr()));
  }

  private void problem(JsonParser parser, String key, String text) {
    problems.add(new Problem(source(parser), key, text));
  }
}
