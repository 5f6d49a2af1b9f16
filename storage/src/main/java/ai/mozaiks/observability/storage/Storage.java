// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A store of spans, events, chats, log records and metrics. One thread writes; any thread reads,
/// and a read that starts after a write returned sees all of it, never half of a batch.
public interface Storage extends AutoCloseable {

  /// Stores a batch, all of it or nothing, and returns once it would survive the death of the
  /// process. Only one thread may write.
  ///
  /// Writing the same batch again, as after a crash, changes nothing: a batch whose
  /// `journalSequence` is not above [#appliedSequence] is ignored, unless it is 0 (data that did
  /// not come through the journal).
  ///
  /// @throws IllegalArgumentException if a time in the batch (its own included) does not fit
  ///   [Nanos]; nothing of the batch is stored, and trying again is useless
  /// @throws StorageException retryable if a later try may succeed (disk full); then nothing of the
  ///   batch is stored
  void write(StorageBatch batch);

  /// The journal sequence up to which everything is stored; 0 for an empty store. Known since the
  /// latest batch: answers at once, whatever the store is doing, and still after [#close].
  long appliedSequence();

  /// Questions about what is stored, for those who feed the store and cannot go on without an
  /// answer. Few may ask at a time; no time limit.
  StorageReader reader();

  /// The same questions on behalf of others, whom nobody can trust to ask for little. However many
  /// and however heavy, they do not keep [#reader] from answering. Every method may throw
  /// [QueryLimitException]: too many wait, or it took too long (then it is stopped, and so it is
  /// when the asking thread is interrupted).
  ///
  /// A store that answers from memory may leave out these limits.
  default StorageReader queries() {
    return reader();
  }

  /// Deletes every chat that was last written before its cutoff, with its events, parts, spans and
  /// their content, and parts without a chat that were last written before it, with their spans. A
  /// part that also has events of a chat that stays is kept. What the deleted events added up to
  /// stays in [StorageReader#totals]. Log records and points of metrics that were written before
  /// theirs go, whatever chat they belong to, but for the notes of a trace that stays. Origins that
  /// nothing stored refers to any more go too. Called by the writing thread.
  ///
  /// A chat or part was last written by the latest batch that mentions it, at that batch's
  /// [StorageBatch#writtenAt]. The times of the events play no part: what is imported late is kept
  /// as long as anything else.
  ///
  /// @return what was deleted
  Deleted deleteBefore(Cutoffs cutoffs);

  /// The same with one cutoff for all.
  default Deleted deleteBefore(Instant cutoff) {
    return deleteBefore(new Cutoffs(cutoff, cutoff, cutoff));
  }

  /// Before when something must have been written to be deleted; what was written at that very
  /// instant stays.
  ///
  /// @param chats chats and parts
  /// @param logs log records
  /// @param points points of metrics
  record Cutoffs(Instant chats, Instant logs, Instant points) {
    public Cutoffs {
      Objects.requireNonNull(chats, "chats");
      Objects.requireNonNull(logs, "logs");
      Objects.requireNonNull(points, "points");
    }

    /// Of each the later one.
    public Cutoffs orLater(Cutoffs other) {
      return new Cutoffs(
          later(chats, other.chats), later(logs, other.logs), later(points, other.points));
    }

    private static Instant later(Instant one, Instant other) {
      return one.isAfter(other) ? one : other;
    }
  }

  /// Deletes what somebody asked to be deleted: the chats that the subject names, with all their
  /// events, and the parts these came from, with their spans, content and notes; log records that
  /// belong to such a part, name such a chat or the subject itself; for an app also its content and
  /// the points of its metrics. A chat is a user's if any of its events is. Called by the writing
  /// thread.
  ///
  /// Of a trace that also has events of a chat that stays, everything goes but those events; its
  /// part stays with them and is settled. What the deleted events added up to stays in
  /// [StorageReader#totals].
  ///
  /// The receipt is kept for good, and the ids of the deleted parts until [#deleteBefore] reaches
  /// the time of the deletion, see [DeletionReader]; both in the same transaction as the deletion.
  ///
  /// @param now when it is done, by the clock that [StorageBatch#writtenAt] goes by
  /// @return what was removed; for a request that was done before, its receipt, and nothing changes
  DeletionReceipt delete(DeletionRequest request, Instant now);

  /// Deletes content that was written before the cutoff and leaves everything else as it is.
  /// Content is written with its span, by the batch that has both. Called by the writing thread.
  ///
  /// @param cutoff content written at this very instant stays
  /// @return how many items were deleted; count
  long deleteContentBefore(Instant cutoff);

