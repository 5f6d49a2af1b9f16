// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.metrics;

import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.server.content.ContentCounts;
import ai.mozaiks.observability.server.fold.FoldSizes;
import ai.mozaiks.observability.server.fold.FoldThread;
import ai.mozaiks.observability.server.ingest.JournalGaps;
import ai.mozaiks.observability.storage.ArchiveReader;
import ai.mozaiks.observability.storage.ArchiveSignal;
import ai.mozaiks.observability.storage.Journal;
import ai.mozaiks.observability.storage.SignalSizes;
import ai.mozaiks.observability.storage.Storage;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.function.Supplier;

/// This server itself: where every received item went, how far the store is behind the journal,
/// what memory and disk hold. Thread-safe.
public final class ServerSeries implements MultiCollector {
  private static final String DELETED =
      "What retention deleted, for its age or because more was stored than there may be.";

  private final Balance balance;
  private final Journal journal;
  private final JournalGaps gaps;
  private final Storage storage;
  private final FoldThread fold;
  private final StoreProgress progress;
  private final Supplier<Map<String, Long>> redactions;
  private final Supplier<Map<String, Long>> cuts;
  private final ContentCounts content;
  private final Supplier<Map<String, Long>> flags;

  /// @param gaps what is in neither the journal nor the store
  /// @param redactions secrets masked so far, by rule
  /// @param cuts what was cut or left out of items, by kind
  /// @param content what was read of content
  /// @param flags how many spans were doubtful, by what
  public ServerSeries(
      Balance balance,
      Journal journal,
      JournalGaps gaps,
      Storage storage,
      FoldThread fold,
      StoreProgress progress,
      Supplier<Map<String, Long>> redactions,
      Supplier<Map<String, Long>> cuts,
      ContentCounts content,
      Supplier<Map<String, Long>> flags) {
    this.balance = balance;
    this.journal = journal;
    this.gaps = gaps;
    this.storage = storage;
    this.fold = fold;
    this.progress = progress;
    this.redactions = redactions;
    this.cuts = cuts;
    this.content = content;
    this.flags = flags;
  }

  @Override
  public MetricSnapshots collect() {
    Families families = new Families();
    for (Signal signal : Signal.values()) {
      addBalance(families, signal, balance.of(signal).read());
      families.counter(
          "mozaiks_ingest_misdirected_requests",
          "Requests that held nothing of the signal they were sent as, such as logs on /v1/traces.",
          Labels.of("signal", signal.word()),
          balance.of(signal).misdirectedRequests());
    }
    Labels none = Labels.EMPTY;
    families.gauge(
        "mozaiks_ingest_pending_bytes",
        "Weight of what is journalled but not stored, in bytes.",
        none,
        fold.pendingBytes());
    families.gauge(
        "mozaiks_journal_bytes", "Size of the journal on disk.", none, journal.sizeBytes());
    families.counter(
        "mozaiks_journal_records", "Records in the journal ever.", none, journal.lastSequence());
    families.gauge(
        "mozaiks_journal_missing_records",
        "Accepted records that neither journal nor store has, as after a restore of one of the two.",
        none,
        gaps.read().records());
    addStore(families);
    addDeleted(families, "mozaiks_store_deleted", DELETED, fold.deleted().deleted());
    addDeleted(
        families,
        "mozaiks_store_deleted_for_size",
        "What of that went because its signal was larger than it may be.",
        fold.deleted().forSize().deleted());
    addSizes(families);
    addArchive(families);
    FoldSizes sizes = fold.sizes();
    families.gauge(
        "mozaiks_fold_moving_parts",
        "Traces and direct parts still in motion.",
        none,
        sizes.movingParts());
    families.gauge(
        "mozaiks_fold_moving_records", "Spans and events in them.", none, sizes.movingRecords());
    families.gauge("mozaiks_fold_live_chats", "Chats in memory.", none, sizes.liveChats());
    families.counter(
        "mozaiks_fold_early_exits",
        "Parts that left memory before they were quiet, for lack of room.",
        none,
        sizes.earlyExits());
    families.counter(
        "mozaiks_fold_unreadable_spans",
        "How often a stored span could not be read when its trace came back.",
        none,
        sizes.unreadableSpans());
    families.counter(
        "mozaiks_fold_failed_derivations",
        "How often a trace, or the direct events of a chat, could not be derived and stayed as they"
            + " were: a mistake in a rule.",
        none,
        sizes.failedDerivations());
    redactions
        .get()
        .forEach((rule, count) ->
            families.counter(
                "mozaiks_redactions", "Secrets masked.", Labels.of("rule", rule), count));
    cuts.get()
        .forEach((kind, count) ->
            families.counter(
                "mozaiks_ingest_cuts",
                "What was cut or left out of accepted items, or not believed, by kind.",
                Labels.of("kind", kind),
                count));
    addContent(families);
    flags
        .get()
        .forEach((flag, count) ->
            families.counter(
                "mozaiks_ingest_flags",
                "Accepted spans with something that was not believed.",
                Labels.of("flag", flag),
                count));
    return families.build();
  }

