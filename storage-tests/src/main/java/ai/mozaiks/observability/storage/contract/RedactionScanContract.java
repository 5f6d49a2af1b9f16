// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.contract;

import static ai.mozaiks.observability.storage.contract.Samples.AWKWARD;
import static ai.mozaiks.observability.storage.contract.Samples.CHAT;
import static ai.mozaiks.observability.storage.contract.Samples.at;
import static ai.mozaiks.observability.storage.contract.Samples.content;
import static ai.mozaiks.observability.storage.contract.Samples.context;
import static ai.mozaiks.observability.storage.contract.Samples.log;
import static ai.mozaiks.observability.storage.contract.Samples.recordId;
import static ai.mozaiks.observability.storage.contract.Samples.span;
import static ai.mozaiks.observability.storage.contract.Samples.trace;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.storage.ContentQuery;
import ai.mozaiks.observability.storage.LogFilter;
import ai.mozaiks.observability.storage.LogQuery;
import ai.mozaiks.observability.storage.LogText;
import ai.mozaiks.observability.storage.MetricPoint;
import ai.mozaiks.observability.storage.MetricQuery;
import ai.mozaiks.observability.storage.MetricSeries;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.RecordKey;
import ai.mozaiks.observability.storage.RedactionScan;
import ai.mozaiks.observability.storage.RedactionScan.Rows;
import ai.mozaiks.observability.storage.ScannedSignal;
import ai.mozaiks.observability.storage.StoredLog;
import ai.mozaiks.observability.storage.StoredOrigin;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Scans of what is stored, by other rules of redaction than those it was stored by.
interface RedactionScanContract extends StorageUnderTest {
  String SECRET = "tiger-4711";
  int MANY = 25;

  private static RedactionScan scan(String id, boolean dryRun) {
    return RedactionScan.of(
        id, "rules-2", at(1_000 + id.charAt(0)), "operator", "why " + AWKWARD, dryRun);
  }

  /// Some of each signal; every fifth row has the secret.
  private void fill() {
    Scenario scenario = new Scenario().origins(origin(7, "with " + SECRET), origin(8, "clean"));
    for (int i = 0; i < MANY; i++) {
      String word = i % 5 == 0 ? SECRET : "word";
      // many of them at the same time
      var span = span(trace(1 + i), 1, time(i), "call " + word + i);
      scenario.spans(span).content(content(span, 0, "said " + word + i));
      Failure failure = Failure.of("E", i % 2 == 0 ? "failed at " + word : null);
      scenario.part(
          trace(1 + i),
          new ChatEvent.AgentTurn(
              context("turn " + i, CHAT, time(i)), "planner", Duration.ofSeconds(1), failure));
      scenario.logs(log(i).withTexts("line " + word + " " + i, "{\"k\":\"" + word + "\"}"));
    }
    scenario.points(series(1, SECRET), point(1)).points(series(2, "word"), point(2));
    storage().write(scenario.batch(1));
  }

  private static StoredOrigin origin(long id, String text) {
    return new StoredOrigin(id, text.getBytes(StandardCharsets.UTF_8));
  }

  /// Ten at a time.
  private static Instant time(int number) {
    int tens = number / 10;
    return at(tens);
  }

  private static StoredLog log(int number) {
    return Samples.log(number, time(number), null);
  }

  private static MetricSeries series(long number, String word) {
    return new MetricSeries(
        recordId(number),
        "metric",
        "1",
        "what " + word + " is",
        MetricSeries.Kind.GAUGE,
        MetricSeries.Temporality.UNSPECIFIED,
        false,
        "shop",
        "{\"k\":\"" + word + "\"}",
        7);
  }

  private static MetricPoint point(long series) {
    return new MetricPoint(
        recordId(100 + series),
        recordId(series),
        Nanos.of(at(1)),
        0,
        1L,
        null,
        0,
        null,
        null,
        null,
        null);
  }

  /// What a scan is at its end.
  private RedactionScan run(RedactionScan from, int most) {
    RedactionScan scan = from;
    for (int slices = 0; !scan.isDone(); slices++) {
      assertThat(slices).as("slices so far").isLessThan(1_000);
      scan = storage().scan(scan, new WordMasking(SECRET), most, at(2_000 + slices));
      assertThat(reader().redactionScans(1)).containsExactly(scan);
    }
    return scan;
  }

