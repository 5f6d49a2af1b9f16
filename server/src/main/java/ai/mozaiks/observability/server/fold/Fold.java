// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.server.normalise.Activity;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.StorageReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The fold as a state machine: takes arrivals, derives, and says what the store has to be told.
/// Knows no thread and no clock of its own, so tests drive hours in milliseconds; [FoldThread]
/// drives it in earnest.
///
/// One round, in the order of a record's way:
///
/// | Step | By |
/// |---|---|
/// | [#take]: what belongs to it comes back, it joins its part | [Admission], [ReturningParts] |
/// | [#advance]: its part is derived and placed | here, [Contributions] |
/// | [#handOver]: the store is told | [Outbox] |
/// | [#release]: its part is published, and leaves memory | [LeavingParts] |
///
/// Not thread-safe. [MergedChats] and [SeriesTotals] show its results to other threads.
final class Fold {
  private static final Logger LOG = LoggerFactory.getLogger(Fold.class);

  /// How long a part waits that could not be placed, since the store did not answer.
  private static final long READ_PAUSE_NANOS = 500_000_000L;

  /// A part is derived again at most so often that this share of time goes into it.
  private static final int COST_SHARE = 5;

  private final StoreQuestions questions;
  private final ColdParts coldParts;
  private final MergedChats chats;
  private final SeriesTotals totals;
  private final FoldSettings settings;
  private final UnfinishedParts unfinished = new UnfinishedParts();
  private final MovingParts parts;
  private final Contributions contributions;
  private final Outbox outbox;
  private final ReturningParts returning;
  private final LeavingParts leaving;
  private final DeletedData deleted = new DeletedData();
  private final LinkedHashSet<ChatKey> returnedChats = new LinkedHashSet<>();
  private final KnownRecords knownLogs;
  private final KnownRecords knownPoints;
  private final Admission admission;
  private long failedDerivations;

  Fold(
      StoreQuestions questions,
      ColdParts coldParts,
      KnownIds storedParts,
      KnownIds storedLogs,
      KnownIds storedPoints,
      MergedChats chats,
      SeriesTotals totals,
      Balance balance,
      FoldSettings settings,
      long appliedSequence) {
    this.questions = questions;
    this.coldParts = coldParts;
    this.chats = chats;
    this.totals = totals;
    this.settings = settings;
    this.parts = new MovingParts(coldParts, storedParts, deleted);
    this.contributions = new Contributions(chats, totals);
    this.outbox = new Outbox(parts, chats, totals, appliedSequence);
    this.returning = new ReturningParts(coldParts, parts, unfinished, settings);
    this.leaving = new LeavingParts(parts, unfinished, contributions, settings);
    this.knownLogs = new KnownRecords(questions, storedLogs, StorageReader::knownLogs);
    this.knownPoints = new KnownRecords(questions, storedPoints, StorageReader::knownPoints);
    this.admission =
        new Admission(returning, parts, outbox, knownLogs, knownPoints, deleted, balance, settings);
  }

  /// How messages of failed events are masked by the rules of now. Before anything is taken.
  void maskMessagesBy(UnaryOperator<String> masking) {
    admission.maskMessagesBy(masking);
  }

  /// Learns that the store may know a log record by this id as well. For any thread.
  void alsoKnownLog(RecordId id) {
    knownLogs.alsoKnown(id);
  }

  /// Takes over what was learnt, so that it does not pile up while nothing comes.
  void takeOverKnownLogs() {
    knownLogs.takeOver();
  }

  /// Names a stored part that the last process left unfinished.
  void addUnfinished(PartId id, long now) {
    unfinished.add(id, new UnfinishedParts.Turn(now, now));
  }

  /// Takes arrivals from the front, as far as there is room for them and for what has to come back
  /// from the store because of them. The outcomes of those taken in full are completed by the next
  /// [#advance], when their effect shows.
  ///
  /// @param now [System#nanoTime]
  /// @return whether all were taken; else something must be stored and released first
  /// @throws StoreQuestions.UnavailableException if the store cannot be read now; what is left can
  ///   be taken later
  boolean take(Deque<Arrival> arrivals, long now) {
    questions.newRound();
    return admission.take(arrivals, now);
  }

