// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.content.SpanContents;
import ai.mozaiks.observability.server.fold.Arrival;
import ai.mozaiks.observability.server.fold.DeletionOrder;
import ai.mozaiks.observability.server.fold.FoldThread;
import ai.mozaiks.observability.server.fold.Outcome;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.storage.DeletionReceipt;
import ai.mozaiks.observability.storage.DeletionRequest;
import ai.mozaiks.observability.storage.DiskFull;
import ai.mozaiks.observability.storage.Journal;
import ai.mozaiks.observability.storage.StorageException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Journal first, then the fold: what this accepts survives the death of the process at any later
/// moment. Thread-safe.
public final class JournaledIntake implements Intake {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
  private static final Duration START_RETRY_AFTER = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /// What a decoded item weighs in memory beside its bytes, roughly; only to bound what is pending.
  private static final int OVERHEAD_BYTES = 512;

  private final FlagCounts flags;
  private final Journal journal;
  private final FoldThread fold;
  private final Balance balance;
  private final SpanReader spanReader;
  private final SpanReader replayReader;
  private final LogRecordReader logReader;
  private final LogRecordReader replayLogReader;
  private final MetricPointReader metricReader;
  private final JournalRecords records;
  private final long maxPendingBytes;
  private final Portions portions;
  private final StartProgress start = new StartProgress();

  /// An intake over a journal and a fold.
  ///
  /// @param contents takes content out of the spans
  /// @param eventReader reads lines of event JSON
  /// @param maxPendingBytes beyond this weight of data that is journalled but not stored, senders
  ///   have to wait
  public JournaledIntake(
      Journal journal,
      FoldThread fold,
      Balance balance,
      Dialects dialects,
      SpanContents contents,
      Function<byte[], List<ChatEvent>> eventReader,
      long maxPendingBytes) {
    this(
        journal,
        fold,
        balance,
        dialects,
        contents,
        eventReader,
        maxPendingBytes,
        new Portions(Portions.USUAL_BYTES));
  }

  JournaledIntake(
      Journal journal,
      FoldThread fold,
      Balance balance,
      Dialects dialects,
      SpanContents contents,
      Function<byte[], List<ChatEvent>> eventReader,
      long maxPendingBytes,
      Portions portions) {
    this.flags = new FlagCounts();
    this.journal = journal;
    this.fold = fold;
    this.balance = balance;
    // Where content is kept of no app, the screen left none: looking for it would cost every span.
    this.spanReader = new SpanReader(dialects, contents.keepNothing() ? null : contents);
    // The journal may have some from before it was switched off.
    this.replayReader = new SpanReader(dialects, contents);
    this.logReader =
        new LogRecordReader(dialects, contents.keepNothing() ? null : contents.ofEvents());
    this.replayLogReader = new LogRecordReader(dialects, contents.ofEvents());
    this.metricReader = new MetricPointReader(dialects);
    this.records = new JournalRecords(eventReader);
    this.maxPendingBytes = maxPendingBytes;
    this.portions = portions;
  }

  /// How many accepted spans were doubtful, by what; see [FlagCounts].
  public Map<String, Long> flagCounts() {
    return flags.byWord();
  }

  @Override
  public Receipt accept(Submission submission) throws OverloadedException {
    if (submission.size() == 0) {
      return new Receipt(CompletableFuture.completedStage(Outcome.NONE));
    }
    requireStarted();
    fold.checkRunning();
    awaitRoom();
    // Each portion is durable by itself: when a later one fails, the earlier ones stay, and the
    // sender is told to come again. Then they are found to be known already. One record for all
    // portions, or a mark that ties records together, would make the journal dearer for every
    // request, for the sake of the few beyond 64 MiB.
    CompletableFuture<Outcome> outcome = CompletableFuture.completedFuture(Outcome.NONE);
    Iterator<Portion> cut = cut(submission).iterator();
    while (cut.hasNext()) {
      outcome = outcome.thenCombine(journalled(cut.next()), Outcome::plus);
    }
    return new Receipt(outcome);
  }

  /// Makes a request to delete durable and hands it on to the fold: from then on it will be done,
  /// whatever happens to the process. Everything that was acknowledged before is deleted with it.
  ///
  /// @return completed once it is done
  /// @throws OverloadedException if the server is starting
  /// @throws StorageException if it cannot be made durable
  public CompletableFuture<DeletionReceipt> delete(DeletionRequest request)
      throws OverloadedException {
    requireStarted();
    fold.checkRunning();
    long sequence = journal.append(JournalRecords.DELETION, DeletionRecord.write(request));
    CompletableFuture<DeletionReceipt> receipt = new CompletableFuture<>();
    fold.offer(new DeletionOrder(sequence, request, receipt));
    return receipt;
  }

