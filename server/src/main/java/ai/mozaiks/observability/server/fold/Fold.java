// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.storage.PartChange;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.StorageBatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The fold as a state machine: takes arrivals, derives, and says what the store has to be told.
/// Knows no thread and no clock of its own, so tests drive hours in milliseconds; [FoldThread]
/// drives it in earnest.
///
/// Not thread-safe. [MergedChats] and [SeriesTotals] show its results to other threads.
final class Fold {
  private static final Logger LOG = LoggerFactory.getLogger(Fold.class);

  /// A part whose end is known counts as quiet after this time without news: its counters are
  /// published, and it leaves memory.
  static final long QUIET_NANOS = 2_000_000_000L;

  private static final int RESUME_AT_ONCE = 2_000;

  /// How many parts are remembered as reported, so that each is logged once.
  private static final int REPORTED_AT_MOST = 10_000;

  /// How long a part waits that could not be placed, since the store did not answer.
  private static final long READ_PAUSE_NANOS = 500_000_000L;

  /// A part is derived again at most so often that this share of time goes into it.
  private static final int COST_SHARE = 5;

  private final StoreQuestions questions;
  private final ColdParts coldParts;
  private final KnownIds storedParts;
  private final MergedChats chats;
  private final SeriesTotals totals;
  private final Balance balance;
  private final FoldSettings settings;

  private final UnfinishedParts unfinished = new UnfinishedParts();
  private final Map<PartId, Part> parts = new HashMap<>();
  private final Set<Part> dirty = new HashSet<>();
  private final Set<Part> unstored = new HashSet<>();
  private final Set<PartId> reportedFull = new HashSet<>();
  private int hotRecords;
  private long earlyExits;

  // How much of the arrival at the front was taken.
  private int taken;
  private long frontFresh;
  private long frontDropped;

  private BatchInMaking batch = new BatchInMaking();
  private final List<Runnable> outcomes = new ArrayList<>();

  private final JournalProgress journal;
  private long handedOverSequence;
  private long batchNumber;

  Fold(
      StoreQuestions questions,
      ColdParts coldParts,
      KnownIds storedParts,
      MergedChats chats,
      SeriesTotals totals,
      Balance balance,
      FoldSettings settings,
      long appliedSequence) {
    this.questions = questions;
    this.coldParts = coldParts;
    this.storedParts = storedParts;
    this.chats = chats;
    this.totals = totals;
    this.balance = balance;
    this.settings = settings;
    this.journal = new JournalProgress(appliedSequence);
    this.handedOverSequence = appliedSequence;
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
    while (hasRecords(arrivals)) {
      int room = settings.hardMaxHotRecords() - hotRecords;
      int count = room <= 0 ? 0 : warm(arrivals, room, now);
      if (count == 0) {
        return false;
      }
      while (count > 0) {
        count -= take(arrivals.getFirst(), count, now);
        if (taken == arrivals.getFirst().size()) {
          complete(arrivals.removeFirst());
        }
      }
    }
    return true;
  }

  private boolean hasRecords(Deque<Arrival> arrivals) {
    while (!arrivals.isEmpty() && arrivals.getFirst().size() == 0) {
      complete(arrivals.removeFirst());
    }
    return !arrivals.isEmpty();
  }

  private int take(Arrival arrival, int most, long now) {
    int to = Math.min(arrival.size(), taken + most);
    int count = to - taken;
    for (; taken < to; taken++) {
      if (taken < arrival.spans().size()) {
        take(arrival.spans().get(taken), now);
      } else {
        take(arrival.events().get(taken - arrival.spans().size()), arrival.sequence(), now);
      }
    }
    return count;
  }

  private void complete(Arrival arrival) {
    Outcome outcome =
        new Outcome(frontFresh, arrival.size() - frontFresh - frontDropped, frontDropped);
    balance.of(arrival.signal()).duplicates(outcome.duplicates());
    balance.of(arrival.signal()).dropped(outcome.dropped());
    batch.weigh(arrival.bytes());
    journal.passed(arrival.sequence());
    outcomes.add(() -> arrival.outcome().complete(outcome));
    taken = 0;
    frontFresh = 0;
    frontDropped = 0;
  }

