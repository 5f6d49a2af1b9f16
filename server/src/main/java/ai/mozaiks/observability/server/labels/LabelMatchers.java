// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.labels;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What labels must be like, all of it.
///
/// @param all none matches any labels
public record LabelMatchers(List<LabelMatcher> all) {

  /// Matches any labels.
  public static final LabelMatchers ANY = new LabelMatchers(List.of());

  public LabelMatchers {
    all = List.copyOf(all);
  }

  /// Reads matchers.
  ///
  /// @throws IllegalArgumentException if a text is none; the message names it
  public static LabelMatchers of(String... texts) {
    return of(List.of(texts));
  }

  /// Reads matchers.
  ///
  /// @throws IllegalArgumentException if a text is none; the message names it
  public static LabelMatchers of(List<String> texts) {
    return new LabelMatchers(
        texts.stream()
            .map(text ->
                LabelMatcher.parse(text)
                    .orElseThrow(() ->
                        new IllegalArgumentException(
                            text + " (expected: a matcher such as severity=\"critical\")")))
            .toList());
  }

  /// Whether labels are like that.
  public boolean match(Map<String, String> labels) {
    return all.stream().allMatch(each -> each.matches(labels));
  }

  /// Whether there are labels that they do not match for what is not there: `app=~".*"` matches
  /// everything, as no matcher at all does.
  public boolean isOfSomething() {
    return all.stream().anyMatch(each -> !each.matches(Map.of()));
  }

  /// Each as it is written.
  public List<String> texts() {
    return all.stream().map(LabelMatcher::text).toList();
  }

  /// All in one text: `{app="shop", severity="critical"}`.
  public String text() {
    return all.stream().map(LabelMatcher::text).collect(Collectors.joining(", ", "{", "}"));
  }
}
