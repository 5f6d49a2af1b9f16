// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import static ai.mozaiks.observability.storage.contract.Samples.NOON;
import static ai.mozaiks.observability.storage.contract.Samples.content;
import static ai.mozaiks.observability.storage.contract.Samples.origin;
import static ai.mozaiks.observability.storage.contract.Samples.recordId;
import static ai.mozaiks.observability.storage.contract.Samples.span;
import static ai.mozaiks.observability.storage.contract.Samples.trace;
import static ai.mozaiks.observability.storage.contract.Samples.turnOf;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.storage.LogSubject;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.SizeLimits;
import ai.mozaiks.observability.storage.Storage;
import ai.mozaiks.observability.storage.StoredLog;
import ai.mozaiks.observability.storage.StoredSpan;
import ai.mozaiks.observability.storage.contract.Scenario;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What signals take of the database, and what goes when it is too much.
final class SizeEstimateTest {
  private static final int BATCHES = 20;
  private static final int BODY = 400;
  private static final long NONE = Long.MAX_VALUE;

  @TempDir Path folder;

  private final Random random = new Random(3);
  private final AtomicLong nanoTime = new AtomicLong();
  private final Scenario scenario = new Scenario();
  private EmbeddedStorage storage;

  @BeforeEach
  void open() {
    storage =
        EmbeddedStorage.open(
            EmbeddedStorageConfig.of(folder), nanoTime::get, TransactionAccess.REAL);
  }

  @AfterEach
  void close() {
    storage.close();
  }

  /// Of a text that cannot be compressed to less than half.
  private StoredLog log(long number) {
    StringBuilder body = new StringBuilder();
    while (body.length() < BODY) {
      body.append(Long.toHexString(random.nextLong()));
    }
    return new StoredLog(
        recordId(number),
        Nanos.of(NOON) + number,
        0,
        9,
        null,
        null,
        null,
        body.toString(),
        false,
        null,
        0,
        new LogSubject("shop", null, null, null, null),
        "{}",
        false,
        7);
  }

  private static Instant time(int batch) {
    return NOON.plusSeconds(batch);
  }

  private void fill(int logsPerBatch) {
    for (int i = 0; i < BATCHES; i++) {
      scenario.writtenAt(time(i)).origins(origin(7));
      for (int j = 0; j < logsPerBatch; j++) {
        scenario.logs(log((long) logsPerBatch * i + j));
      }
      StoredSpan span = span(trace(i + 1), i + 1, NOON);
      scenario
          .spans(span)
          .content(content(span, 0, "x".repeat(1_000)))
          .part(trace(i + 1), turnOf(span, new ChatKey("shop", "chat-" + i), "a"));
      nanoTime.addAndGet(Duration.ofMinutes(2).toNanos());
      storage.write(scenario.batch(i + 1));
    }
  }

  @Test
  void newStore_takesNothing() {
    assertThat(storage.sizes().logs()).isZero();
    assertThat(storage.cutoffsWithin(new SizeLimits(0, 0, 0, 0)))
        .isEqualTo(Storage.SizeCutoffs.NOTHING);
  }

  @Test
  void beforeTheFirstCheckpoint_textsAreMeasured() {
    fill(100);
    long least = 100L * BATCHES * BODY;
    assertThat(storage.sizes().logs()).isBetween(least, 2 * least);
    assertThat(storage.sizes().contents()).isBetween(1_000L * BATCHES, 2_000L * BATCHES);
  }

  @Test
  void inTheFile_blocksAreCounted() {
    fill(2_000);
    storage.close();
    open();
    long texts = 2_000L * BATCHES * BODY;
    assertThat(storage.sizes().logs()).isBetween(texts / 2, texts * 5 / 4);
    assertThat(storage.sizes().logs()).isLessThan(storage.stats().bytes());
  }

  @Test
  void firstToArrive_goFirst_untilItFits() {
    fill(100);
    long limit = storage.sizes().logs() / 4;
    Storage.SizeCutoffs cutoffs = storage.cutoffsWithin(new SizeLimits(limit, NONE, NONE, NONE));
    assertThat(cutoffs.contents()).isEqualTo(Instant.MIN);
    assertThat(cutoffs.cutoffs().chats()).isEqualTo(Instant.MIN);
    assertThat(cutoffs.cutoffs().logs()).isBetween(time(14), time(15));

    assertThat(storage.deleteBefore(cutoffs.cutoffs()).logs()).isEqualTo(1_500);
    assertThat(storage.cutoffsWithin(new SizeLimits(limit, NONE, NONE, NONE)))
        .isEqualTo(Storage.SizeCutoffs.NOTHING);
  }

  @Test
  void spans_goWithTheChatsThatWereWrittenFirst() {
    fill(0);
    long limit = storage.sizes().spans() / 2;
    Storage.Cutoffs cutoffs =
        storage.cutoffsWithin(new SizeLimits(NONE, NONE, limit, NONE)).cutoffs();
    assertThat(storage.deleteBefore(cutoffs)).isEqualTo(new Storage.Deleted(10, 10, 10));
    assertThat(storage.reader().chatsById("chat-9")).isEmpty();
    assertThat(storage.reader().chatsById("chat-10")).hasSize(1);
  }

  @Test
  void spansOfAChatThatWentOn_countAsNewAsTheChat() {
    fill(0);
    Scenario more = scenario.writtenAt(time(100)).origins(origin(7));
    StoredSpan span = span(trace(900), 900, NOON);
    // the first chat goes on: its old trace stays with it
    storage.write(
        more.spans(span)
            .part(trace(900), turnOf(span, new ChatKey("shop", "chat-0"), "a"))
            .batch(BATCHES + 1));
    long limit = storage.sizes().spans() / 2;
    Storage.Cutoffs cutoffs =
        storage.cutoffsWithin(new SizeLimits(NONE, NONE, limit, NONE)).cutoffs();
    storage.deleteBefore(cutoffs);
    assertThat(storage.reader().chatsById("chat-0")).hasSize(1);
    assertThat(storage.stats().spans()).isBetween(9L, 11L);
  }

  @Test
  void content_goesAlone() {
    fill(0);
    Instant cutoff =
        storage
            .cutoffsWithin(new SizeLimits(NONE, NONE, NONE, storage.sizes().contents() / 2))
            .contents();
    assertThat(storage.deleteContentBefore(cutoff)).isEqualTo(10);
    assertThat(storage.stats().spans()).isEqualTo(BATCHES);
  }

  @Test
  void limit_isExceededByATenth() {
    fill(100);
    long logs = storage.sizes().logs();
    assertThat(storage.sizes().exceed(new SizeLimits(logs, NONE, NONE, NONE))).isFalse();
    assertThat(storage.sizes().exceed(new SizeLimits(logs * 2 / 3, NONE, NONE, NONE))).isTrue();
    assertThat(storage.sizes().exceed(SizeLimits.NONE)).isFalse();
  }
}