  /// Loads the parts that the store may have, all in one question, for as many records as there is
  /// room for.
  ///
  /// @return how many records may be taken now; 0 if there is no room
  private int warm(Deque<Arrival> arrivals, int room, long now) {
    List<PartId> next = Slice.partsOf(arrivals, taken, room);
    Set<PartId> wanted = new HashSet<>();
    next.forEach(id -> addIfCold(wanted, id));
    // A part that is larger than all the room there can be comes alone, when the others are gone as
    // far as they go.
    boolean alone = hotRecords <= settings.maxHotRecords();
    Slice slice = Slice.of(next, coldParts.sizes(wanted), room, alone);
    for (Part part : coldParts.load(slice.loading()).values()) {
      warm(part, now);
      if (unfinished.remove(part.id)) {
        markChanged(part);
      }
    }
    return slice.count();
  }

  private void addIfCold(Set<PartId> wanted, PartId id) {
    if (!parts.containsKey(id) && storedParts.mayContain(KnownIds.hash(id))) {
      wanted.add(id);
    }
  }

  private void warm(Part part, long now) {
    part.lastArrival = now;
    part.nextDerivation = now;
    part.atRest = true;
    parts.put(part.id, part);
    hotRecords += part.records();
  }

  /// Names a stored part that the last process left unfinished.
  void addUnfinished(PartId id, long now) {
    unfinished.add(id, new UnfinishedParts.Turn(now, now));
  }

  /// Brings unfinished parts back whose turn it is, as far as there is room.
  private void resumeUnfinished(long now) {
    if (hotRecords >= settings.maxHotRecords()) {
      return;
    }
    Map<PartId, UnfinishedParts.Turn> due = unfinished.due(now, RESUME_AT_ONCE);
    Set<PartId> hot = new HashSet<>(due.keySet());
    hot.retainAll(parts.keySet());
    hot.forEach(unfinished::remove);
    due.keySet().removeAll(hot);
    if (due.isEmpty()) {
      return;
    }
    try {
      Map<PartId, Integer> sizes = coldParts.sizes(due.keySet());
      int room = settings.maxHotRecords() - hotRecords;
      Set<PartId> loading = Slice.fitting(due.keySet(), sizes, room);
      coldParts.load(loading).values().forEach(part -> resume(part, due, now));
      due.keySet().removeIf(id -> sizes.containsKey(id) && !loading.contains(id));
      due.keySet().forEach(unfinished::remove);
    } catch (StoreQuestions.UnavailableException _) {
      // they keep their turn
    }
  }

  private void resume(Part part, Map<PartId, UnfinishedParts.Turn> turns, long now) {
    storedParts.add(KnownIds.hash(part.id));
    warm(part, now);
    UnfinishedParts.Turn turn = turns.get(part.id);
    part.lastArrival = turn == null ? now : turn.lastArrival();
    markChanged(part);
  }

  private void take(Arrival.ArrivedSpan span, long now) {
    TracePart part = (TracePart) obtain(span.facts().trace(), now);
    switch (part.put(span.facts(), settings.spansPerTrace())) {
      case NEW -> {
        batch.add(span.stored(), span.facts().origin().stored(), false);
        hotRecords++;
      }
      case REPLACED -> batch.add(span.stored(), span.facts().origin().stored(), true);
      case KNOWN -> {
        return;
      }
      case FULL -> {
        drop(part, "limits.spans_per_trace", settings.spansPerTrace());
        return;
      }
    }
    frontFresh++;
    touch(part, now);
  }