  private void requireStarted() throws OverloadedException {
    String stage = start.stage();
    if (stage != null) {
      throw new OverloadedException("the server starts: " + stage, START_RETRY_AFTER);
    }
  }

  /// Lazily, so that only one portion of spans is held twice at a time.
  private Stream<Portion> cut(Submission submission) {
    return switch (submission) {
      case Submission.Events events -> portions.of(events).stream();
      case Submission.Spans spans ->
          portions.of(spans).stream()
              .map(part -> {
                // Before the journal: what is accepted can be folded, or it is not accepted.
                ReadSpans read = spanReader.read(part.request());
                byte[] payload = SpanPayload.of(part.request(), read.bodies());
                return new Portion(part, new Arrival.Spans(read.arrived()), payload);
              });
      case Submission.Logs logs ->
          Stream.of(
              new Portion(
                  logs,
                  new Arrival.Logs(logReader.read(logs.request())),
                  logs.request().toByteArray()));
      case Submission.Metrics metrics ->
          Stream.of(new Portion(metrics, itemsOf(metrics), metrics.request().toByteArray()));
    };
  }

  private CompletableFuture<Outcome> journalled(Portion portion) {
    Submission submission = portion.submission();
    long sequence = journal.append(JournalRecords.typeOf(submission), portion.payload());
    if (portion.items() instanceof Arrival.Spans spans) {
      spans.spans().forEach(span -> flags.add(span.facts().flags()));
    }
    return pass(sequence, portion.items(), portion.payload().length);
  }

  /// A short wait smooths bursts better than sending everybody away at once; it stays well below
  /// the ten seconds that OTLP clients wait for an answer.
  private void awaitRoom() throws OverloadedException {
    try {
      Thread.sleep(Pacing.pause(fold.pendingBytes(), maxPendingBytes));
      if (fold.awaitRoom(maxPendingBytes, PATIENCE)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    String reason = DiskFull.isCauseOf(fold.failure()) ? "the disk is full: " : "";
    throw new OverloadedException(
        reason + "too much data waits to be stored; send it again later", RETRY_AFTER);
  }

  private void awaitRoomForReplay() {
    try {
      while (!fold.awaitRoom(maxPendingBytes, PATIENCE)) {
        fold.checkRunning(); // slow is fine, broken is not
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException("interrupted while the journal was replayed", true, e);
    }
  }

  /// What keeps it from taking anything since the server started, for example `replaying the
  /// journal, 12 of 345 records`; null when the start is done.
  public @Nullable String startStage() {
    return start.stage();
  }

  /// Hands the journal's unstored records to the fold. Called once at start; nothing is accepted
  /// before it is done. Records that the journal no longer has are missing for good, which
  /// [JournalGaps] tells.
  ///
  /// @param afterSequence what the store has
  /// @return how many records there were
  public long replay(long afterSequence) {
    long total =
        Math.max(0, journal.lastSequence() - Math.max(afterSequence, journal.firstSequence() - 1));
    start.replayed(0, total);
    long[] count = new long[1];
    journal.replay(
        afterSequence,
        (sequence, type, payload) -> {
          replay(sequence, type, payload);
          count[0]++;
          start.replayed(count[0], total);
        });
    start.done();
    return count[0];
  }

  private void replay(long sequence, byte type, byte[] payload) {
    if (type == JournalRecords.DELETION) {
      DeletionRequest request = DeletionRecord.read(payload);
      fold.offer(new DeletionOrder(sequence, request, new CompletableFuture<>()));
      return;
    }
    Submission submission = records.read(type, payload);
    awaitRoomForReplay();
    var _ = pass(sequence, itemsOf(submission), payload.length);
  }

  private Arrival.Items itemsOf(Submission submission) {
    return switch (submission) {
      case Submission.Spans spans ->
          new Arrival.Spans(replayReader.read(spans.request()).arrived());
      case Submission.Events direct -> new Arrival.Events(direct.events());
      case Submission.Logs logs -> new Arrival.Logs(replayLogReader.read(logs.request()));
      case Submission.Metrics metrics -> new Arrival.Points(metricReader.read(metrics.request()));
    };
  }

  private CompletableFuture<Outcome> pass(long sequence, Arrival.Items items, int payloadBytes) {
    long weight = payloadBytes + (long) items.size() * OVERHEAD_BYTES;
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    Arrival arrival = new Arrival(sequence, items, weight, outcome);
    balance.of(items.signal()).accepted(items.size(), () -> fold.offer(arrival));
    return outcome;
  }
}
