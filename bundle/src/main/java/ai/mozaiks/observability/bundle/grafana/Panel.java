// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle.grafana;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/// One panel of a dashboard.
///
/// @param about what its number means; empty when the title says it
/// @param unit in Grafana's words, such as `s` or `currencyUSD`
/// @param width of 24 columns
/// @param height in rows of 30 pixels
/// @param queries at least one
/// @param warn from which value on it is amber
/// @param bad from which value on it is red
/// @param decimals after the point; empty leaves it to Grafana
/// @param stacked whether lines are added up
/// @param needs what must be configured for it to have data; empty for nothing
/// @param emptyIsGood whether it has data only while something is wrong
public record Panel(
    Kind kind,
    String title,
    String about,
    String unit,
    int width,
    int height,
    List<Query> queries,
    OptionalDouble warn,
    OptionalDouble bad,
    OptionalInt decimals,
    boolean stacked,
    Optional<String> needs,
    boolean emptyIsGood) {

  /// How it is drawn.
  public enum Kind {
    STAT("stat"),
    LINES("timeseries"),
    BARS("bargauge"),
    TABLE("table"),
    HEATMAP("heatmap");

    private final String type;

    Kind(String type) {
      this.type = type;
    }

    /// Grafana's name of it.
    String type() {
      return type;
    }
  }

  /// What is asked of Prometheus.
  ///
  /// @param expression in PromQL, with Grafana's variables
  /// @param legend how series are named; empty for all their labels
  public record Query(String expression, String legend) {}

  public Panel {
    queries = List.copyOf(queries);
  }

  static Panel of(JsonNode node) {
    List<Query> queries = new ArrayList<>();
    if (node.has("expr")) {
      queries.add(query(node));
    }
    node.path("queries").forEach(each -> queries.add(query(each)));
    String[] size = node.required("size").stringValue().split("x", 2);
    return new Panel(
        Kind.valueOf(node.required("kind").stringValue().toUpperCase(Locale.ROOT)),
        node.required("title").stringValue(),
        node.path("about").asString(""),
        node.required("unit").stringValue(),
        Integer.parseInt(size[0]),
        Integer.parseInt(size[1]),
        queries,
        number(node, "warn"),
        number(node, "bad"),
        node.has("decimals")
            ? OptionalInt.of(node.get("decimals").intValue())
            : OptionalInt.empty(),
        node.path("stacked").asBoolean(false),
        node.has("needs") ? Optional.of(node.get("needs").stringValue()) : Optional.empty(),
        node.path("emptyIsGood").asBoolean(false));
  }

  private static Query query(JsonNode node) {
    return new Query(node.required("expr").stringValue(), node.path("legend").asString(""));
  }

  private static OptionalDouble number(JsonNode node, String name) {
    return node.has(name)
        ? OptionalDouble.of(node.get(name).doubleValue())
        : OptionalDouble.empty();
  }
}