  private void addContent(Families families) {
    ContentCounts.Reading read = content.read();
    families.counter(
        "mozaiks_content_items",
        "Messages, tool arguments and the like read out of accepted spans to be kept.",
        Labels.EMPTY,
        read.items());
    families.counter(
        "mozaiks_content_bytes", "Length of their texts as kept.", Labels.EMPTY, read.bytes());
    families.counter(
        "mozaiks_content_cut_items",
        "How many of them were shortened or left out because of a limit.",
        Labels.EMPTY,
        read.cutItems());
    families.counter(
        "mozaiks_content_cut_bytes",
        "Length of what was cut off them.",
        Labels.EMPTY,
        read.cutBytes());
  }

  /// What is known of the store without asking it: a scrape must tell of a store that is ill, not
  /// wait for it.
  private void addStore(Families families) {
    Labels none = Labels.EMPTY;
    long applied = storage.appliedSequence();
    long last = journal.lastSequence();
    families.gauge(
        "mozaiks_store_lag_records",
        "Journal records that the store does not have yet.",
        none,
        Math.max(0, last - applied));
    boolean failing = progress.standsStill(applied, last) || fold.failure() != null;
    families.gauge(
        "mozaiks_store_failing",
        "1 while the store refuses data or takes none of what waits for it, else 0.",
        none,
        failing ? 1 : 0);
    Storage.StorageStats stats = storage.stats();
    families.gauge("mozaiks_store_spans", "Stored spans.", none, stats.spans());
    families.gauge("mozaiks_store_events", "Stored events.", none, stats.events());
    families.gauge("mozaiks_store_chats", "Stored chats.", none, stats.chats());
    families.gauge("mozaiks_store_logs", "Stored log records.", none, stats.logs());
    families.gauge("mozaiks_store_points", "Stored points of metrics.", none, stats.points());
    families.gauge("mozaiks_store_bytes", "Size of the store on disk.", none, stats.bytes());
  }

  private static void addDeleted(
      Families families, String name, String help, Storage.Deleted deleted) {
    families.counter(name, help, Labels.of("kind", "chats"), deleted.chats());
    families.counter(name, help, Labels.of("kind", "events"), deleted.events());
    families.counter(name, help, Labels.of("kind", "spans"), deleted.spans());
    families.counter(name, help, Labels.of("kind", "logs"), deleted.logs());
    families.counter(name, help, Labels.of("kind", "points"), deleted.points());
  }

  private void addSizes(Families families) {
    SignalSizes sizes = storage.sizes();
    addSize(families, "logs", sizes.logs());
    addSize(families, "points", sizes.points());
    addSize(families, "spans", sizes.spans());
    addSize(families, "content", sizes.contents());
    addSize(families, "events", sizes.events());
  }

  private static void addSize(Families families, String kind, long bytes) {
    families.gauge(
        "mozaiks_store_signal_bytes",
        "About how much of the store a signal takes.",
        Labels.of("kind", kind),
        bytes);
  }

  private void addArchive(Families families) {
    ArchiveReader archive = storage.archive();
    ArchiveReader.Contents contents = archive.contents();
    for (ArchiveSignal signal : ArchiveSignal.values()) {
      ArchiveReader.Extent extent = contents.of(signal);
      Labels labels = Labels.of("signal", signal.word());
      families.gauge("mozaiks_archive_files", "Files of the archive.", labels, extent.files());
      families.gauge("mozaiks_archive_rows", "Rows in them.", labels, extent.rows());
      families.gauge("mozaiks_archive_bytes", "Their size on disk.", labels, extent.bytes());
    }
    families.gauge(
        "mozaiks_archive_failing",
        "1 while nothing can be archived, so that retention deletes nothing, else 0.",
        Labels.EMPTY,
        archive.failure() == null ? 0 : 1);
    families.counter(
        "mozaiks_archive_deleted_files",
        "Files of the archive that went for their age.",
        Labels.EMPTY,
        fold.deleted().archiveFiles());
  }

  private static void addBalance(Families families, Signal signal, Balance.Reading reading) {
    String name = "mozaiks_ingest_items";
    String help =
        "Received items by what became of them: received = accepted + rejected; accepted = stored +"
            + " duplicate + dropped + pending.";
    Labels labels = Labels.of("signal", signal.word());
    families.counter(name, help, with(labels, "accepted"), reading.accepted());
    families.counter(name, help, with(labels, "rejected"), reading.rejected());
    families.counter(name, help, with(labels, "stored"), reading.stored());
    families.counter(name, help, with(labels, "duplicate"), reading.duplicates());
    families.counter(name, help, with(labels, "dropped"), reading.dropped());
    families.gauge(
        "mozaiks_ingest_pending_items",
        "Accepted items that are not stored yet, counted where they are held.",
        labels,
        reading.pending());
    families.gauge(
        "mozaiks_ingest_unaccounted_items",
        "Accepted items that are in no other count: 0, or this server has a mistake.",
        labels,
        reading.unaccounted());
  }

  private static Labels with(Labels labels, String outcome) {
    return labels.merge(Labels.of("outcome", outcome));
  }
}
