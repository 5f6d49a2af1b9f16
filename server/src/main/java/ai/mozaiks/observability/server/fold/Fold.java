// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatState;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.storage.PartChange;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.StorageBatch;
import ai.mozaiks.observability.storage.StoredOrigin;
import ai.mozaiks.observability.storage.StoredSpan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/// The fold as a state machine: takes arrivals, derives, and says what the store has to be told.
/// Knows no thread and no clock of its own, so tests drive hours in milliseconds; [FoldThread]
/// drives it in earnest.
///
/// Not thread-safe. [LiveChats] and [SeriesTotals] show its results to other threads.
final class Fold {

  /// A part whose end is known counts as quiet after this time without news: its counters are
  /// published, and it leaves memory.
  static final long QUIET_NANOS = 2_000_000_000L;

  /// How long a part waits that could not be placed, since the store did not answer.
  private static final long READ_PAUSE_NANOS = 500_000_000L;

  /// A part is derived again at most so often that this share of time goes into it.
  private static final int COST_SHARE = 5;

  private final StoreQuestions questions;
  private final ColdParts coldParts;
  private final KnownIds storedParts;
  private final LiveChats chats;
  private final SeriesTotals totals;
  private final Balance balance;
  private final FoldSettings settings;

  private final Map<PartId, Part> parts = new HashMap<>();
  private final Set<Part> dirty = new HashSet<>();
  private final Set<Part> unstored = new HashSet<>();
  private int hotRecords;
  private long earlyExits;

  /// A span within a batch; a later version takes the place of an earlier one.
  private record SpanKey(PartId trace, long spanId) {
    static SpanKey of(StoredSpan span) {
      return new SpanKey(span.trace(), span.spanId());
    }
  }

  // The batch in the making.
  private Map<SpanKey, StoredSpan> spans = new LinkedHashMap<>();
  private List<StoredSpan> replacedSpans = new ArrayList<>();
  private Map<Long, StoredOrigin> origins = new HashMap<>();
  private long batchBytes;
  private long freshSpans;
  private long freshEvents;
  private final List<Runnable> outcomes = new ArrayList<>();

  // Sequences arrive out of order, since each sender's thread hands over its own record.
  private long contiguousSequence;
  private long handedOverSequence;
  private final PriorityQueue<Long> aheadOfSequence = new PriorityQueue<>();
  private long batchNumber;

  Fold(
      StoreQuestions questions,
      ColdParts coldParts,
      KnownIds storedParts,
      LiveChats chats,
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
    this.contiguousSequence = appliedSequence;
    this.handedOverSequence = appliedSequence;
  }

  /// Takes arrivals. Their outcomes are completed by the next [#advance], when their effect shows.
  ///
  /// @param now [System#nanoTime]
  /// @throws StoreQuestions.UnavailableException if the store cannot be read now; nothing was taken
  void take(List<Arrival> arrivals, long now) {
    questions.newRound();
    warm(arrivals, now);
    for (Arrival arrival : arrivals) {
      long spansBefore = freshSpans;
      long eventsBefore = freshEvents;
      for (Arrival.ArrivedSpan span : arrival.spans()) {
        freshSpans += take(span, now) ? 1 : 0;
      }
      for (ChatEvent event : arrival.events()) {
        freshEvents += take(event, arrival.sequence(), now) ? 1 : 0;
      }
      long fresh = freshSpans - spansBefore + freshEvents - eventsBefore;
      long duplicates = arrival.size() - fresh;
      balance.of(arrival.signal()).duplicates(duplicates);
      batchBytes += arrival.bytes();
      passed(arrival.sequence());
      Outcome outcome = new Outcome(fresh, duplicates);
      outcomes.add(() -> arrival.outcome().complete(outcome));
    }
  }