  /// Everything that the store tells, as text.
  private String everything() {
    List<PartId> traces = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      traces.add(trace(1 + i));
    }
    StringBuilder all = new StringBuilder();
    reader()
        .spans(traces)
        .values()
        .forEach(spans ->
            spans.forEach(span -> {
              all.append(span.name());
              all.append(new String(span.body(), StandardCharsets.UTF_8)).append('\n');
            }));
    reader()
        .origins(List.of(7L, 8L))
        .values()
        .forEach(origin -> all.append(new String(origin.body(), StandardCharsets.UTF_8)));
    reader().events(CHAT, 1_000).forEach(all::append);
    reader()
        .content(new ContentQuery(CHAT, false, null, 1_000, 1 << 20))
        .forEach(item -> all.append(item).append('\n'));
    reader().logs(LogQuery.newest(LogFilter.ALL, 1_000)).forEach(all::append);
    all.append(metrics());
    return all.toString();
  }

  private String metrics() {
    return reader().points(new MetricQuery("metric", null, at(0), at(9), 100)).toString();
  }

  private List<StoredLog> found(String word) {
    LogFilter filter = LogFilter.builder().text(LogText.parse(word, List.of())).build();
    return reader().logs(LogQuery.newest(filter, 1_000));
  }

  @Test
  default void emptyStore_isDoneAtOnce() {
    RedactionScan done = run(scan("a", false), 10);
    assertThat(done.rows()).isEmpty();
    assertThat(done.byRule()).isEmpty();
    assertThat(reader().redactionScans(10)).containsExactly(done);
  }

  @Test
  default void scan_masksEverything_inSlicesOfAnySize_andChangesNothingThatCounts() {
    fill();
    var totals = reader().totals();
    var stats = storage().stats();
    var chats = reader().chats(Set.of(CHAT));
    assertThat(everything()).contains(SECRET);
    assertThat(found(SECRET)).hasSize(5);

    RedactionScan done = run(scan("a", false), 3);

    assertThat(everything()).doesNotContain(SECRET).contains(WordMasking.MASK);
    assertThat(found(SECRET)).isEmpty();
    assertThat(found(WordMasking.MASK)).hasSize(5);
    assertThat(done.rows())
        .isEqualTo(
            Map.of(
                ScannedSignal.ORIGINS, new Rows(2, 1, 0),
                ScannedSignal.SPANS, new Rows(25, 5, 0),
                ScannedSignal.EVENTS, new Rows(13, 3, 0),
                ScannedSignal.CONTENT, new Rows(25, 5, 0),
                ScannedSignal.LOGS, new Rows(25, 5, 0),
                ScannedSignal.METRICS, new Rows(2, 1, 0)));
    assertThat(done.byRule()).isEqualTo(Map.of("word", 1L + 10 + 3 + 5 + 10 + 2));
    assertThat(reader().totals()).isEqualTo(totals);
    assertThat(reader().chats(Set.of(CHAT))).isEqualTo(chats);
    assertThat(storage().stats().spans()).isEqualTo(stats.spans());
    assertThat(storage().stats().events()).isEqualTo(stats.events());
    assertThat(storage().stats().logs()).isEqualTo(stats.logs());
    assertThat(run(scan("b", false), 1_000).byRule()).as("the second time").isEmpty();
  }

  @Test
  default void dryRun_counts_andChangesNothing() {
    fill();
    String before = everything();
    RedactionScan dry = run(scan("a", true), 4);
    assertThat(everything()).isEqualTo(before);
    assertThat(reader().knownLogs(List.of(resent(0)))).isEmpty();
    RedactionScan real = run(scan("b", false), 4);
    assertThat(dry.rows()).isEqualTo(real.rows());
    assertThat(dry.byRule()).isEqualTo(real.byRule());
    assertThat(reader().redactionScans(10)).containsExactly(real, dry);
  }

  private static RecordKey resent(int number) {
    return new RecordKey(log(number).timeNanos(), WordMasking.resentAs(log(number).id()));
  }

  @Test
  default void maskedRecord_isKnownByTheIdThatItIsSentAgainWith_whileItIsThere() {
    fill();
    run(scan("a", false), 7);
    assertThat(reader().knownLogs(List.of(resent(0), resent(1), resent(5))))
        .containsExactlyInAnyOrder(resent(0).id(), resent(5).id());
    assertThat(reader().knownLogs(List.of(log(0).key()))).containsExactly(log(0).id());
    Set<RecordId> all = new HashSet<>();
    reader().forEachLogId(all::add);
    assertThat(all).contains(resent(0).id(), log(0).id());
    storage().deleteBefore(at(1_000_000));
    assertThat(reader().knownLogs(List.of(resent(0), log(0).key()))).isEmpty();
  }

  @Test
  default void scan_goesOnWhereItWas_afterReopening() {
    fill();
    RedactionScan scan = scan("a", false);
    for (int i = 0; i < 6; i++) {
      scan = storage().scan(scan, new WordMasking(SECRET), 4, at(2_000));
    }
    reopened();
    RedactionScan stored = reader().redactionScans(1).getFirst();
    assertThat(stored).isEqualTo(scan);
    RedactionScan done = run(stored, 4);
    assertThat(everything()).doesNotContain(SECRET);
    assertThat(done.rows(ScannedSignal.SPANS)).isEqualTo(new Rows(25, 5, 0));
  }
}
