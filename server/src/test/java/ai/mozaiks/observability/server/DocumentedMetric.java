// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// A row of the tables in `docs/metrics.md` that have labels.
///
/// @param labels the values of each label; empty when they are not listed
/// @param unit the unit's word
record DocumentedMetric(Map<String, Set<String>> labels, String unit) {
  private static final Pattern ROW =
      Pattern.compile(
          "(?m)^\\| `([a-z_]+)` \\| (?:counter|gauge|histogram) \\|([^|\\n]*)\\| ([^|\\n]+) \\| ");
  private static final Pattern SAMPLE =
      Pattern.compile("(?m)^([a-z_]+?)(?:_bucket|_count|_sum)?(?:\\{(.*)})? [^ \\n]+$");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

  /// All rows of the page, by name.
  static Map<String, DocumentedMetric> table(String page) {
    Map<String, DocumentedMetric> rows = new TreeMap<>();
    ROW.matcher(page)
        .results()
        .forEach(row ->
            rows.put(row.group(1), new DocumentedMetric(labelsOf(row.group(2)), row.group(3))));
    return rows;
  }

  /// Reads `app, workflow; level: tool, llm`: labels without and with their values.
  private static Map<String, Set<String>> labelsOf(String cell) {
    Map<String, Set<String>> labels = new TreeMap<>();
    for (String group : cell.replace("`", "").split(";", -1)) {
      int colon = group.indexOf(':');
      Set<String> values = colon < 0 ? Set.of() : words(group.substring(colon + 1));
      for (String label : words(colon < 0 ? group : group.substring(0, colon))) {
        labels.put(label, values);
      }
    }
    return labels;
  }

  private static Set<String> words(String list) {
    Set<String> words = new TreeSet<>();
    Arrays.stream(list.split(",", -1))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .forEach(words::add);
    return words;
  }

  /// The labels of each metric in a scrape, with the values they have there.
  static Map<String, Map<String, Set<String>>> shownLabels(String scrape) {
    Map<String, Map<String, Set<String>>> shown = new TreeMap<>();
    for (MatchResult sample : SAMPLE.matcher(scrape).results().toList()) {
      Map<String, Set<String>> labels =
          shown.computeIfAbsent(sample.group(1), _ -> new TreeMap<>());
      LABEL
          .matcher(sample.group(2) == null ? "" : sample.group(2))
          .results()
          .filter(label -> !label.group(1).equals("le"))
          .forEach(label ->
              labels.computeIfAbsent(label.group(1), _ -> new TreeSet<>()).add(label.group(2)));
    }
    return shown;
  }
}