  private void take(ChatEvent event, long sequence, long now) {
    DirectPart part = (DirectPart) obtain(PartId.ofDirectEvents(event.chat()), now);
    if (part.has(event.id())) {
      return;
    }
    if (part.records() >= settings.eventsPerChat()) {
      drop(part, "limits.events_per_chat of " + event.chat(), settings.eventsPerChat());
      return;
    }
    part.put(event);
    hotRecords++;
    batch.countEvent();
    frontFresh++;
    part.holdBack(sequence);
    touch(part, now);
  }

  private void drop(Part part, String limit, int most) {
    frontDropped++;
    if (reportedFull.size() < REPORTED_AT_MOST && reportedFull.add(part.id)) {
      LOG.warn(
          "{} is full, what is new in it is dropped and counted ({}: {})", part.id, limit, most);
    }
  }

  private Part obtain(PartId id, long now) {
    return parts.computeIfAbsent(
        id,
        _ -> {
          storedParts.add(KnownIds.hash(id));
          Part part = coldParts.create(id);
          part.nextDerivation = now;
          return part;
        });
  }

  private void touch(Part part, long now) {
    part.lastArrival = now;
    part.graceOver = false;
    markChanged(part);
  }

  private void markChanged(Part part) {
    part.dirty = true;
    part.unstored = true;
    dirty.add(part);
    unstored.add(part);
  }

  /// Derives what is due, publishes what has been quiet. What needs an answer of the store that it
  /// cannot give now stays as it is and is tried again later.
  void advance(long now) {
    questions.newRound();
    resumeUnfinished(now);
    for (Part part : List.copyOf(dirty)) {
      if (part.nextDerivation - now <= 0) {
        derive(part, now);
      }
    }
    for (Part part : parts.values()) {
      long quiet = now - part.lastArrival;
      if (!part.dirty
          && !part.graceOver
          && !part.hasEnded()
          && quiet >= settings.rootGrace().toNanos()) {
        part.graceOver = true;
        derive(part, now);
      }
      if (!part.dirty && quiet >= QUIET_NANOS) {
        publish(part);
      }
    }
    totals.show();
    outcomes.forEach(Runnable::run);
    outcomes.clear();
  }

  /// Derives everything that changed, due or not.
  ///
  /// @return false if the store had to be asked and could not answer; then something is left
  boolean deriveAll(long now) {
    questions.newRound();
    List.copyOf(dirty).forEach(part -> derive(part, now));
    return dirty.isEmpty();
  }

  /// Forgets what the store deleted, so that both go on from the same state. Right before the
  /// deletion, everything must have been derived ([#deriveAll]), handed over and stored; and
  /// nothing taken since.
  ///
  /// @throws StoreQuestions.UnavailableException if the store cannot be read now; nothing was
  ///   changed
  void forgetBefore(Instant cutoff) {
    questions.newRound();
    coldParts.lost(parts.values()).forEach(this::release);
    chats.forgetBefore(cutoff);
  }

  private void derive(Part part, long now) {
    long start = System.nanoTime();
    List<ChatEvent> events = part.derive();
    boolean done = events.equals(part.derived) || replaceEvents(part, events);
    part.dirty = !done;
    if (done) {
      part.letGo();
      dirty.remove(part);
      part.unstored = true; // if not its events, then that nothing is left to do for it
      unstored.add(part);
    } else {
      dirty.add(part);
    }
    long pause = COST_SHARE * (System.nanoTime() - start);
    part.nextDerivation = now + (done ? pause : Math.max(pause, READ_PAUSE_NANOS));
  }

  /// Reads first and changes afterwards, so that a store that cannot be read leaves all as it was.
  ///
  /// @return false if it cannot
  private boolean replaceEvents(Part part, List<ChatEvent> events) {
    // Only now: most late records are repetitions, and taking a part out of its chats costs a
    // question.
    List<ChatEvent> resting = part.atRest ? part.derived : List.of();
    Map<ChatKey, MergedChats.Base> bases;
    try {
      bases = chats.basesFor(part.id, resting, events);
    } catch (StoreQuestions.UnavailableException _) {
      return false; // the questions tell why
    }
    if (part.atRest) {
      chats.setMoving(part.id, part.derived, bases);
      part.atRest = false;
    }
    chats.place(part.id, part.derived, events, bases);
    totals.replace(part.derived, events);
    part.derived = events;
    part.version++;
    return true;
  }

