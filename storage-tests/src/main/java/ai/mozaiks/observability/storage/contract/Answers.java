// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.storage.ChatQuery;
import ai.mozaiks.observability.storage.ChatRows;
import ai.mozaiks.observability.storage.ContentQuery;
import ai.mozaiks.observability.storage.CostQuery;
import ai.mozaiks.observability.storage.Dimension;
import ai.mozaiks.observability.storage.EventRow;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.PercentileQuery;
import ai.mozaiks.observability.storage.Percentiles;
import ai.mozaiks.observability.storage.SeriesQuery;
import ai.mozaiks.observability.storage.StorageReader;
import ai.mozaiks.observability.storage.StoredSpan;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The answers to one question of every sort, to compare two stores by.
final class Answers {
  private final Map<String, Object> byQuestion = new LinkedHashMap<>();

  private final Map<String, List<Percentiles>> percentiles = new LinkedHashMap<>();

  private Answers() {}

  /// Asks about everything that the scenario has stored.
  static Answers of(StorageReader reader, Scenario scenario) {
    Answers answers = new Answers();
    Set<PartId> parts = scenario.knownParts();
    answers.put("parts", reader.parts(parts));
    Set<Object> everyPart = new HashSet<>();
    reader.forEachPart(everyPart::add);
    answers.put("forEachPart", everyPart);
    Map<PartId, List<String>> spans = new TreeMap<>();
    reader.spans(parts).forEach((trace, ofTrace) -> spans.put(trace, texts(ofTrace)));
    answers.put("spans", spans);
    answers.put("eventsOfParts", reader.eventsOfParts(parts));
    for (ChatKey chat : scenario.knownChats()) {
      answers.put("chat " + chat, reader.chat(chat));
      answers.put("events " + chat, reader.events(chat, 1000));
      answers.put("first events " + chat, reader.events(chat, 2));
      Set<Object> others = new HashSet<>();
      List<PartId> some = parts.stream().filter(part -> part.low() % 3 == 0).toList();
      reader.forEachEvent(chat, some, others::add);
      answers.put("other events " + chat, others);
    }
    answers.askContent(reader, scenario);
    answers.askRows(reader, scenario);
    answers.put("chats by key", reader.chats(scenario.knownChats()));
    Set<Object> everyChat = new HashSet<>();
    reader.forEachChat(everyChat::add);
    answers.put("forEachChat", everyChat);
    answers.put("chats", reader.chats(ChatQuery.latest(1000)));
    answers.put(
        "chats of sales", reader.chats(new ChatQuery(null, "sales", null, null, null, 1000)));
    answers.put("totals", reader.totals());
    answers.put("counter shifts", reader.counterShifts());
    answers.put("lasting series", reader.lastingSeries());
    answers.askSeries(reader);
    answers.askPercentiles(reader);
    answers.askCosts(reader);
    return answers;
  }

  private void askContent(StorageReader reader, Scenario scenario) {
    for (ChatKey chat : scenario.knownChats()) {
      for (boolean newestFirst : List.of(false, true)) {
        ContentQuery all = new ContentQuery(chat, newestFirst, null, 1000, 1 << 20);
        put("content " + all, reader.content(all));
        ContentQuery few = new ContentQuery(chat, newestFirst, null, 3, 20);
        put("content " + few, reader.content(few));
      }
    }
  }

  private void askRows(StorageReader reader, Scenario scenario) {
    for (ChatKey chat : scenario.knownChats()) {
      for (int limit : List.of(1, 3, 1000)) {
        ChatRows rows = reader.rows(chat, limit);
        put("spans of " + chat + " " + limit, rows.spans());
        put("direct events of " + chat + " " + limit, rows.direct());
        put("total of " + chat + " " + limit, rows.total());
        put(
            "events of " + chat + " " + limit,
            rows.events().stream().map(EventRow::toString).sorted().toList());
      }
    }
  }

  private void askSeries(StorageReader reader) {
    for (List<Dimension> groupBy :
        List.of(List.<Dimension>of(), List.of(Dimension.MODEL), List.of(Dimension.values()))) {
      for (Duration step : List.of(Duration.ofSeconds(7), Duration.ofMinutes(10))) {
        SeriesQuery query =
            new SeriesQuery(Samples.at(-7000), Samples.at(7000), step, groupBy, Map.of());
        put("series " + query, reader.series(query));
      }
    }
    SeriesQuery filtered =
        new SeriesQuery(
            Samples.at(-100),
            Samples.at(3000),
            Duration.ofMinutes(1),
            List.of(Dimension.AGENT),
            Map.of(Dimension.WORKFLOW, "sales", Dimension.USER, ""));
    put("series " + filtered, reader.series(filtered));
  }

  private void askPercentiles(StorageReader reader) {
    for (PercentileQuery.Measure measure : PercentileQuery.Measure.values()) {
      PercentileQuery query =
          new PercentileQuery(
              measure,
              Samples.at(-7000),
              Samples.at(7000),
              List.of(Dimension.APP, Dimension.TOOL),
              Map.of(),
              List.of(0.0, 0.5, 0.9, 0.95, 0.99, 0.123, 1.0));
      percentiles.put("percentiles " + query, reader.percentiles(query));
      PercentileQuery byMinute =
          new PercentileQuery(
              measure,
              Samples.at(-7000),
              Samples.at(7000),
              List.of(Dimension.AGENT),
              Map.of(),
              List.of(0.5, 1.0),
              Duration.ofMinutes(1),
              PercentileQuery.MAX_GROUPS);
      percentiles.put("percentiles " + byMinute, reader.percentiles(byMinute));
    }
  }

  private void askCosts(StorageReader reader) {
    for (List<Dimension> groupBy :
        List.of(List.<Dimension>of(), List.of(Dimension.MODEL), List.of(Dimension.values()))) {
      CostQuery all = new CostQuery(Samples.at(-7000), Samples.at(7000), groupBy, Map.of());
      put("costs " + all, reader.costs(all));
      CostQuery hourly =
          new CostQuery(
              Samples.at(-7000),
              Samples.at(7000),
              Duration.ofHours(1),
              groupBy,
              Map.of(Dimension.APP, "shop"),
              CostQuery.MAX_SUMS);
      put("costs " + hourly, reader.costs(hourly));
    }
  }

  private static List<String> texts(List<StoredSpan> spans) {
    return spans.stream()
        .map(span ->
            String.join(
                " ",
                span.name(),
                Long.toHexString(span.spanId()),
                Long.toString(span.startNanos()),
                Long.toString(span.endNanos()),
                Arrays.toString(span.body())))
        .toList();
  }

  private void put(String question, Object answer) {
    byQuestion.put(question, answer);
  }

  /// Fails at the first question that was answered otherwise.
  void assertSameAs(Answers expected) {
    expected.byQuestion.forEach(
        (question, answer) -> assertThat(byQuestion.get(question)).as(question).isEqualTo(answer));
  }
}
