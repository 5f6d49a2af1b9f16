// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ownlog;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.content.ContentPolicy;
import ai.mozaiks.observability.server.entry.Cuts;
import ai.mozaiks.observability.server.entry.Redaction;
import ai.mozaiks.observability.server.entry.SpanLimits;
import ai.mozaiks.observability.server.fold.Outcome;
import ai.mozaiks.observability.server.ingest.Intake;
import ai.mozaiks.observability.server.ingest.OverloadedException;
import ai.mozaiks.observability.server.ingest.Submission;
import ai.mozaiks.observability.server.normalise.dialect.ChatNames;
import ai.mozaiks.observability.server.otlp.LogScreen;
import ai.mozaiks.observability.storage.StorageException;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OwnLogTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final AtomicLong nanos = new AtomicLong();
  private final OwnLog log = new OwnLog(() -> NOW, nanos::get, _ -> Thread.sleep(1));
  private final Taken intake = new Taken();

  @AfterEach
  void close() {
    log.close();
  }

  /// Keeps what it takes, as long as it takes anything.
  private static final class Taken implements Intake {
    private final List<ResourceLogs> taken = new ArrayList<>(); // guarded by this
    private final AtomicInteger tries = new AtomicInteger();
    private volatile boolean full;
    private volatile boolean broken;
    private volatile Runnable meanwhile = () -> {};

    @Override
    public Receipt accept(Submission submission) throws OverloadedException {
      tries.incrementAndGet();
      meanwhile.run();
      if (full) {
        throw new OverloadedException("too much", Duration.ofSeconds(1));
      }
      if (broken) {
        throw new StorageException("disk full", true, null);
      }
      synchronized (this) {
        taken.addAll(((Submission.Logs) submission).request().getResourceLogsList());
      }
      return new Receipt(CompletableFuture.completedStage(Outcome.NONE));
    }

    synchronized List<LogRecord> records() {
      return taken.stream()
          .flatMap(each -> each.getScopeLogsList().stream())
          .flatMap(each -> each.getLogRecordsList().stream())
          .toList();
    }

    synchronized List<KeyValue> resource() {
      return taken.getFirst().getResource().getAttributesList();
    }
  }

  private void start() {
    log.start(
        intake,
        new LogScreen(
            SpanLimits.DEFAULT,
            Redaction.NONE,
            ContentPolicy.NOTHING,
            0,
            ChatNames.NONE,
            new Cuts(),
            () -> NOW));
  }

  private static byte[] line(String message) {
    return """
    {"ts":"2026-03-01T11:59:59Z","level":"WARNING","logger":"ai.mozaiks.X","msg":"%s"}
    """
        .formatted(message)
        .getBytes(StandardCharsets.UTF_8);
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(Condition condition) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(2); // another thread: there is nothing else to wait on
    }
  }

  private static String value(List<KeyValue> attributes, String key) {
    for (KeyValue each : attributes) {
      if (each.getKey().equals(key)) {
        return each.getValue().hasStringValue()
            ? each.getValue().getStringValue()
            : Long.toString(each.getValue().getIntValue());
      }
    }
    throw new AssertionError(key + " is not there");
  }

  @Test
  void storesLinesAsRecordsOfTheServer_alsoThoseFromBeforeItWasReady() throws Exception {
    log.offer(line("the same"));
    log.offer(line("the same"));
    start();
    await(() -> intake.records().size() == 2);

    LogRecord record = intake.records().getFirst();
    assertThat(record.getBody().getStringValue()).isEqualTo("the same");
    assertThat(record.getSeverityText()).isEqualTo("WARNING");
    assertThat(value(intake.resource(), "service.name")).isEqualTo("mozaiks");
    assertThat(value(record.getAttributesList(), "log.record.sequence")).isEqualTo("0");
    assertThat(intake.records().get(1)).isNotEqualTo(record);
    await(() -> log.stored() == 2);
  }

  @Test
  void takesNothingThatIsLoggedWhileItStores() throws Exception {
    intake.meanwhile = () -> log.offer(line("stored a batch"));
    start();
    log.offer(line("one"));
    await(() -> intake.records().size() == 1);
    log.offer(line("two"));
    await(() -> intake.records().size() == 2);

    assertThat(intake.records())
        .extracting(record -> record.getBody().getStringValue())
        .containsExactly("one", "two");
    assertThat(log.dropped()).isZero();
  }

  @Test
  void triesAsOftenHoweverMuchComplains_dropsWhatIsTooMuch_andTellsIt() throws Exception {
    intake.broken = true;
    start();
    log.offer(line("first"));
    await(() -> intake.tries.get() > 0);
    for (int i = 0; i < 10_000; i++) { // who complains does not wait
      log.offer(line("no " + i));
    }
    long lost = log.dropped();
    assertThat(lost).isGreaterThan(10_000 - 3_000);
    intake.broken = false;
    await(() -> intake.records().size() >= 10_001 - lost + 1);

    assertThat(intake.records())
        .extracting(record -> record.getBody().getStringValue())
        .contains("first", lost + " lines of this server's log were not stored: too many at once");
  }

  @Test
  void stormOfALongTimeIsCutDown() {
    int taken = 0;
    for (int second = 0; second < 100; second++) {
      for (int i = 0; i < 1_000; i++) {
        long before = log.dropped();
        log.offer(line("storm"));
        taken += log.dropped() == before ? 1 : 0;
      }
      nanos.addAndGet(1_000_000_000L);
    }
    assertThat(taken).isLessThanOrEqualTo(2_048); // nobody stores, and the queue has an end
    assertThat(log.dropped()).isEqualTo(100_000 - taken);
  }

  @Test
  void rateIsThatOfTheAverage() {
    LineRate rate = new LineRate(100, 200, nanos::get);
    int taken = 0;
    for (int second = 0; second < 10; second++) {
      for (int i = 0; i < 1_000; i++) {
        taken += rate.take() ? 1 : 0;
      }
      nanos.addAndGet(1_000_000_000L);
    }
    assertThat(taken).isEqualTo(200 + 9 * 100);
  }

  @Test
  void storesWhatWaits_whenItIsClosed_andTakesNothingMore() throws Exception {
    intake.full = true;
    CountDownLatch tried = new CountDownLatch(1);
    intake.meanwhile = tried::countDown;
    start();
    log.offer(line("one"));
    assertThat(tried.await(60, TimeUnit.SECONDS)).isTrue();
    log.offer(line("two"));
    intake.full = false;
    log.close();

    assertThat(intake.records())
        .extracting(record -> record.getBody().getStringValue())
        .contains("one", "two");
    assertThat(log.offer(line("three"))).isFalse();
  }

  @Test
  void lineThatIsNoneIsDropped() throws Exception {
    start();
    log.offer("text".getBytes(StandardCharsets.UTF_8));
    log.offer("[]".getBytes(StandardCharsets.UTF_8));
    await(() -> log.dropped() == 2);
    log.offer(line("one"));
    await(() -> !intake.records().isEmpty());
    assertThat(intake.records().getFirst().getBody().getStringValue()).isEqualTo("one");
  }
}