  /// Whether there is anything that the store does not know and could be told.
  boolean hasNews() {
    return batch.size() > 0
        || !unstored.isEmpty()
        || chats.hasChanges()
        || storableSequence() > handedOverSequence;
  }

  /// How far in the journal the store has everything after the next batch. Spans are stored whether
  /// derived or not, direct events only as what was derived of them.
  private long storableSequence() {
    long sequence = journal.contiguous();
    for (Part part : dirty) {
      sequence = Math.min(sequence, part.heldBackFrom() - 1);
    }
    return Math.max(sequence, handedOverSequence);
  }

  /// How many rows the batch in the making has.
  int pendingRows() {
    return batch.size() + unstored.size();
  }

  /// Everything that the store does not know yet, which thereby counts as handed over.
  ///
  /// @param writtenAt now, by the clock that retention goes by
  HandOver handOver(Instant writtenAt) {
    batchNumber++;
    List<PartChange> changes = new ArrayList<>(unstored.size());
    Instant partsSince = Instant.MAX;
    for (Part part : unstored) {
      partsSince = part.writtenAt.isBefore(partsSince) ? part.writtenAt : partsSince;
      changes.add(part.handOver(batchNumber, writtenAt));
    }
    unstored.clear();
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
            changes,
            news.changed(),
            news.removed(),
            partsSince,
            news.writtenSince());
    HandOver handOver =
        new HandOver(batchNumber, stored, batch.bytes(), batch.freshSpans(), batch.freshEvents());
    batch = new BatchInMaking();
    return handOver;
  }

  /// A batch for the store, and what to account for once it is stored.
  ///
  /// @param bytes what its arrivals weighed
  record HandOver(long number, StorageBatch batch, long bytes, long freshSpans, long freshEvents) {}

  /// Lets parts go that are stored, published and quiet; under pressure also those that still wait
  /// for their root.
  ///
  /// @param storedBatch the latest batch that is stored
  void release(long storedBatch, long now) {
    List<Part> leaving = new ArrayList<>();
    for (Part part : parts.values()) {
      if (mayLeave(part, storedBatch)
          && part.isSettled()
          && now - part.lastArrival >= QUIET_NANOS) {
        leaving.add(part);
      }
    }
    leaving.forEach(this::release);
    if (hotRecords > settings.maxHotRecords()) {
      releaseEarly(storedBatch);
    }
  }

  private static boolean mayLeave(Part part, long storedBatch) {
    return !part.dirty && !part.unstored && part.batch <= storedBatch;
  }

  private void releaseEarly(long storedBatch) {
    List<Part> candidates = new ArrayList<>(parts.values());
    candidates.removeIf(part -> !mayLeave(part, storedBatch));
    candidates.sort(Comparator.comparingLong((Part part) -> part.lastArrival));
    for (Part part : candidates) {
      if (hotRecords <= settings.maxHotRecords()) {
        return;
      }
      if (!part.isSettled()) {
        long due = part.lastArrival + settings.rootGrace().toNanos();
        unfinished.add(part.id, new UnfinishedParts.Turn(part.lastArrival, due));
      }
      release(part);
      earlyExits++;
    }
  }

  private void release(Part part) {
    publish(part);
    parts.remove(part.id);
    hotRecords -= part.records();
    if (!part.atRest) {
      chats.rest(part.id, part.derived);
    }
  }

  private void publish(Part part) {
    if (part.publishedVersion != part.version) {
      totals.publish(part.published, part.derived);
      part.published = part.derived;
      part.publishedVersion = part.version;
    }
  }

  /// Records held by moving parts.
  int hotRecords() {
    return hotRecords;
  }

  /// Parts that are moving.
  int hotParts() {
    return parts.size();
  }

  /// How many parts had to leave before their time.
  long earlyExits() {
    return earlyExits;
  }
}
