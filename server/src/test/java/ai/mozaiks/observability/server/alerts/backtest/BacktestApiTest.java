// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatTimeouts;
import ai.mozaiks.observability.server.alerts.SampleEvents;
import ai.mozaiks.observability.server.alerts.book.AlertBook;
import ai.mozaiks.observability.server.alerts.book.AlertDatabase;
import ai.mozaiks.observability.server.alerts.engine.AlertEngine;
import ai.mozaiks.observability.server.alerts.measure.Measures;
import ai.mozaiks.observability.server.alerts.rules.RuleFiles;
import ai.mozaiks.observability.server.alerts.rules.RuleSet;
import ai.mozaiks.observability.server.alerts.slo.SloSet;
import ai.mozaiks.observability.server.config.FlagsConfig;
import ai.mozaiks.observability.server.flags.ChatFlags;
import ai.mozaiks.observability.server.http.RoutePeer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BacktestApiTest {
  private static final Instant START = Instant.parse("2026-03-10T00:00:00Z");
  private static final String RULE =
      "rules: [{name: Many, kind: threshold, of: turns, window: 5m, above: 3}]";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final AlertDatabase database = AlertDatabase.inMemory();
  private final AlertBook book = new AlertBook(database);
  private final List<ChatEvent> events = new ArrayList<>();
  private final CountDownLatch reading = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private volatile boolean waits;
  private final BacktestApi api;
  private final RoutePeer peer;

  BacktestApiTest() throws Exception {
    RuleSet inForce = new RuleFiles(SloSet.EMPTY).add("server.yml", RULE).read();
    ChatTimeouts timeouts = ChatTimeouts.DEFAULT;
    ChatFlags flags = new ChatFlags(FlagsConfig.DEFAULT, timeouts);
    api =
        new BacktestApi(
            () -> inForce,
            (from, to, consumer) -> {
              reading.countDown();
              if (waits) {
                await();
              }
              events.forEach(consumer);
            },
            book,
            rules -> new Backtest(rules, flags, timeouts, 100),
            () -> START.plus(Duration.ofDays(2)));
    peer = new RoutePeer(api::addTo);
  }

  private void await() {
    try {
      assertThat(goOn.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // stopped
    }
  }

  @AfterEach
  void close() {
    goOn.countDown();
    api.close();
    peer.close();
    database.close();
  }

  private HttpResponse<String> ask(String body) throws Exception {
    return peer.post("/api/rules/backtest", "application/json", body);
  }

  private static String day(String more) {
    return "{\"from\":\"2026-03-10T00:00:00Z\",\"to\":\"2026-03-11T00:00:00Z\"" + more + "}";
  }

  private JsonNode answer(String body) throws Exception {
    HttpResponse<String> answer = ask(body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private void turnsAt(int hour) {
    Instant end = START.plus(Duration.ofHours(hour));
    events.addAll(new SampleEvents("shop", "order").turns(end, 5, Duration.ofSeconds(hour), false));
  }

  /// The history of a server that had the rule in force while this happened.
  private void reallyFires(List<ChatEvent> happened) throws Exception {
    RuleSet rules = new RuleFiles(SloSet.EMPTY).add("server.yml", RULE).read();
    Measures measures = new Measures(rules.measurements(), 100, START);
    measures.add(happened);
    AlertEngine engine = new AlertEngine();
    engine.use(rules, START);
    PastChats chats =
        new PastChats(
            new ChatFlags(FlagsConfig.DEFAULT, ChatTimeouts.DEFAULT), ChatTimeouts.DEFAULT);
    for (int second = 7; second < 86_400; second += 15) {
      Instant now = START.plusSeconds(second);
      measures.advance(now);
      var changes = engine.evaluate(measures, chats, now);
      database.in(connection -> {
        book.record(connection, changes);
        return true;
      });
    }
  }

  @Test
  void rulesInForce_areReplayed_besideWhatReallyFired() throws Exception {
    turnsAt(3);
    turnsAt(9);
    List<ChatEvent> happened = new ArrayList<>(events.subList(0, 5));
    happened.addAll(
        new SampleEvents("x", "y")
            .turns(START.plus(Duration.ofHours(20)), 7, Duration.ZERO, false));
    reallyFires(happened);

    JsonNode answer = answer(day(""));

    assertThat(answer.get("failure").isNull()).isTrue();
    assertThat(answer.get("interval").stringValue()).isEqualTo("1m");
    assertThat(answer.get("evaluations").intValue()).isEqualTo(1_441);
    assertThat(answer.get("events").intValue()).isEqualTo(10);
    assertThat(answer.get("rules").get(0).get("episodes").intValue()).isEqualTo(2);
    assertThat(answer.get("episodes")).hasSize(2);
    JsonNode both = answer.get("episodes").get(0);
    assertThat(both.get("fired_at").stringValue()).isEqualTo("2026-03-10T03:00:00Z");
    assertThat(both.get("worst").intValue()).isEqualTo(5);
    assertThat(both.get("in_history").get("firing_since").stringValue())
        .isEqualTo("2026-03-10T03:00:07Z");
    assertThat(answer.get("episodes").get(1).get("in_history").isNull()).isTrue();
    assertThat(answer.get("only_in_history")).hasSize(1);
    assertThat(answer.get("only_in_history").get(0).get("firing_since").stringValue())
        .startsWith("2026-03-10T20:00:");
  }

  @Test
  void rulesThatAreSent_areReplayedAlone_andNameBuiltInServiceLevels() throws Exception {
    turnsAt(3);
    String rules =
        "rules: [{name: Few, kind: threshold, of: turns, window: 5m, above: 4},"
            + " {name: Burns, kind: burn_rate, slo: turn-latency},"
            + " {name: Disk, kind: server, figure: disk_free, below: 1GiB}]";
    JsonNode answer =
        answer(
            day(
                ",\"interval\":\"5m\",\"rules\":[{\"name\":\"my.yml\",\"text\":\""
                    + rules
                    + "\"}]"));
    assertThat(answer.get("rules"))
        .extracting(each -> each.get("rule").stringValue())
        .containsExactly("Few", "Burns");
    assertThat(answer.get("left_out").get(0).get("source").stringValue()).isEqualTo("my.yml:1");
    assertThat(answer.get("evaluations").intValue()).isEqualTo(289);
    assertThat(answer.get("episodes")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | from: missing",
        "[] | body: no object",
        "{\"from\":\"yesterday\"} | from: yesterday (expected: a time",
        "{\"from\":\"2026-03-10T00:00:00Z\",\"until\":\"x\"} | until: unknown key",
        "{\"from\":\"2026-03-10T00:00:00Z\",\"to\":\"2027-03-10T00:00:00Z\"} | not later than now",
        "{\"from\":\"2026-01-10T00:00:00Z\"} | at most 31 days",
        "{\"from\":\"2026-03-10T00:00:00Z\",\"interval\":\"1s\"} | at most 50000",
        "{\"from\":\"2026-03-10T00:00:00Z\",\"interval\":\"often\"} | interval: often",
        "{\"from\":\"2026-03-10T00:00:00Z\",\"slos\":[{\"text\":\"a\"}]} | slos: without rules",
        "{\"from\":\"2026-03-10T00:00:00Z\",\"rules\":[{\"name\":\"a.yml\",\"text\":\"rules: [{name: A}]\"}]} | a.yml:1: rules[0].kind: missing",
      })
  void whatIsNotRight_isRefused(String body, String reason) throws Exception {
    HttpResponse<String> answer = ask(body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(JSON.readTree(answer.body()).get("detail").stringValue()).contains(reason);
  }

  @Test
  void anotherTypeOfBody_isRefused() throws Exception {
    assertThat(peer.post("/api/rules/backtest", "text/plain", day("")).statusCode()).isEqualTo(415);
  }

  @Test
  void oneAtATime_andTheNextWhenThatIsStopped() throws Exception {
    waits = true;
    Thread first = Thread.ofVirtual().start(this::askInVain);
    assertThat(reading.await(60, TimeUnit.SECONDS)).isTrue();
    HttpResponse<String> second = ask(day(""));
    assertThat(second.statusCode()).isEqualTo(503);
    assertThat(second.headers().firstValue("Retry-After")).hasValue("10");

    waits = false;
    first.interrupt(); // the client goes away
    first.join();

    Instant limit = Instant.now().plusSeconds(60);
    int status = 503;
    while (status == 503 && Instant.now().isBefore(limit)) {
      status = ask(day("")).statusCode();
    }
    assertThat(status).isEqualTo(200);
    assertThat(goOn.getCount()).as("it did not end by itself").isEqualTo(1);
  }

  private void askInVain() {
    try {
      ask(day(""));
    } catch (Exception _) {
      // it is interrupted, which is the point
    }
  }
}