  /// Derives what is due. What needs an answer of the store that it cannot give now stays as it is
  /// and is tried again later.
  void advance(long now) {
    questions.newRound();
    returning.resume(now);
    for (Part part : parts.dirty()) {
      if (part.nextDerivation - now <= 0) {
        derive(part, now);
      }
    }
    List<Part> waitedEnough = new ArrayList<>();
    for (Part part : parts.all()) {
      if (!part.dirty && !part.graceOver && !part.hasEnded() && hasWaitedForItsRoot(part, now)) {
        waitedEnough.add(part);
      }
    }
    for (Part part : waitedEnough) { // deriving may bring others back
      part.graceOver = true;
      derive(part, now);
    }
    totals.show();
    admission.tellOutcomes();
  }

  private boolean hasWaitedForItsRoot(Part part, long now) {
    return now - part.lastArrival >= settings.rootGrace().toNanos();
  }

  /// Tells somebody of all changes of events from now on, relative to what the store has. Right
  /// before, everything that was handed over must have been stored.
  ///
  /// @return whether they could begin
  boolean watch(EventWatcher watcher) {
    if (!watcher.begin()) {
      return false;
    }
    for (Part part : parts.all()) {
      if (!part.derived.equals(part.handedOver)) {
        watcher.replaced(part.handedOver, part.derived);
      }
    }
    contributions.watch(watcher);
    return true;
  }

  /// Tells somebody no longer.
  void forget(EventWatcher watcher) {
    contributions.forget(watcher);
  }

  /// Derives everything that changed, due or not.
  ///
  /// @return false if the store had to be asked and could not answer; then something is left
  boolean deriveAll(long now) {
    questions.newRound();
    parts.dirty().forEach(part -> derive(part, now));
    return !parts.hasDirty();
  }

  private void derive(Part part, long now) {
    long start = System.nanoTime();
    boolean done;
    try {
      done = replace(part, now);
    } catch (StoreQuestions.UnavailableException _) {
      done = false; // the questions tell why
    }
    parts.derived(part, done);
    long pause = COST_SHARE * (System.nanoTime() - start);
    part.nextDerivation = now + (done ? pause : Math.max(pause, READ_PAUSE_NANOS));
  }

  private boolean replace(Part part, long now) {
    if (part instanceof DirectPart direct) {
      ChatKey chat = direct.chat();
      if (chat != null && direct.mayYield()) {
        direct.told(chats.toldByTraces(chat, direct.id));
      }
      return contributions.replaceUnlessEqual(part, eventsOf(part));
    }
    List<ChatEvent> events = eventsOf(part);
    // The direct events of a chat yield to what its traces tell. They are derived in the same step,
    // so that the store learns of both with one batch, and no crash can come between.
    Set<ChatKey> concerned = Activity.changed(part.derived, events);
    returning.bringBack(concerned, now);
    if (!contributions.replaceUnlessEqual(part, events)) {
      return false;
    }
    noteReturned(concerned);
    for (ChatKey chat : concerned) {
      PartId id = PartId.ofDirectEvents(chat);
      if (parts.contains(id)) {
        Part direct = parts.obtain(id, now);
        parts.changed(direct);
        derive(direct, now);
      }
    }
    return true;
  }

  private void noteReturned(Set<ChatKey> chatsOfTrace) {
    if (!deleted.isEmpty()) {
      chatsOfTrace.stream().filter(deleted::hasChat).forEach(returnedChats::add);
    }
  }

  /// A chat of which a trace came after it was deleted. It has to be deleted again, or [#giveBack].
  ///
  /// @throws java.util.NoSuchElementException if there is none
  ChatKey takeReturnedChat() {
    ChatKey first = returnedChats.getFirst();
    returnedChats.remove(first);
    return first;
  }

  /// Takes a chat back that could not be deleted again now.
  void giveBack(ChatKey chat) {
    returnedChats.add(chat);
  }

  boolean hasReturnedChats() {
    return !returnedChats.isEmpty();
  }

