// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.storage.SignalSizes;
import ai.mozaiks.observability.storage.Storage;
import java.time.Duration;
import java.time.Instant;

/// Deletes by age, with memory and store in step: everything is stored first, and nothing is taken
/// in until it is done. Otherwise a record that came late for a chat being deleted would be added
/// to what memory still has of it, and the store would learn the difference only.
///
/// For the fold's thread, but for [#close].
final class DueDeletion {
  private static final Duration RETRY = Duration.ofMinutes(1);
  private static final Duration READ_PAUSE = Duration.ofMillis(200);

  private final Fold fold;
  private final MergedChats chats;
  private final Deliveries deliveries;
  private final Recount recount;
  private final RetentionClock clock;
  private final FoldSettings settings;
  private Instant next = Instant.MIN;
  private Instant lastTry = Instant.EPOCH;
  private boolean due;
  private volatile boolean closing;

  DueDeletion(
      Fold fold,
      MergedChats chats,
      Deliveries deliveries,
      Recount recount,
      RetentionClock clock,
      FoldSettings settings) {
    this.fold = fold;
    this.chats = chats;
    this.deliveries = deliveries;
    this.recount = recount;
    this.clock = clock;
    this.settings = settings;
  }

  /// Looks whether it is time, or there is a tenth more than there may be.
  void look(Instant time, Storage.StorageStats stats, SignalSizes sizes) {
    boolean crowded =
        exceeds(stats.logs(), settings.maxStoredLogs())
            || exceeds(stats.points(), settings.maxStoredPoints())
            || sizes.exceed(settings.sizes());
    boolean mayTry = !time.isBefore(crowded ? lastTry.plus(RETRY) : next);
    due |= mayTry && settings.deletesByAge();
  }

  private static boolean exceeds(long stored, long most) {
    return stored - most > most / 10;
  }

  /// Whether it was time when last looked, and nothing was tried since.
  boolean isDue() {
    return due;
  }

  /// Deletes, if the store works; else it is due again in a minute. Waits until the store did it.
  /// The writer must be free.
  ///
  /// @param now [System#nanoTime]
  void delete(long now) throws InterruptedException {
    Instant began = clock.instant();
    Storage.Cutoffs cutoffs = settings.cutoffs(began);
    due = false;
    lastTry = began;
    next = began.plus(RETRY);
    if (!fold.deriveAll(now)) {
      return;
    }
    Deletion.ByAge deletion =
        new Deletion.ByAge(
            cutoffs,
            settings.contentCutoff(began),
            settings.archiveCutoff(began),
            began,
            clock.leap());
    deliveries.send(fold.handOver(began), deletion);
    boolean done = deletion.await();
    RetentionClock.Leap leap = deletion.leapTold();
    if (leap != null) {
      chats.writtenLater(leap);
      clock.leapTold();
    }
    if (done) {
      forgetBefore(deletion.chatsCutoff());
      if (deletion.hasDeleted()) {
        recount.begin();
      }
      next = began.plus(DeletedByAge.INTERVAL);
    }
  }

  private void forgetBefore(Instant cutoff) throws InterruptedException {
    while (true) {
      try {
        fold.forgetBefore(cutoff);
        return;
      } catch (StoreQuestions.UnavailableException e) {
        // It is deleted already, so memory must follow before anything else is done.
        if (closing) {
          throw new InterruptedException("closed while the store could not be read");
        }
        Thread.sleep(READ_PAUSE);
      }
    }
  }

  /// Waits no longer for a store that cannot be read. For any thread.
  void close() {
    closing = true;
  }
}