  /// Loads the parts that the store may have, all in one question.
  private void warm(List<Arrival> arrivals, long now) {
    Set<PartId> wanted = new HashSet<>();
    for (Arrival arrival : arrivals) {
      arrival.spans().forEach(span -> addIfCold(wanted, span.facts().trace()));
      arrival.events().forEach(event -> addIfCold(wanted, PartId.ofDirectEvents(event.chat())));
    }
    if (!wanted.isEmpty()) {
      coldParts.load(wanted).values().forEach(part -> warm(part, now));
    }
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

  /// Takes up a part that the last process left unfinished.
  void resume(Part part, long now) {
    storedParts.add(KnownIds.hash(part.id));
    warm(part, now);
    part.dirty = true;
    part.unstored = true;
    dirty.add(part);
    unstored.add(part);
  }

  private boolean take(Arrival.ArrivedSpan span, long now) {
    TracePart part = (TracePart) obtain(span.facts().trace(), now);
    TracePart.Put put = part.put(span.facts());
    switch (put) {
      case NEW -> {
        spans.put(SpanKey.of(span.stored()), span.stored());
        hotRecords++;
      }
      case REPLACED -> {
        spans.put(SpanKey.of(span.stored()), span.stored());
        replacedSpans.add(span.stored());
      }
      case KNOWN -> {
        return false;
      }
    }
    origins.putIfAbsent(span.stored().origin(), span.facts().origin().stored());
    touch(part, now);
    return true;
  }

  private boolean take(ChatEvent event, long sequence, long now) {
    DirectPart part = (DirectPart) obtain(PartId.ofDirectEvents(event.chat()), now);
    if (!part.put(event)) {
      return false;
    }
    hotRecords++;
    part.holdBack(sequence);
    touch(part, now);
    return true;
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
    part.dirty = true;
    part.graceOver = false;
    part.unstored = true;
    dirty.add(part);
    unstored.add(part);
  }

  private void passed(long sequence) {
    if (sequence == contiguousSequence + 1) {
      contiguousSequence = sequence;
    } else if (sequence > contiguousSequence) {
      aheadOfSequence.add(sequence);
    }
    while (!aheadOfSequence.isEmpty() && aheadOfSequence.peek() <= contiguousSequence + 1) {
      contiguousSequence = Math.max(contiguousSequence, aheadOfSequence.poll());
    }
  }

  /// Derives what is due, publishes what has been quiet. What needs an answer of the store that it
  /// cannot give now stays as it is and is tried again later.
  void advance(long now) {
    questions.newRound();
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
    Map<ChatKey, ChatState> bases;
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
    return !spans.isEmpty()
        || !unstored.isEmpty()
        || chats.hasChanges()
        || storableSequence() > handedOverSequence;
  }

  /// How far in the journal the store has everything after the next batch. Spans are stored whether
  /// derived or not, direct events only as what was derived of them.
  private long storableSequence() {
    long sequence = contiguousSequence;
    for (Part part : dirty) {
      sequence = Math.min(sequence, part.heldBackFrom() - 1);
    }
    return Math.max(sequence, handedOverSequence);
  }

  /// How many rows the batch in the making has.
  int pendingRows() {
    return spans.size() + unstored.size();
  }

  /// Everything that the store does not know yet, which thereby counts as handed over.
  ///
  /// @param writtenAt now, by the clock that retention goes by
  HandOver handOver(Instant writtenAt) {
    batchNumber++;
    List<PartChange> changes = new ArrayList<>(unstored.size());
    for (Part part : unstored) {
      changes.add(part.handOver(batchNumber));
    }
    unstored.clear();
    // A batch that does not get further in the journal must not look like a repetition of the last
    // one.
    long storable = storableSequence();
    long sequence = storable > handedOverSequence ? storable : 0;
    handedOverSequence = storable;
    StorageBatch batch =
        new StorageBatch(
            sequence,
            writtenAt,
            List.copyOf(origins.values()),
            List.copyOf(spans.values()),
            replacedSpans,
            changes,
            chats.takeChanged(writtenAt),
            chats.takeRemoved());
    HandOver handOver = new HandOver(batchNumber, batch, batchBytes, freshSpans, freshEvents);
    spans = new LinkedHashMap<>();
    replacedSpans = new ArrayList<>();
    origins = new HashMap<>();
    batchBytes = 0;
    freshSpans = 0;
    freshEvents = 0;
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
