// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import java.util.Arrays;
import java.util.Optional;

/// The signals of OTLP, by the words that their requests and answers have in JSON.
public enum OtlpKind {
  TRACES("traces", "resourceSpans", "scopeSpans", "spans", "rejectedSpans", "spans"),
  LOGS("logs", "resourceLogs", "scopeLogs", "logRecords", "rejectedLogRecords", "log records"),
  METRICS(
      "metrics", "resourceMetrics", "scopeMetrics", "metrics", "rejectedDataPoints", "data points");

  private final String word;
  private final String resources;
  private final String scopes;
  private final String items;
  private final String rejected;
  private final String itemsInSentence;

  OtlpKind(
      String word,
      String resources,
      String scopes,
      String items,
      String rejected,
      String itemsInSentence) {
    this.word = word;
    this.resources = resources;
    this.scopes = scopes;
    this.items = items;
    this.rejected = rejected;
    this.itemsInSentence = itemsInSentence;
  }

  /// The signal whose requests have a field of this name, in either of the two forms that OTLP/JSON
  /// is written in: `resourceSpans`, `resource_spans`.
  public static Optional<OtlpKind> ofField(String name) {
    return Arrays.stream(values())
        .filter(kind -> name.equals(kind.resources) || name.equals(snakeCase(kind.resources)))
        .findFirst();
  }

  /// The same name as some emitters write it: `scope_spans` for `scopeSpans`.
  public static String snakeCase(String field) {
    StringBuilder snake = new StringBuilder();
    field
        .chars()
        .forEach(c -> {
          if (Character.isUpperCase(c)) {
            snake.append('_');
          }
          snake.append(Character.toChars(Character.toLowerCase(c)));
        });
    return snake.toString();
  }

  /// Where it is sent, for example `/v1/traces`.
  public String path() {
    return "/v1/" + word;
  }

  /// The field of a request with one element per resource.
  public String resources() {
    return resources;
  }

  /// The field of such an element with one element per scope.
  public String scopes() {
    return scopes;
  }

  /// The field of these with the items; of metrics, which hold the items, with these.
  public String items() {
    return items;
  }

  /// The field of an answer with the number of rejected items.
  public String rejected() {
    return rejected;
  }

  /// What several items are called in a sentence, for example `log records`.
  public String itemsInSentence() {
    return itemsInSentence;
  }
}
