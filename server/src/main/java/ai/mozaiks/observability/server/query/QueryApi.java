// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query;

import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.AnswerJson;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import ai.mozaiks.observability.server.tally.TallyJson;
import ai.mozaiks.observability.storage.PercentileQuery;
import ai.mozaiks.observability.storage.PercentileQuery.Measure;
import ai.mozaiks.observability.storage.Percentiles;
import ai.mozaiks.observability.storage.SeriesPoint;
import ai.mozaiks.observability.storage.SeriesQuery;
import ai.mozaiks.observability.storage.StorageReader;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/balance`, `/api/series`, `/api/percentiles`. Thread-safe.
public final class QueryApi {
  private static final JsonMapper JSON = AnswerJson.MAPPER;

  private final StorageReader store;
  private final Balance balance;
  private final InstantSource clock;

  public QueryApi(StorageReader store, Balance balance, InstantSource clock) {
    this.store = store;
    this.balance = balance;
    this.clock = clock;
  }

  public void addTo(Router.Builder routes) {
    routes
        .get("/api/balance", this::balance)
        .get("/api/series", this::series)
        .get("/api/percentiles", this::percentiles);
  }

  private Answer balance(Request request) throws Refusal {
    request.allowParameters("format");
    ObjectNode body = JSON.createObjectNode();
    for (Signal signal : Signal.values()) {
      Balance.Reading reading = balance.of(signal).read();
      body.putObject(signal.word())
          .put("received", reading.received())
          .put("accepted", reading.accepted())
          .put("rejected", reading.rejected())
          .put("stored", reading.stored())
          .put("duplicates", reading.duplicates())
          .put("dropped", reading.dropped())
          .put("pending", reading.pending())
          .put("unaccounted", reading.unaccounted());
    }
    return json(body);
  }

  private Answer series(Request request) throws Refusal {
    request.allowParameters(Range.parametersWith("step", "format"));
    Range range = Range.of(request, clock.instant());
    int step = request.intParameter("step", 60, 1, Range.MAX_STEP);
    range.requireFewBuckets(step);
    List<SeriesPoint> points =
        store.series(
            new SeriesQuery(
                range.from(),
                range.to(),
                Duration.ofSeconds(step),
                range.groupBy(),
                range.filters()));
    return Answer.stream(200, "application/json", out -> write(points, range, step, out));
  }

  /// One point at a time, since there may be tens of thousands.
  private static void write(List<SeriesPoint> points, Range range, int step, OutputStream out) {
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringProperty("from", range.from().toString());
      json.writeStringProperty("to", range.to().toString());
      json.writeNumberProperty("step", step);
      json.writeArrayPropertyStart("points");
      for (SeriesPoint point : points) {
        ObjectNode node = JSON.createObjectNode();
        node.put("at", point.bucket().toString());
        range.putGroup(node, point.group());
        TallyJson.put(node, point.tally());
        json.writeTree(node);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private Answer percentiles(Request request) throws Refusal {
    request.allowParameters(Range.parametersWith("measure", "quantiles", "step", "format"));
    Range range = Range.of(request, clock.instant());
    int step = request.intParameter("step", 0, 1, Range.MAX_STEP);
    if (step > 0) {
      range.requireFewBuckets(step);
    }
    List<Double> quantiles = quantiles(request);
    List<Percentiles> groups =
        store.percentiles(
            new PercentileQuery(
                measure(request),
                range.from(),
                range.to(),
                range.groupBy(),
                range.filters(),
                quantiles,
                step == 0 ? null : Duration.ofSeconds(step),
                PercentileQuery.MAX_GROUPS));
    ObjectNode body = JSON.createObjectNode();
    body.put("from", range.from().toString());
    body.put("to", range.to().toString());
    if (step > 0) {
      body.put("step", step);
    }
    ArrayNode array = body.putArray("groups");
    for (Percentiles group : groups) {
      ObjectNode node = array.addObject();
      if (group.bucket() != null) {
        node.put("at", group.bucket().toString());
      }
      range.putGroup(node, group.group());
      node.put("samples", group.samples());
      ObjectNode seconds = node.putObject("seconds");
      for (int i = 0; i < quantiles.size(); i++) {
        seconds.put(quantiles.get(i).toString(), group.values().get(i).toNanos() / 1e9);
      }
    }
    return json(body);
  }

  private static Measure measure(Request request) throws Refusal {
    String word = request.queryParameter("measure");
    if (word == null) {
      return Measure.TURN_DURATION;
    }
    for (Measure measure : Measure.values()) {
      if (measure.name().toLowerCase(Locale.ROOT).equals(word)) {
        return measure;
      }
    }
    throw Refusal.of(
        400,
        "measure: "
            + word
            + " (expected: turn_duration, llm_call_duration, time_to_first_token or"
            + " tool_call_duration)");
  }

  private static List<Double> quantiles(Request request) throws Refusal {
    String text = request.queryParameter("quantiles");
    if (text == null) {
      return List.of(0.5, 0.95, 0.99);
    }
    List<Double> quantiles = new ArrayList<>();
    for (String word : text.split(",", -1)) {
      Double quantile = quantile(word.strip());
      if (quantile == null) {
        throw Refusal.of(
            400, "quantiles: " + word + " (expected: numbers from 0 to 1, such as 0.5,0.95)");
      }
      quantiles.add(quantile);
    }
    if (quantiles.size() > PercentileQuery.MAX_QUANTILES) {
      throw Refusal.of(
          400,
          "quantiles: %d numbers (expected: at most %d)"
              .formatted(quantiles.size(), PercentileQuery.MAX_QUANTILES));
    }
    return quantiles;
  }

  private static @Nullable Double quantile(String word) {
    try {
      double quantile = Double.parseDouble(word);
      return quantile >= 0 && quantile <= 1 ? (Double) quantile : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static Answer json(ObjectNode body) {
    return Answer.json(JSON.writeValueAsBytes(body));
  }
}
