// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.server.normalise.DirectDerivation;
import ai.mozaiks.observability.server.normalise.Pricing;
import ai.mozaiks.observability.server.normalise.UsageSources;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.server.normalise.trace.TraceDerivation;
import ai.mozaiks.observability.storage.Journal;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.Storage;
import ai.mozaiks.observability.storage.StorageException;
import ai.mozaiks.observability.storage.StoredLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the [Fold]: an [Inbox] in front with a [Room] for senders, a clock, and the store behind.
/// Its public methods are for any thread; everything else happens in the thread named `fold`.
public final class FoldThread implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FoldThread.class);

  private static final long ADVANCE_NANOS = 200_000_000L;
  private static final long HAND_OVER_NANOS = 300_000_000L;
  private static final Duration HOUSEKEEPING = Duration.ofSeconds(5);
  private static final long CLOSING_WAIT_NANOS = 1_000_000L;
  private static final Duration WRITER_PAUSE = Duration.ofMillis(5);
  private static final Duration READ_PAUSE = Duration.ofMillis(200);
  private static final int BATCH_ROWS = 20_000;

  private final Storage storage;
  private final RetentionClock clock;
  private final FoldSettings settings;
  private final long housekeepingNanos;
  private final StoreQuestions questions;
  private final MergedChats chats;
  private final SeriesTotals totals = new SeriesTotals();
  private final ColdParts coldParts;
  private final Fold fold;
  private final Restoration restoration;
  private final StartReading starting = new StartReading();
  private final Recount recount;
  private final Room room = new Room();
  private final StoreWriter writer;
  private final Deliveries deliveries;
  private final DueDeletion retention;
  private final RequestedDeletions requested;
  private final Balance balance;
  private final Inbox inbox;
  private final Thread thread;
  private volatile @Nullable Throwable failure;
  private volatile boolean closing;
  private volatile FoldSizes sizes = FoldSizes.NONE;

  /// Who wants to watch from now on, or no longer.
  private final Queue<Watching> watchers = new ConcurrentLinkedQueue<>();

  /// @param after how much must be gone from the inbox before
  private record Watching(EventWatcher watcher, boolean begins, long after) {}

  private boolean unreadable;
  private long lastAdvance;
  private long lastHandOver;
  private long lastHousekeeping;

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
        settings,
        HOUSEKEEPING,
        UsageSources.DEFAULT);
  }

  /// The same with a choice of who speaks for an app.
  public FoldThread(
      Storage storage,
      Journal journal,
      Dialects dialects,
      Pricing pricing,
      Balance balance,
      InstantSource clock,
      FoldSettings settings,
      UsageSources sources) {
    this(
        storage,
        journal,
        dialects,
        pricing,
        balance,
        new RetentionClock(clock, System::nanoTime),
        settings,
        HOUSEKEEPING,
        sources);
  }

  /// The same with a clock of its own, and how often it looks for what is old, for tests.
  FoldThread(
      Storage storage,
      Journal journal,
      Dialects dialects,
      Pricing pricing,
      Balance balance,
      RetentionClock clock,
      FoldSettings settings,
      Duration housekeeping) {
    this(
        storage,
        journal,
        dialects,
        pricing,
        balance,
        clock,
        settings,
        housekeeping,
        UsageSources.DEFAULT);
  }

  private FoldThread(
      Storage storage,
      Journal journal,
      Dialects dialects,
      Pricing pricing,
      Balance balance,
      RetentionClock clock,
      FoldSettings settings,
      Duration housekeeping,
      UsageSources sources) {
    this.storage = storage;
    this.clock = clock;
    this.settings = settings;
    this.housekeepingNanos = housekeeping.toNanos();
    KnownIds storedParts = new KnownIds();
    KnownIds storedChats = new KnownIds();
    KnownIds storedLogs = new KnownIds();
    KnownIds storedPoints = new KnownIds();
    this.questions = new StoreQuestions(storage.reader());
    this.chats = new MergedChats(questions, storedChats, settings.maxLiveChats());
    this.coldParts =
        new ColdParts(
            questions,
            dialects,
            new TraceDerivation(pricing, sources),
            new DirectDerivation(pricing, sources));
    this.fold =
        new Fold(
            questions,
            coldParts,
            storedParts,
            storedLogs,
            storedPoints,
            chats,
            totals,
            balance,
            settings,
            reached(storage, journal));
    this.restoration =
        new Restoration(
            storage.reader(), storedParts, storedChats, storedLogs, storedPoints, settings);
    this.recount =
        new Recount(storage.reader(), storedParts, storedChats, storedLogs, storedPoints);
    this.writer =
        new StoreWriter(
            storage,
            journal::release,
            settings.maxStoredLogs(),
            settings.maxStoredPoints(),
            settings.sizes());
    this.balance = balance;
    this.inbox = new Inbox(balance);
    this.deliveries = new Deliveries(writer, balance, room);
    this.retention = new DueDeletion(fold, chats, deliveries, recount, clock, settings);
    this.requested = new RequestedDeletions(fold, deliveries, recount, clock, settings);
    this.thread = Thread.ofPlatform().name("fold").unstarted(this::run);
  }

  /// How far in the journal there is nothing left to wait for: what the store has, and what is in
  /// neither, since the journal let go of it and the store was put back or begun anew.
  private static long reached(Storage storage, Journal journal) {
    return Math.max(storage.appliedSequence(), journal.firstSequence() - 1);
  }

  /// Restores what the store has, and starts; while the store cannot be read, waits until it can.
  /// Arrivals may be offered before: they are what the journal replays.
  ///
  /// @throws StorageException if the store says that it can never be read
  public void start() {
    long now = System.nanoTime();
    starting.read(() -> restoration.restore(chats, clock.instant()));
    starting.read(() -> restoration.restore(fold, now));
    starting.read(() -> restoration.restoreDeleted(fold, requested.since(clock.instant())));
    starting.read(restoration::restoreRecords);
    starting.read(() -> restoration.restore(totals));
    restoration.restore(clock);
    lastAdvance = now;
    lastHandOver = now;
    lastHousekeeping = now;
    writer.start();
    thread.start();
  }

  /// Has somebody told of log records once they are stored, from now on, in the store's writing
  /// thread, which must not be kept.
  public void tellStoredLogsTo(Consumer<List<StoredLog>> watcher) {
    writer.tellStoredLogsTo(watcher);
  }

  /// Has somebody told that log records were deleted on request, in the same thread.
  public void tellDeletedLogsTo(Runnable watcher) {
    writer.tellDeletedLogsTo(watcher);
  }

  /// Has somebody told of every change of events, from the next moment on at which all that was
  /// offered before is taken, and the store has all that was handed over: less than a second while
  /// it works.
  public void watchEvents(EventWatcher watcher) {
    watchers.add(new Watching(watcher, true, inbox.came()));
  }

  /// Has somebody told no longer, soon.
  public void forgetWatcher(EventWatcher watcher) {
    watchers.add(new Watching(watcher, false, 0));
  }

  /// Has the store's writing thread do something while there is nothing to write, from now on.
  public void whenIdle(IdleWork work) {
    writer.whenIdle(work);
  }

  /// Learns that the store knows a log record by this id as well, or soon will. For any thread.
  public void alsoKnownLog(RecordId id) {
    fold.alsoKnownLog(id);
  }

  /// Has the messages of failed events masked once more before they are stored: memory may hold
  /// what was masked by other rules. Before the start.
  public void maskMessagesBy(UnaryOperator<String> masking) {
    writer.maskMessagesBy(masking);
    fold.maskMessagesBy(masking);
  }

  /// Hands over a journalled submission. Never blocks; the intake bounds what is pending by
  /// [#pendingBytes].
  public void offer(Arrival arrival) {
    room.occupy(arrival.bytes());
    inbox.offer(arrival);
  }

  /// Hands over a journalled request to delete. Everything offered before it is deleted with it.
  public void offer(DeletionOrder order) {
    inbox.offer(order);
  }

  /// Waits until less than so much is pending, and until what is held in memory is below its bound.
  ///
  /// @return false if it took longer than the patience, or the fold has failed
  public boolean awaitRoom(long maxPendingBytes, Duration patience) throws InterruptedException {
    return room.await(maxPendingBytes, patience);
  }

  /// The weight of everything that is journalled but not stored yet.
  public long pendingBytes() {
    return room.pendingBytes();
  }

  /// Why the fold or the store does not work at the moment; null when they do.
  public @Nullable Throwable failure() {
    Throwable own = failure;
    Throwable writing = writer.failure();
    Throwable reading = starting.failure();
    return own != null
        ? own
        : writing != null ? writing : reading != null ? reading : questions.failure();
  }

  public MergedChats chats() {
    return chats;
  }

  public SeriesTotals totals() {
    return totals;
  }

  /// What retention deleted since the start.
  public DeletedByAge deleted() {
    return writer.deleted();
  }

  /// What it holds; at most some hundred milliseconds old.
  public FoldSizes sizes() {
    return sizes;
  }

  private void run() {
    try {
      while (!closing || canFinish()) {
        take();
        long now = System.nanoTime();
        // A full batch does not wait for the next round, unless the writer is busy anyway: a round
        // looks at every part.
        boolean full = fold.pendingRows() >= BATCH_ROWS && writer.isIdle();
        boolean due = now - lastAdvance >= ADVANCE_NANOS || mayDelete(now);
        if (due || full || room.isCrowded() || closing) {
          advance(now);
        }
      }
    } catch (InterruptedException e) {
      LOG.warn("The fold was interrupted; the journal holds what is not stored");
    } catch (RuntimeException | Error e) {
      failure = e;
      room.giveUp();
      LOG.error(
          "The fold failed; nothing more is accepted. The journal holds what is not stored: restart",
          e);
    }
  }

  /// Whether a deletion is next, and can be done.
  private boolean mayDelete(long now) {
    return inbox.deletion() != null
        && inbox.front().isEmpty()
        && deliveries.isFree()
        && requested.mayTry(now);
  }

  /// Whether there is something left to store, and a store to take it. What cannot be stored is in
  /// the journal.
  private boolean canFinish() {
    if (writer.failure() != null || requested.hasFailed()) {
      return false;
    }
    boolean waiting = !inbox.isEmpty() || fold.hasNews();
    return deliveries.areUnderWay() || (waiting && questions.failure() == null);
  }

  private void take() throws InterruptedException {
    if (inbox.front().isEmpty() && inbox.deletion() != null) {
      Thread.sleep(WRITER_PAUSE); // until it is done, nothing comes to the front
    } else if (inbox.front().isEmpty()) {
      long wait = Math.max(1, lastAdvance + ADVANCE_NANOS - System.nanoTime());
      inbox.await(closing ? CLOSING_WAIT_NANOS : wait);
    } else if (!closing && (unreadable || questions.failure() != null)) {
      Thread.sleep(READ_PAUSE);
    } else if (room.isCrowded() && !writer.isIdle()) {
      Thread.sleep(WRITER_PAUSE);
    }
    try {
      room.crowded(!fold.take(inbox.front(), System.nanoTime()));
      unreadable = false;
    } catch (StoreQuestions.UnavailableException _) {
      // What is left can be taken later. The rounds go on meanwhile, and senders are sent away when
      // too much is pending.
      unreadable = true;
    }
  }

  private void advance(long now) throws InterruptedException {
    if (closing || (room.isCrowded() && writer.isIdle())) {
      fold.deriveAll(now); // what is not derived cannot leave
    }
    fold.advance(now);
    deliveries.settle();
    if (writer.isBroken()) {
      room.giveUp();
    }
    boolean due =
        now - lastHandOver >= HAND_OVER_NANOS
            || fold.pendingRows() >= BATCH_ROWS
            || room.isCrowded();
    boolean free = deliveries.isFree();
    if (free) {
      admitWatchers(now);
    }
    DeletionOrder deletion = inbox.deletion();
    if (deletion != null && mayDelete(now)) {
      if (requested.perform(deletion, now)) {
        fold.passed(deletion);
        inbox.deletionDone();
      }
      lastHandOver = now;
    } else if (free && requested.isDueAgain() && deletion == null && !closing) {
      requested.deleteAgain(now);
    } else if (free && retention.isDue() && !closing) {
      retention.delete(now);
      lastHandOver = now;
    } else if (free && fold.hasNews() && (due || closing)) {
      deliveries.send(fold.handOver(clock.instant()), null);
      lastHandOver = now;
    }
    fold.release(writer.storedBatch(), now);
    if (now - lastHousekeeping >= housekeepingNanos) {
      lastHousekeeping = now;
      keepHouse();
    }
    lastAdvance = now;
    for (Signal signal : Signal.values()) {
      long held = fold.held(signal, inbox.front()) + deliveries.held(signal);
      balance.of(signal).endOfRound(held);
    }
    sizes =
        new FoldSizes(
            fold.movingParts(),
            fold.hotRecords(),
            chats.size(),
            fold.earlyExits(),
            coldParts.unreadableSpans(),
            fold.failedDerivations());
  }

  private void admitWatchers(long now) {
    for (Watching next = watchers.peek(); next != null; next = watchers.peek()) {
      if (!next.begins()) {
        fold.forget(next.watcher());
      } else if (inbox.gone() < next.after() || !fold.deriveAll(now)) {
        return; // in a later round
      } else if (!fold.watch(next.watcher())) {
        return; // in the next round
      }
      watchers.remove();
    }
  }

  private void keepHouse() {
    recount.adopt();
    fold.takeOverKnownLogs();
    Instant time = clock.instant();
    chats.evict(time.minus(settings.keepCompleted()), time.minus(settings.abandonedAfter()));
    retention.look(time, storage.stats(), storage.sizes());
  }

  /// Folds and stores everything that was offered, then ends; a store that refuses it is not waited
  /// for. Offer nothing afterwards.
  @Override
  public void close() {
    closing = true;
    retention.close();
    requested.close();
    try {
      boolean started = thread.getState() != Thread.State.NEW; // restoring may have failed
      if (started && !thread.join(Duration.ofSeconds(60))) {
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
