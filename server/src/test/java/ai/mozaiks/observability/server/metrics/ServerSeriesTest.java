// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.server.content.ContentCounts;
import ai.mozaiks.observability.server.fold.FoldSettings;
import ai.mozaiks.observability.server.fold.FoldThread;
import ai.mozaiks.observability.server.ingest.JournalGaps;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.storage.InMemoryJournal;
import ai.mozaiks.observability.storage.InMemoryStorage;
import ai.mozaiks.observability.storage.StorageBatch;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ServerSeriesTest {
  private final Balance balance = new Balance();
  private final InMemoryStorage storage = new InMemoryStorage();
  private final InMemoryJournal journal = new InMemoryJournal();
  private final FoldThread fold =
      new FoldThread(
          storage,
          journal,
          Dialects.standard(),
          (_, _, _, _) -> Cost.UNPRICED,
          balance,
          InstantSource.fixed(Events.NOON),
          FoldSettings.DEFAULT);
  private final AtomicLong nanoTime = new AtomicLong();
  private final ServerSeries series =
      new ServerSeries(
          balance,
          journal,
          JournalGaps.unremembered(),
          storage,
          fold,
          new StoreProgress(nanoTime::get),
          () -> Map.of("api-key", 3L, "jwt", 0L),
          () -> Map.of("values", 5L),
          new ContentCounts(),
          () -> Map.of("ends_before_start", 2L));

  @Test
  void showsWhereEveryItemWent() throws Exception {
    Balance.Account spans = balance.of(Signal.SPANS);
    spans.accepted(12, () -> spans.waiting(12));
    spans.rejected(2);
    spans.takenUp(12);
    spans.stored(7);
    spans.duplicates(1);
    spans.dropped(1);
    spans.endOfRound(3);

    Scrape scrape = Scrape.of(series);

    assertThat(items(scrape, "accepted")).isEqualTo(12);
    assertThat(items(scrape, "rejected")).isEqualTo(2);
    double pending = scrape.value("mozaiks_ingest_pending_items{signal=\"spans\"}");
    assertThat(pending).isEqualTo(3);
    assertThat(scrape.value("mozaiks_ingest_unaccounted_items{signal=\"spans\"}")).isZero();
    spans.endOfRound(1);
    assertThat(Scrape.of(series).value("mozaiks_ingest_unaccounted_items{signal=\"spans\"}"))
        .isEqualTo(2);
    assertThat(items(scrape, "stored") + items(scrape, "duplicate") + items(scrape, "dropped"))
        .isEqualTo(12 - pending);
  }

  private static double items(Scrape scrape, String outcome) {
    return scrape.value("mozaiks_ingest_items_total{outcome=\"" + outcome + "\",signal=\"spans\"}");
  }

  @Test
  void showsRulesThatMaskedNothing_soThatRatesBeginAt0() throws Exception {
    Scrape scrape = Scrape.of(series);

    assertThat(scrape.value("mozaiks_redactions_total{rule=\"api-key\"}")).isEqualTo(3);
    assertThat(scrape.value("mozaiks_redactions_total{rule=\"jwt\"}")).isZero();
    assertThat(scrape.value("mozaiks_ingest_cuts_total{kind=\"values\"}")).isEqualTo(5);
    assertThat(scrape.value("mozaiks_ingest_flags_total{flag=\"ends_before_start\"}")).isEqualTo(2);
  }

  @Test
  void showsHowFarTheStoreIsBehindTheJournal() throws Exception {
    journal.append((byte) 1, new byte[] {1});
    journal.append((byte) 1, new byte[] {2});

    Scrape scrape = Scrape.of(series);

    assertThat(scrape.value("mozaiks_journal_records_total")).isEqualTo(2);
    assertThat(scrape.value("mozaiks_store_lag_records")).isEqualTo(2);
  }

  @Test
  void saysThatTheStoreFails_onceItHasStoodStillForHalfAMinuteWithWorkToDo() throws Exception {
    assertThat(failing()).isZero();
    nanoTime.addAndGet(StoreProgress.PATIENCE.multipliedBy(100).toNanos());
    assertThat(failing()).as("nothing to store").isZero();

    journal.append((byte) 1, new byte[] {1});
    assertThat(failing()).as("just came").isZero();
    nanoTime.addAndGet(StoreProgress.PATIENCE.toNanos() + 1);
    assertThat(failing()).as("still waits").isEqualTo(1);

    storage.write(emptyBatch(1));
    assertThat(failing()).as("stored").isZero();
    journal.append((byte) 1, new byte[] {2});
    journal.append((byte) 1, new byte[] {3});
    nanoTime.addAndGet(StoreProgress.PATIENCE.toNanos() + 1);
    storage.write(emptyBatch(2));
    assertThat(failing()).as("behind, but going on").isZero();
  }

  private double failing() throws Exception {
    return Scrape.of(series).value("mozaiks_store_failing");
  }

  private static StorageBatch emptyBatch(long sequence) {
    return new StorageBatch(
        sequence,
        Events.NOON,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        List.of(),
        List.of(),
        Instant.MAX,
        Instant.MAX);
  }
}
