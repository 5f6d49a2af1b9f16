// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.redacting;

import static java.util.stream.Collectors.joining;

import ai.mozaiks.observability.cli.redacting.RedactedLine.Finding;
import ai.mozaiks.observability.recorder.redaction.Redactor;
import ai.mozaiks.observability.server.text.ShownText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Says what would be masked, line by line and in sum, and never a secret. For one thread.
public final class RedactionReport {
  private static final int CONTEXT = 32;
  private static final int LONGEST_EXCERPT = 120;

  private final Map<String, Long> byRule = new TreeMap<>();
  private long lines;
  private long linesWithSecrets;

  /// Adds a line.
  ///
  /// @return what to say of it; empty if nothing would be masked
  public List<String> add(String file, RedactedLine line) {
    lines += line.lines();
    if (line.findings().isEmpty()) {
      return List.of();
    }
    linesWithSecrets++;
    line.findings().forEach(finding -> byRule.merge(finding.rule(), 1L, Long::sum));
    Map<String, Map<String, Integer>> byPlace = new LinkedHashMap<>();
    for (Finding finding : line.findings()) {
      byPlace
          .computeIfAbsent(finding.place(), _ -> new LinkedHashMap<>())
          .merge(finding.rule(), 1, Integer::sum);
    }
    return byPlace.entrySet().stream()
        .map(place ->
            file
                + ":"
                + line.number()
                + ": "
                + rules(place.getValue())
                + "  "
                + (place.getKey().isEmpty()
                    ? excerpt(line.text())
                    : ShownText.of(place.getKey(), LONGEST_EXCERPT)))
        .toList();
  }

  private static String rules(Map<String, Integer> counts) {
    return counts.entrySet().stream()
        .map(rule -> rule.getKey() + (rule.getValue() == 1 ? "" : " x" + rule.getValue()))
        .collect(joining(", "));
  }

  /// What stands around the first mask.
  private static String excerpt(String clean) {
    int mask = Math.max(0, clean.indexOf(mask(clean)));
    int from = Math.max(0, mask - CONTEXT);
    String shown = ShownText.of(clean.substring(from), LONGEST_EXCERPT);
    return (from > 0 ? "..." : "") + shown;
  }

  private static String mask(String clean) {
    return clean.contains(Redactor.MASK) ? Redactor.MASK : "***";
  }

  /// Whether anything would be masked.
  public boolean foundAny() {
    return linesWithSecrets > 0;
  }

  /// The sums: one line over all, and one for each rule that found something.
  public List<String> summary() {
    long masks = byRule.values().stream().mapToLong(Long::longValue).sum();
    List<String> sums = new ArrayList<>();
    sums.add(
        masks
            + " "
            + (masks == 1 ? "secret" : "secrets")
            + " in "
            + linesWithSecrets
            + " of "
            + lines
            + " lines");
    byRule.forEach((rule, count) -> sums.add("  " + rule + "  " + count));
    return sums;
  }
}
