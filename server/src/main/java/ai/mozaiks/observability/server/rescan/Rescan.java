// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.rescan;

import ai.mozaiks.observability.server.fold.IdleWork;
import ai.mozaiks.observability.storage.RedactionScan;
import ai.mozaiks.observability.storage.RedactionScanReader;
import ai.mozaiks.observability.storage.Storage;
import ai.mozaiks.observability.storage.StorageException;
import ai.mozaiks.observability.storage.StoredMasking;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Scans what is stored when the rules of redaction are others than those it was scanned by last,
/// and when somebody asks for it: slice by slice, in the store's writing thread, while nothing else
/// is to be written. A scan that was interrupted goes on at the next start.
///
/// Thread-safe; [#perform] is for the store's writing thread.
public final class Rescan implements IdleWork {
  private static final Logger LOG = LoggerFactory.getLogger(Rescan.class);
  private static final int MOST_LISTED = 1_000;

  private final String fingerprint;
  private final Supplier<StoredMasking> maskings;
  private final InstantSource clock;
  private final Supplier<String> ids;

  // Guarded by this.
  private @Nullable Job current;
  private @Nullable String failure;
  private boolean started;
  private long storedBefore;
  private ScanTotals totals = ScanTotals.NONE;

  // Of the writing thread.
  private final SlicePace pace = new SlicePace();

  /// A scan under way.
  private static final class Job {
    private final StoredMasking masking;
    private final CompletableFuture<RedactionScan> begun = new CompletableFuture<>();
    private RedactionScan scan;

    Job(RedactionScan scan, StoredMasking masking) {
      this.scan = scan;
      this.masking = masking;
    }
  }

  /// @param fingerprint of the rules in force
  /// @param maskings gives one by these rules, with counts of its own, with each call
  /// @param ids gives a new id with each call
  public Rescan(
      String fingerprint,
      Supplier<StoredMasking> maskings,
      InstantSource clock,
      Supplier<String> ids) {
    this.fingerprint = fingerprint;
    this.maskings = maskings;
    this.clock = clock;
    this.ids = ids;
  }

  /// Goes on with a scan that was interrupted, or begins one if the rules are others than those of
  /// the last scan. What the journal had from before the start was masked by other rules, perhaps:
  /// so this waits until that is stored.
  ///
  /// @param lastSequence the last record that the journal had at the start
  /// @throws StorageException if the store cannot be read
  public void start(RedactionScanReader store, long lastSequence) {
    List<RedactionScan> scans = store.redactionScans(MOST_LISTED);
    RedactionScan next = next(scans);
    synchronized (this) {
      storedBefore = lastSequence;
      started = true;
      if (next != null) {
        current = new Job(next, maskings.get());
        // A new store is scanned once, too, though there is nothing in it.
        LOG.atLevel(scans.isEmpty() ? Level.DEBUG : Level.INFO)
            .log(
                "What is stored is scanned by the rules of redaction {}: scan {}",
                fingerprint,
                next.id());
      }
    }
  }

  private @Nullable RedactionScan next(List<RedactionScan> scans) {
    RedactionScan real = null;
    for (RedactionScan scan : scans) {
      if (!scan.isDone() && scan.fingerprint().equals(fingerprint)) {
        return scan;
      }
      real = real == null && scan.isDone() && !scan.dryRun() ? scan : real;
    }
    return real != null && real.fingerprint().equals(fingerprint)
        ? null
        : RedactionScan.of(
            ids.get(), fingerprint, clock.instant(), "server", "other rules than before", false);
  }

  /// Which rules are in force.
  public String fingerprint() {
    return fingerprint;
  }

  /// The scan under way; null for none.
  public synchronized @Nullable RedactionScan current() {
    return current == null ? null : current.scan;
  }

  /// Why the scan under way cannot go on at the moment, or the last one could not at all; null when
  /// all is well.
  public synchronized @Nullable String failure() {
    return failure;
  }

  /// What was done since the start.
  public synchronized ScanTotals totals() {
    return totals;
  }

  /// Begins a scan if none is under way.
  ///
  /// @return completed with the scan once it is certain to be done, also after a restart; null if
  ///   another one is under way
  synchronized @Nullable CompletableFuture<RedactionScan> ask(
      String askedBy, String reason, boolean dryRun) {
    if (!started || current != null) {
      return null;
    }
    Job job =
        new Job(
            RedactionScan.of(ids.get(), fingerprint, clock.instant(), askedBy, reason, dryRun),
            maskings.get());
    current = job;
    failure = null;
    return job.begun;
  }

  @Override
  public boolean perform(Storage storage) {
    Job job;
    synchronized (this) {
      job = current;
      if (job == null || storage.appliedSequence() < storedBefore) {
        return false;
      }
    }
    try {
      slice(storage, job);
    } catch (StorageException e) {
      if (!e.retryable()) {
        giveUp(job, e);
        return false;
      }
      job.masking.takeCounts(); // of what was not written
      synchronized (this) {
        failure = e.getMessage();
      }
      throw e;
    } catch (RuntimeException e) {
      giveUp(job, e);
    }
    return true;
  }

  private void slice(Storage storage, Job job) {
    long begin = System.nanoTime();
    RedactionScan before = job.scan;
    RedactionScan after = storage.scan(before, job.masking, pace.rows(), clock.instant());
    pace.took(System.nanoTime() - begin);
    synchronized (this) {
      job.scan = after;
      failure = null;
      totals = totals.plus(before, after);
      if (after.isDone()) {
        current = null;
      }
    }
    job.begun.complete(after);
    if (after.isDone()) {
      LOG.atLevel(after.rows().isEmpty() ? Level.DEBUG : Level.INFO)
          .log(
              "Scan {} by the rules of redaction {} is done{}: {}; masked by rule: {}",
              after.id(),
              after.fingerprint(),
              after.dryRun() ? " and has only counted" : "",
              after.rows(),
              after.byRule());
    }
  }

  /// A mistake, or a store that is damaged: to try again would only repeat it. The next start tries
  /// again.
  private void giveUp(Job job, RuntimeException reason) {
    LOG.error(
        "Scan {} cannot go on; what was stored before keeps what the rules of now would mask. It"
            + " is tried again at the next start",
        job.scan.id(),
        reason);
    synchronized (this) {
      failure = String.valueOf(reason.getMessage());
      current = null;
    }
    job.begun.completeExceptionally(reason);
  }
}