  /// Deletes the records that were written first, but for notes of traces that are here, so that at
  /// most so many stay. What one batch wrote goes together, so a few less may be left. Called by
  /// the writing thread.
  ///
  /// @param logs how many log records stay; `>= 0`
  /// @param points how many points of metrics stay; `>= 0`
  /// @return what was deleted
  Deleted keepNewest(long logs, long points);

  /// Before when what is beyond these sizes was written, the first to arrive first, by the store's
  /// own estimate: [Instant#MIN] where nothing is. For spans, that of the chats they belong to.
  /// Called by the writing thread. A store that is not on disk has no sizes, so nothing is beyond.
  default SizeCutoffs cutoffsWithin(SizeLimits limits) {
    return SizeCutoffs.NOTHING;
  }

  /// Before when something must have been written to be beyond a size.
  ///
  /// @param contents what people, models and tools said
  record SizeCutoffs(Cutoffs cutoffs, Instant contents) {

    public static final SizeCutoffs NOTHING =
        new SizeCutoffs(new Cutoffs(Instant.MIN, Instant.MIN, Instant.MIN), Instant.MIN);
  }

  /// How large the signals are, by the store's own estimate. Known since about a minute ago:
  /// answers at once, whatever the store is doing.
  default SignalSizes sizes() {
    return SignalSizes.NONE;
  }

  /// What was archived before it was deleted by [#deleteBefore], [#deleteContentBefore] and
  /// [#keepNewest]. A store that archives deletes nothing by these before it is safe in the
  /// archive, and throws a retryable [StorageException] if it cannot be; [#delete] removes from the
  /// archive as well.
  default ArchiveReader archive() {
    return ArchiveReader.NONE;
  }

  /// Deletes the files of the archive of which all arrived on days before the one that this is in.
  /// Called by the writing thread.
  ///
  /// @return how many files went
  default int deleteArchivedBefore(Instant cutoff) {
    return 0;
  }

  /// Corrects when chats, parts, content and records were last written, if the clock of the writing
  /// process turns out to have been behind: those written between two instants, both inclusive,
  /// were written this much later. Called by the writing thread.
  ///
  /// @param by `> 0`
  /// @throws IllegalArgumentException if a corrected time does not fit [Nanos]
  void writtenLater(Instant from, Instant to, Duration by);

  /// Does the next slice of a scan: reads some rows behind its position, has them masked, writes
  /// back those that changed and keeps what became of the scan, all in one transaction. Nothing
  /// counts as written anew by it, and nothing that is counted changes. Called by the writing
  /// thread.
  ///
  /// Rows that are written meanwhile may or may not be read. A log record that is known by another
  /// id from now on ([StoredMasking.Masked#resentAs]) is known by both, see [LogReader#knownLogs].
  ///
  /// @param scan as the slice before left it, or one that the store does not know yet; not done
  /// @param most how many rows the slice has at most, roughly; `> 0`
  /// @param now by the clock that [StorageBatch#writtenAt] goes by
  /// @return the scan after it
  RedactionScan scan(RedactionScan scan, StoredMasking masking, int most, Instant now);

  /// Sizes, for metrics and live answers. Known since the latest batch or deletion: answers at
  /// once, whatever the store is doing, and still after [#close].
  StorageStats stats();

  /// How far the log records are numbered. Known since the latest batch: answers at once, whatever
  /// the store is doing, and still after [#close].
  LogPositions logPositions();

  /// Why it will never work again until it is opened anew; null while nothing of the kind is known.
  /// Answers at once: asks no disk.
  @Nullable StorageException failure();

  /// Whether it can store and answer now.
  ///
  /// @throws StorageException with the reason if it cannot
  void check();

  /// Releases the store; calls that need it then throw [StorageException]. Idempotent.
  @Override
  void close();

  /// A receipt of a deletion; counts.
  record Deleted(long chats, long events, long spans, long logs, long points) {

    public static final Deleted NOTHING = new Deleted(0, 0, 0, 0, 0);

    /// A deletion of chats and what they are made of.
    public Deleted(long chats, long events, long spans) {
      this(chats, events, spans, 0, 0);
    }

    /// Both together.
    public Deleted plus(Deleted other) {
      return new Deleted(
          chats + other.chats,
          events + other.events,
          spans + other.spans,
          logs + other.logs,
          points + other.points);
    }

    /// Whether nothing was deleted.
    public boolean isEmpty() {
      return chats + events + spans + logs + points == 0;
    }
  }

  /// How much a store holds.
  ///
  /// @param spans stored spans
  /// @param events stored events
  /// @param chats stored chats
  /// @param logs stored log records
  /// @param points stored points of metrics
  /// @param bytes size on disk; 0 when not on disk
  record StorageStats(long spans, long events, long chats, long logs, long points, long bytes) {}
}
