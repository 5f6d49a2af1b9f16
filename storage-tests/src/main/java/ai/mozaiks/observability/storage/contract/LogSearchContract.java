// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.contract;

import static ai.mozaiks.observability.storage.contract.Samples.AWKWARD;
import static ai.mozaiks.observability.storage.contract.Samples.at;
import static ai.mozaiks.observability.storage.contract.Samples.log;
import static ai.mozaiks.observability.storage.contract.Samples.recordId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ai.mozaiks.observability.storage.InMemoryStorage;
import ai.mozaiks.observability.storage.LogColumn;
import ai.mozaiks.observability.storage.LogCount;
import ai.mozaiks.observability.storage.LogFilter;
import ai.mozaiks.observability.storage.LogHistogramQuery;
import ai.mozaiks.observability.storage.LogQuery;
import ai.mozaiks.observability.storage.LogSubject;
import ai.mozaiks.observability.storage.LogText;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.StorageBatch;
import ai.mozaiks.observability.storage.StoredLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Searching log records: every store finds the same.
interface LogSearchContract extends StorageUnderTest {

  /// A line that says this; with structured ones, this is JSON.
  private static StoredLog line(long number, String body, boolean structured, String attributes) {
    StoredLog log = log(number, at((double) number), null);
    return new StoredLog(
        log.id(),
        log.timeNanos(),
        0,
        9,
        null,
        null,
        "shop.orders",
        body,
        structured,
        null,
        0,
        log.subject(),
        attributes,
        false,
        7);
  }

  private static StoredLog line(long number, String body) {
    return line(number, body, false, "{}");
  }

  private void write(StoredLog... logs) {
    storage().write(new Scenario().logs(logs).batch(1));
  }

  private List<Long> found(LogFilter filter) {
    return reader().logs(LogQuery.newest(filter, 100)).stream()
        .map(log -> log.id().high())
        .sorted()
        .toList();
  }

