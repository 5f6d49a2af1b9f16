// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.server.normalise.Dialects;
import ai.mozaiks.observability.server.normalise.DirectDerivation;
import ai.mozaiks.observability.server.normalise.Pricing;
import ai.mozaiks.observability.server.normalise.TraceDerivation;
import ai.mozaiks.observability.storage.Journal;
import ai.mozaiks.observability.storage.Storage;
import ai.mozaiks.observability.storage.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the [Fold]: a queue in front, a clock, and the store behind. [#offer] and the readings are
/// for any thread.
public final class FoldThread implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FoldThread.class);

  private static final long ADVANCE_NANOS = 200_000_000L;
  private static final long HAND_OVER_NANOS = 300_000_000L;
  private static final long HOUSEKEEPING_NANOS = 5_000_000_000L;
  private static final Duration DELETION_INTERVAL = Duration.ofHours(1);
  private static final Duration DELETION_RETRY = Duration.ofMinutes(1);
  private static final Duration WRITER_PAUSE = Duration.ofMillis(5);
  private static final Duration READ_PAUSE = Duration.ofMillis(200);
  private static final int BATCH_ROWS = 20_000;

  private final Storage storage;
  private final Journal journal;
  private final Balance balance;
  private final RetentionClock clock;
  private final FoldSettings settings;
  private final KnownIds storedParts = new KnownIds();
  private final KnownIds storedChats = new KnownIds();
  private final Recount recount;
  private final StoreQuestions questions;
  private final MergedChats chats;
  private final SeriesTotals totals = new SeriesTotals();
  private final ColdParts coldParts;
  private final Fold fold;
  private final StoreWriter writer;
  private final LinkedBlockingQueue<Arrival> queue = new LinkedBlockingQueue<>();
  private final AtomicLong pendingBytes = new AtomicLong();
  private final ReentrantLock room = new ReentrantLock();
  private final Condition roomMade = room.newCondition();
  private final Deque<Arrival> arrivals = new ArrayDeque<>();
  private final Deque<HandOver> underWay = new ArrayDeque<>();
  private final Thread thread;
  private volatile @Nullable Throwable failure;
  private volatile boolean closing;

  /// Whether moving parts hold so much that some must be stored and released before anything else
  /// is taken.
  private volatile boolean crowded;

  private volatile Reading reading = new Reading(0, 0, 0, 0, 0);

  private boolean unreadable;
  private long lastAdvance;
  private long lastHandOver;
  private long lastHousekeeping;
  private Instant nextDeletion = Instant.MIN;
  private boolean deletionDue;

  /// What the thread holds at the moment; counts.
  ///
  /// @param hotParts traces and direct parts that are still moving
  /// @param hotRecords their spans and events
  /// @param liveChats chats in memory
  /// @param earlyExits parts that had to leave memory before they were quiet, since the start
  /// @param unreadableSpans how often a stored span could not be read, since the start
  public record Reading(
      int hotParts, int hotRecords, int liveChats, long earlyExits, long unreadableSpans) {}

  public FoldThread(
      Storage storage,
      Journal journal,
      Dialects dialects,
      Pricing pricing,
      Balance balance,
      InstantSource clock,
      FoldSettings settings) {
    this(
        storage,
        journal,
        dialects,
        pricing,
        balance,
        new RetentionClock(clock, System::nanoTime),
        settings);
  }

  FoldThread(
      Storage storage,
      Journal journal,
      Dialects dialects,
      Pricing pricing,
      Balance balance,
      RetentionClock clock,
      FoldSettings settings) {
    this.storage = storage;
    this.journal = journal;
    this.balance = balance;
    this.clock = clock;
    this.settings = settings;
    this.questions = new StoreQuestions(storage.reader());
    this.chats = new MergedChats(questions, storedChats, settings.maxLiveChats());
    this.coldParts =
        new ColdParts(
            questions, dialects, new TraceDerivation(pricing), new DirectDerivation(pricing));
    this.fold =
        new Fold(
            questions,
            coldParts,
            storedParts,
            chats,
            totals,
            balance,
            settings,
            storage.appliedSequence());
    this.recount = new Recount(storage.reader(), storedParts, storedChats);
    this.writer = new StoreWriter(storage, this::releaseJournal);
    this.thread = Thread.ofPlatform().name("fold").unstarted(this::run);
  }

  private void releaseJournal(long sequence) {
    if (sequence > 0) {
      journal.release(sequence);
    }
  }

  /// Restores what the store has, and starts. Arrivals may be offered before: they are what the
  /// journal replays.
  public void start() {
    LatestInstant lastWritten = new LatestInstant();
    Instant time = clock.instant();
    RestoredChats restored =
        new RestoredChats(
            settings.maxLiveChats(),
            time.minus(settings.keepCompleted()),
            time.minus(settings.abandonedAfter()));
    storage
        .reader()
        .forEachChat(chat -> {
          storedChats.add(KnownIds.hash(chat.summary().key()));
          lastWritten.include(chat.writtenAt());
          restored.offer(chat);
        });
    restored.forEach(chats::restore);
    long now = System.nanoTime();
    storage
        .reader()
        .forEachPart(part -> {
          storedParts.add(KnownIds.hash(part.part()));
          lastWritten.include(part.writtenAt());
          if (!part.settled()) {
            fold.addUnfinished(part.part(), now);
          }
        });
    lastWritten.ifKnown(clock::startFrom);
    totals.restore(storage.reader().totals());
    lastAdvance = now;
    lastHandOver = now;
    lastHousekeeping = now;
    writer.start();
    thread.start();
  }

  /// Hands over a journalled submission. Never blocks; the intake bounds what is pending by
  /// [#pendingBytes].
  public void offer(Arrival arrival) {
    pendingBytes.addAndGet(arrival.bytes());
    queue.add(arrival);
  }

  /// Waits until less than so much is pending, and until what is held in memory is below its bound.
  ///
  /// @return false if it took longer than the patience, or the fold has failed
  public boolean awaitRoom(long maxPendingBytes, Duration patience) throws InterruptedException {
    if (hasRoom(maxPendingBytes)) {
      return true;
    }
    long nanos = patience.toNanos();
    room.lock();
    try {
      while (!hasRoom(maxPendingBytes) && failure == null && !writer.isBroken() && nanos > 0) {
        nanos = roomMade.awaitNanos(nanos);
      }
      return hasRoom(maxPendingBytes);
    } finally {
      room.unlock();
    }
  }

  private boolean hasRoom(long maxPendingBytes) {
    return pendingBytes.get() <= maxPendingBytes && !crowded;
  }

  private void roomMade() {
    room.lock();
    try {
      roomMade.signalAll();
    } finally {
      room.unlock();
    }
  }

  /// The weight of everything that is journalled but not stored yet.
  public long pendingBytes() {
    return pendingBytes.get();
  }

  /// Why the fold or the store does not work at the moment; null when they do.
  public @Nullable Throwable failure() {
    Throwable own = failure;
    Throwable writing = writer.failure();
    return own != null ? own : writing != null ? writing : questions.failure();
  }

  public MergedChats chats() {
    return chats;
  }

  public SeriesTotals totals() {
    return totals;
  }

  /// What it holds; at most some hundred milliseconds old.
  public Reading reading() {
    return reading;
  }

  private void run() {
    try {
      while (!closing || canFinish()) {
        take();
        long now = System.nanoTime();
        // A full batch does not wait for the next round, unless the writer is busy anyway: a round
        // looks at every part.
        boolean full = fold.pendingRows() >= BATCH_ROWS && writer.isIdle();
        if (now - lastAdvance >= ADVANCE_NANOS || full || crowded || closing) {
          advance(now);
        }
      }
    } catch (InterruptedException e) {
      LOG.warn("The fold was interrupted; the journal holds what is not stored");
    } catch (RuntimeException | Error e) {
      failure = e;
      LOG.error(
          "The fold failed; nothing more is accepted. The journal holds what is not stored: restart",
          e);
    }
  }

  /// Whether there is something left to store, and a store to take it. What cannot be stored is in
  /// the journal.
  private boolean canFinish() {
    boolean stuck = writer.isBroken() || questions.failure() != null;
    boolean waiting = !arrivals.isEmpty() || !queue.isEmpty() || fold.hasNews();
    return !underWay.isEmpty() ? !writer.isBroken() : waiting && !stuck;
  }

  private void take() throws InterruptedException {
    if (arrivals.isEmpty()) {
      nextArrivals();
    } else if (!closing && (unreadable || questions.failure() != null)) {
      Thread.sleep(READ_PAUSE);
    } else if (crowded && !writer.isIdle()) {
      Thread.sleep(WRITER_PAUSE);
    }
    try {
      crowd(!fold.take(arrivals, System.nanoTime()));
      unreadable = false;
    } catch (StoreQuestions.UnavailableException _) {
      // What is left can be taken later. The rounds go on meanwhile, and senders are sent away when
      // too much is pending.
      unreadable = true;
    }
  }

  private void crowd(boolean now) {
    boolean before = crowded;
    crowded = now;
    if (before && !now) {
      roomMade();
    }
  }

  private void nextArrivals() throws InterruptedException {
    long wait = Math.max(1, lastAdvance + ADVANCE_NANOS - System.nanoTime());
    Arrival first = queue.poll(closing ? 1_000_000L : wait, TimeUnit.NANOSECONDS);
    int records = 0;
    for (Arrival next = first; next != null; next = records < BATCH_ROWS ? queue.poll() : null) {
      arrivals.add(next);
      records += next.size();
    }
  }

  private void advance(long now) throws InterruptedException {
    if (closing || (crowded && writer.isIdle())) {
      fold.deriveAll(now); // what is not derived cannot leave
    }
    fold.advance(now);
    settleAccounts();
    boolean due =
        now - lastHandOver >= HAND_OVER_NANOS || fold.pendingRows() >= BATCH_ROWS || crowded;
    boolean free = writer.isIdle() && underWay.isEmpty();
    if (free && deletionDue && !closing) {
      delete(now);
      lastHandOver = now;
    } else if (free && fold.hasNews() && (due || closing)) {
      handOver(null);
      lastHandOver = now;
    }
    fold.release(writer.storedBatch(), now);
    if (now - lastHousekeeping >= HOUSEKEEPING_NANOS) {
      lastHousekeeping = now;
      keepHouse();
    }
    lastAdvance = now;
    reading =
        new Reading(
            fold.hotParts(),
            fold.hotRecords(),
            chats.size(),
            fold.earlyExits(),
            coldParts.unreadableSpans());
  }

  private void handOver(@Nullable Deletion deletion) throws InterruptedException {
    HandOver handOver = fold.handOver(clock.instant());
    underWay.add(handOver);
    // The writer is idle, so it takes the batch within microseconds; a refusal only means that it
    // has not come round to waiting yet.
    while (!writer.offer(new StoreWriter.Work(handOver.number(), handOver.batch(), deletion))) {
      Thread.onSpinWait();
    }
  }

  private void settleAccounts() {
    while (!underWay.isEmpty() && underWay.getFirst().number() <= writer.storedBatch()) {
      HandOver stored = underWay.removeFirst();
      balance.of(Signal.SPANS).stored(stored.freshSpans());
      balance.of(Signal.EVENTS).stored(stored.freshEvents());
      pendingBytes.addAndGet(-stored.bytes());
      roomMade();
    }
  }

  private void keepHouse() {
    recount.adopt();
    Instant time = clock.instant();
    chats.evict(time.minus(settings.keepCompleted()), time.minus(settings.abandonedAfter()));
    deletionDue |= !settings.retention().isZero() && !time.isBefore(nextDeletion);
  }

  /// Deletes by age, with memory and store in step: everything is stored first, and nothing is
  /// taken in until it is done. Otherwise a record that came late for a chat being deleted would be
  /// added to what memory still has of it, and the store would learn the difference only.
  private void delete(long now) throws InterruptedException {
    Instant cutoff = clock.instant().minus(settings.retention());
    deletionDue = false;
    nextDeletion = clock.instant().plus(DELETION_RETRY);
    if (!fold.deriveAll(now)) {
      return;
    }
    Deletion deletion = new Deletion(cutoff, clock.leap());
    handOver(deletion);
    boolean done = deletion.await();
    RetentionClock.Leap leap = deletion.leapTold();
    if (leap != null) {
      chats.writtenLater(leap);
      clock.leapTold();
    }
    if (done) {
      forgetBefore(cutoff);
      if (deletion.hasDeleted()) {
        recount.begin();
      }
      nextDeletion = clock.instant().plus(DELETION_INTERVAL);
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

  /// Folds and stores everything that was offered, then ends. Offer nothing afterwards.
  @Override
  public void close() {
    closing = true;
    try {
      if (!thread.join(Duration.ofSeconds(60))) {
        LOG.warn("The fold did not finish in time; the journal holds what is not stored");
        thread.interrupt();
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    writer.close();
    try {
      recount.await(); // it must not meet a closed store
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Whether what is journalled will be folded and stored some day: a store that refuses for the
  /// moment does not matter, the journal keeps the data meanwhile.
  ///
  /// @throws StorageException if only a restart can help
  public void checkRunning() {
    if (failure != null || writer.isBroken()) {
      check();
    }
  }

  /// Whether the store refuses to be read or written, for readiness.
  public void check() {
    Throwable reason = failure();
    if (reason != null) {
      throw new StorageException(
          "data is journalled but cannot be stored: " + reason.getMessage(), true, reason);
    }
  }
}
