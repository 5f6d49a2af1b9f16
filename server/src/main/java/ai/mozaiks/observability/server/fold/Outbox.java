// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.storage.PartChange;
import ai.mozaiks.observability.storage.StorageBatch;
import ai.mozaiks.observability.storage.TotalsKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What the store does not know yet: the records of the batch in the making, the parts and chats
/// that changed, and how far in the journal all this goes. For the fold's thread.
final class Outbox {
  private final MovingParts parts;
  private final MergedChats chats;
  private final SeriesTotals totals;
  private final JournalProgress journal;
  private BatchInMaking batch = new BatchInMaking();
  private long handedOverSequence;
  private long batchNumber;

  /// @param appliedSequence the journal sequence up to which the store has everything
  Outbox(MovingParts parts, MergedChats chats, SeriesTotals totals, long appliedSequence) {
    this.parts = parts;
    this.chats = chats;
    this.totals = totals;
    this.journal = new JournalProgress(appliedSequence);
    this.handedOverSequence = appliedSequence;
  }

  /// The records of the next batch; another one after each [#handOver].
  BatchInMaking batch() {
    return batch;
  }

  /// Notes that an arrival was taken in full.
  void passed(Arrival arrival) {
    batch.weigh(arrival.bytes());
    journal.passed(arrival.sequence());
  }

  /// Notes that a deletion was done, or given up.
  void passed(DeletionOrder order) {
    journal.passed(order.sequence());
  }

  /// Whether there is anything that the store could be told.
  boolean hasNews() {
    return rows() > 0 || chats.hasChanges() || storableSequence() > handedOverSequence;
  }

  /// How many rows the next batch has, roughly.
  int rows() {
    return batch.size() + parts.unstored();
  }

  /// How far in the journal the store has everything after the next batch. Spans are stored whether
  /// derived or not, direct events only as what was derived of them.
  private long storableSequence() {
    long sequence = Math.min(journal.contiguous(), parts.heldBackFrom() - 1);
    return Math.max(sequence, handedOverSequence);
  }

  /// Everything that the store does not know yet, which thereby counts as handed over.
  ///
  /// @param writtenAt now, by the clock that retention goes by
  HandOver handOver(Instant writtenAt) {
    batchNumber++;
    List<Part> unstored = parts.takeUnstored();
    List<PartChange> changes = new ArrayList<>(unstored.size());
    List<TotalsKey> newSeries = new ArrayList<>();
    TotalsBySeries counterShifts = new TotalsBySeries();
    Instant partsSince = Instant.MAX;
    for (Part part : unstored) {
      partsSince = part.writtenAt.isBefore(partsSince) ? part.writtenAt : partsSince;
      PartChange change = part.handOver(batchNumber, writtenAt);
      newSeries.addAll(totals.admit(change.added()));
      totals.prepare(part, counterShifts);
      changes.add(change);
    }
    // A batch that does not get further in the journal must not look like a repetition of the last
    // one.
    long storable = storableSequence();
    long sequence = storable > handedOverSequence ? storable : 0;
    handedOverSequence = storable;
    MergedChats.News news = chats.takeNews(writtenAt);
    StorageBatch stored =
        new StorageBatch(
            sequence,
            writtenAt,
            batch.origins(),
            batch.spans(),
            batch.replacedSpans(),
            batch.content(),
            changes,
            newSeries,
            counterShifts.toMap(),
            news.changed(),
            news.removed(),
            partsSince,
            news.writtenSince(),
            batch.records());
    HandOver handOver = new HandOver(batchNumber, stored, batch.bytes(), batch.fresh());
    batch = new BatchInMaking();
    return handOver;
  }
}