  private List<Long> found(String words, String... parts) {
    return found(LogFilter.builder().text(LogText.parse(words, List.of(parts))).build());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "timeout | Timeout after 5 s | true",
        "TIMEOUT | (timeout) | true",
        "time | Timeout after 5 s | false",
        "timeout | request_timeout | false",
        "timeout | timeouts | false",
        "timeout | timeouts, then a timeout | true",
        "after timeout | Timeout after 5 s | true",
        "before timeout | Timeout after 5 s | false",
        "\"timeout after\" | Timeout after 5 s | true",
        "\"after timeout\" | Timeout after 5 s | false",
        "\"timeout aft\" | Timeout after 5 s | false",
        "\"timeout after | Timeout after 5 s | true",
        "cust-7 | customer cust-7. | true",
        "cust-7 | customer cust-71 | false",
        "(7) | f(7)x | true",
        "zoë | ZOË sagt | true",
        "zo | Zoë | false",
        "日本 | 東京 日本 | true",
        "日本 | 日本語 | false",
        "🤖 | ok🤖ok | true",
        "a.c | abc | false",
        "a+ | aa | false",
        "a+ | a+b | true",
        "[x | ([x]) | true",
        "it's | it's | true",
        "100% | 100% done | true",
        "Bar | at com.Foo$Bar(Bar.java) | true",
      })
  default void words_standWhole(String words, String body, boolean stands) {
    write(line(1, body));
    assertThat(found(words)).as(words + " in " + body).hasSize(stands ? 1 : 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "imeou | Timeout after 5 s | true",
        "T AF | Timeout after 5 s | true",
        "_ | timeout | false",
        "% | timeout | false",
        "é\" | caf\u00c9\" | true",
      })
  default void parts_standAnywhere(String part, String body, boolean stands) {
    write(line(1, body));
    assertThat(found("", part)).as(part + " in " + body).hasSize(stands ? 1 : 0);
  }

  @Test
  default void allOfSeveralTexts_mustStand() {
    write(line(1, "model answered late"), line(2, "model answered"), line(3, "late"));
    assertThat(found("late model")).containsExactly(1L);
    assertThat(found("answered", "mod")).containsExactly(1L, 2L);
    assertThat(found("model", "ate", "swer")).containsExactly(1L);
    assertThat(found("")).containsExactly(1L, 2L, 3L);
  }

  @Test
  default void text_isFoundInAttributesAndStructuredBodiesToo() {
    write(
        line(
            1,
            "failed",
            false,
            """
            {"exception.stacktrace":"NullPointerException: x\\n\\tat com.acme.Shop\\nCaused by: disk","order":7}\
            """),
        line(2, "{\"say\":\"a \\\"quoted\\\" word\",\"path\":\"C:\\\\tmp\"}", true, "{}"),
        line(3, "a \"quoted\" word", false, "{}"));
    assertThat(found("nullpointerexception")).containsExactly(1L);
    assertThat(found("at caused failed")).containsExactly(1L);
    assertThat(found("ncaused")).containsExactly(1L);
    assertThat(found("order 7")).containsExactly(1L);
    assertThat(found("exception.stacktrace")).containsExactly(1L);
    assertThat(found("", "a \"quoted\"")).containsExactly(2L, 3L);
    assertThat(found("", "c:\\tmp")).containsExactly(2L);
    assertThat(found("", "x\n\tat")).containsExactly(1L);
  }

  @Test
  default void awkwardText_isFoundAsItIs() {
    write(line(1, "x" + AWKWARD + "y"), line(2, "x"));
    assertThat(found("", AWKWARD)).containsExactly(1L);
    assertThat(
            found(
                LogFilter.builder()
                    .text(new LogText(List.of("\0 \r\n\t %_;--y"), List.of()))
                    .build()))
        .containsExactly(1L);
  }

  @Test
  default void columns_areComparedWhole_loggersAlsoByWhatIsAboveThem() {
    LogSubject ann = new LogSubject("shop", null, "Order", "planner", "ann");
    StoredLog first = log(1, at(1), null, ann);
    StoredLog event =
        new StoredLog(
            recordId(2),
            Nanos.of(at(2)),
            0,
            0,
            null,
            "shop.failed",
            "shop",
            "",
            false,
            null,
            0,
            new LogSubject("shop", null, "Order'", "plan", "bob"),
            "{}",
            false,
            7);
    write(first, event);
    assertThat(found(LogColumn.LOGGER, "shop")).containsExactly(1L, 2L);
    assertThat(found(LogColumn.LOGGER, "shop.orders")).containsExactly(1L);
    assertThat(found(LogColumn.LOGGER, "sho")).isEmpty();
    assertThat(found(LogColumn.EVENT, "shop.failed")).containsExactly(2L);
    assertThat(found(LogColumn.EVENT, "shop")).isEmpty();
    assertThat(found(LogColumn.WORKFLOW, "Order")).containsExactly(1L);
    assertThat(found(LogColumn.WORKFLOW, "Order'")).containsExactly(2L);
    assertThat(found(LogColumn.AGENT, "planner")).containsExactly(1L);
    assertThat(found(LogColumn.USER, "bob")).containsExactly(2L);
  }

  private List<Long> found(LogColumn column, String value) {
    return found(LogFilter.builder().column(column, value).build());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "http.route | /buy | true",
        "http.route | /BUY | false",
        "http.route | /bu | false",
        "order | 7 | true",
        "order | 7.0 | true",
        "order | 70 | false",
        "order | seven | false",
        "price | 0.5 | true",
        "price | 5e-1 | true",
        "big | 9007199254740993 | true",
        "big | 9007199254740992 | false",
        "ok | true | true",
        "ok | false | false",
        "none | null | false",
        "list | [1] | false",
        "inner | {} | false",
        "deep | 1 | false",
        "a/b~c | x | true",
        "a\"b | x | true",
        "absent | x | false",
      })
  default void fields_areComparedByTheirValue(String name, String value, boolean stands) {
    write(
        line(
            1,
            "order",
            false,
            """
            {"http.route":"/buy","order":7,"price":0.5,"big":9007199254740993,"ok":true,"none":null,\
            "list":[1],"inner":{"deep":1},"a/b~c":"x","a\\"b":"x"}\
            """));
    assertThat(found(LogFilter.builder().field(name, value).build())).hasSize(stands ? 1 : 0);
  }

  @Test
  default void severalFields_mustAllBeThere() {
    write(line(1, "", false, "{\"a\":1,\"b\":\"2\"}"), line(2, "", false, "{\"a\":1}"));
    assertThat(found(LogFilter.builder().field("a", "1").field("b", "2").build()))
        .containsExactly(1L);
  }

  @Test
  default void pagesOfASearch_neitherRepeatNorSkip_whenOlderRecordsArriveMeanwhile() {
    Scenario scenario = new Scenario();
    for (int i = 0; i < 40; i++) {
      scenario.logs(line(i, i % 2 == 0 ? "even line" : "odd line"));
    }
    storage().write(scenario.batch(1));
    LogFilter filter = LogFilter.builder().text(LogText.parse("even", List.of())).build();
    LogQuery query = LogQuery.newest(filter, 3);
    List<Long> seen = new ArrayList<>();
    int late = 100;
    for (List<StoredLog> page = reader().logs(query);
        !page.isEmpty();
        page = reader().logs(query)) {
      page.forEach(log -> seen.add(log.id().high()));
      query = query.after(page.getLast());
      // one of the latest time, which belongs before this page, and one that does not match
      storage()
          .write(
              new Scenario().logs(log(late++, at(900), null), log(late++, at(0), null)).batch(0));
    }
    List<Long> expected = new ArrayList<>();
    for (long i = 38; i >= 0; i -= 2) {
      expected.add(i);
    }
    assertThat(seen).isEqualTo(expected);
  }

  @Test
  default void counts_areByBucketAndLevel_alsoBefore1970() {
    Scenario scenario = new Scenario();
    for (int i = 0; i < 25; i++) {
      scenario.logs(log(i, at(i), null)); // of severity i
    }
    scenario.logs(log(25, Instant.ofEpochSecond(-1), null));
    storage().write(scenario.batch(1));
    assertThat(
            reader()
                .countLogs(
                    new LogHistogramQuery(at(3), at(13), Duration.ofSeconds(10), LogFilter.ALL)))
        .containsExactly(
            new LogCount(at(0), 1, 2), // 3, 4
            new LogCount(at(0), 2, 4),
            new LogCount(at(0), 3, 1), // 9
            new LogCount(at(10), 3, 3));
    LogFilter filter =
        LogFilter.builder().minSeverity(13).text(LogText.parse("line", List.of("2"))).build();
    assertThat(
            reader()
                .countLogs(
                    new LogHistogramQuery(Instant.MIN, Instant.MAX, Duration.ofDays(1), filter)))
        .extracting(LogCount::level, LogCount::records)
        .containsExactly(tuple(5, 1L), tuple(6, 4L)); // 20, 21 to 24
    assertThat(
            reader()
                .countLogs(
                    new LogHistogramQuery(
                        Instant.MIN, Instant.EPOCH, Duration.ofDays(1), LogFilter.ALL)))
        .containsExactly(new LogCount(Instant.parse("1969-12-31T00:00:00Z"), 0, 1));
  }

  @Test
  default void around_areTheNearestOnBothSides() {
    Scenario scenario = new Scenario();
    for (int i = 0; i < 20; i++) {
      int second = i / 4; // several at one time
      scenario.logs(log(i, at(second), null, subject(i % 2 == 0 ? "even" : "odd")));
    }
    storage().write(scenario.batch(1));
    StoredLog record = reader().log(recordId(10)).orElseThrow();
    assertThat(record.body()).isEqualTo("line 10");
    assertThat(reader().log(recordId(77))).isEmpty();
    assertThat(around(record, LogFilter.ALL, 3, 4)).containsExactly(13L, 12L, 11L, 9L, 8L, 7L, 6L);
    assertThat(around(record, LogFilter.builder().app("even").build(), 2, 1))
        .containsExactly(14L, 12L, 8L);
    assertThat(around(record, LogFilter.builder().app("odd").build(), 0, 1)).containsExactly(9L);
    assertThat(around(record, LogFilter.ALL, 100, 100)).hasSize(19).startsWith(19L).endsWith(0L);
    assertThat(around(record, LogFilter.ALL, 0, 0)).isEmpty();
  }

  private static LogSubject subject(String app) {
    return new LogSubject(app, null, null, null, null);
  }

  private List<Long> around(StoredLog record, LogFilter filter, int after, int before) {
    return reader().logsAround(record.key(), filter, after, before).stream()
        .map(log -> log.id().high())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  default void randomSearches_findWhatTheReferenceFinds(long seed) {
    Random random = new Random(seed);
    List<String> words =
        List.of("plan", "planner", "order", "7", "é", "É", "_x", "a-b", "\\n", "\"");
    try (InMemoryStorage reference = new InMemoryStorage()) {
      for (int batch = 1; batch <= 5; batch++) {
        Scenario scenario = new Scenario();
        for (int i = 0; i < 40; i++) {
          long number = batch * 100L + i;
          String body = text(random, words);
          boolean structured = random.nextInt(4) == 0;
          scenario.logs(
              line(
                  number,
                  structured ? "\"" + LogText.inJson(body) + "\"" : body,
                  structured,
                  "{\"k\":\"" + LogText.inJson(text(random, words)) + "\"}"));
        }
        StorageBatch made = scenario.batch(batch);
        reference.write(made);
        storage().write(made);
      }
      for (int i = 0; i < 60; i++) {
        LogFilter filter =
            LogFilter.builder()
                .text(
                    random.nextBoolean()
                        ? new LogText(List.of(text(random, words).strip() + "7"), List.of())
                        : LogText.parse(
                            words.get(random.nextInt(8)) + " " + words.get(random.nextInt(8)),
                            List.of(words.get(random.nextInt(10)))))
                .build();
        LogQuery query = LogQuery.newest(filter, 1 + random.nextInt(50));
        assertThat(reader().logs(query))
            .as(filter.toString())
            .isEqualTo(reference.reader().logs(query));
        LogHistogramQuery counts =
            new LogHistogramQuery(Instant.MIN, Instant.MAX, Duration.ofMinutes(1), filter);
        assertThat(reader().countLogs(counts)).isEqualTo(reference.reader().countLogs(counts));
      }
    }
  }

  private static String text(Random random, List<String> words) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(5); i >= 0; i--) {
      text.append(words.get(random.nextInt(words.size())));
      text.append(random.nextInt(3) == 0 ? "" : random.nextInt(6) == 0 ? "\n" : " ");
    }
    return text.toString();
  }

  @Test
  default void emptyStore_findsNothing() {
    assertThat(found("anything")).isEmpty();
    assertThat(found(LogFilter.builder().field("a", "1").build())).isEmpty();
  }
}