  /// A mistake in a rule must not stop all others: the part is derived again when more of it comes,
  /// and after a restart.
  private List<ChatEvent> eventsOf(Part part) {
    try {
      List<ChatEvent> events = part.derive();
      part.failedToDerive = false;
      return events;
    } catch (RuntimeException e) {
      failedDerivations++;
      if (!part.failedToDerive) {
        part.failedToDerive = true;
        LOG.error("{} cannot be derived; {}", part.id, part.withoutDerivation(), e);
      }
      return part.asNotDerived();
    }
  }

  /// How often a part could not be derived, since the start.
  long failedDerivations() {
    return failedDerivations;
  }

  /// Whether there is anything that the store does not know and could be told.
  boolean hasNews() {
    return outbox.hasNews();
  }

  /// How many rows the next batch for the store has, roughly.
  int pendingRows() {
    return outbox.rows();
  }

  /// How many items it holds that are neither booked nor handed over; count.
  ///
  /// @param arrivals those that are not taken in full
  long held(Signal signal, Deque<Arrival> arrivals) {
    return admission.held(signal, arrivals) + outbox.batch().fresh(signal);
  }

  /// Everything that the store does not know yet, which thereby counts as handed over.
  ///
  /// @param writtenAt now, by the clock that retention goes by
  HandOver handOver(Instant writtenAt) {
    HandOver handOver = outbox.handOver(writtenAt);
    knownLogs.handedOver(handOver.number());
    knownPoints.handedOver(handOver.number());
    return handOver;
  }

  /// Publishes what is stored and has been quiet, and lets it go when nothing more is expected of
  /// it; under pressure also parts that still wait for their root.
  ///
  /// @param storedBatch the latest batch that is stored
  void release(long storedBatch, long now) {
    knownLogs.stored(storedBatch);
    knownPoints.stored(storedBatch);
    leaving.release(storedBatch, now);
    totals.show();
  }

  /// Forgets what the store deleted, so that both go on from the same state. Right before the
  /// deletion, everything must have been derived ([#deriveAll]), handed over and stored; and
  /// nothing taken since.
  ///
  /// @throws StoreQuestions.UnavailableException if the store cannot be read now; nothing was
  ///   changed
  void forgetBefore(Instant cutoff) {
    questions.newRound();
    coldParts.lost(parts.all()).forEach(leaving::release);
    chats.forgetBefore(cutoff);
    if (!deleted.isEmpty()) {
      deleted.learn(questions.ask(store -> DeletedData.read(store, cutoff)));
    }
  }

  /// Learns what was deleted on request, and which of it came back before the process ended, at
  /// start.
  ///
  /// @param since how far back deletions are remembered
  void restoreDeleted(StorageReader store, Instant since) {
    DeletedData.Known known = DeletedData.read(store, since);
    deleted.learn(known);
    known
        .first()
        .ifPresent(first ->
            store.forEachChat(
                first.minusNanos(1),
                Instant.MAX,
                chat -> noteReturned(Set.of(chat.summary().key()))));
  }

  /// Forgets what the store deleted on request, in the same situation as [#forgetBefore].
  ///
  /// @param since how far back deletions are remembered
  /// @throws StoreQuestions.UnavailableException if the store cannot be read now; nothing was
  ///   changed
  void forgetDeleted(Instant since) {
    questions.newRound();
    List<Part> lost = coldParts.lost(parts.all());
    Set<ChatKey> gone = new HashSet<>(chats.keys());
    Set<ChatKey> inMemory = Set.copyOf(gone);
    gone.removeAll(questions.ask(store -> store.chats(inMemory).keySet()));
    DeletedData.Known known = questions.ask(store -> DeletedData.read(store, since));
    lost.forEach(leaving::release);
    chats.forget(gone);
    deleted.learn(known);
    unfinished.removeAll(deleted);
  }

  /// Notes that a deletion was done, or given up.
  void passed(DeletionOrder order) {
    outbox.passed(order);
  }

  /// Parts that are moving.
  int movingParts() {
    return parts.size();
  }

  /// Records held by moving parts.
  int hotRecords() {
    return parts.records();
  }

  /// How many parts had to leave before their time.
  long earlyExits() {
    return leaving.earlyExits();
  }
}
