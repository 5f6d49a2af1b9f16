// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.server.normalise.dialect.SpanNote;
import ai.mozaiks.observability.server.text.ShownText;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.RecordKey;
import ai.mozaiks.observability.storage.StoredContent;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes arrivals in, record by record, each into its part; as many as there is room for, so that
/// one arrival may be taken over several rounds. Says what became of each arrival. For the fold's
/// thread.
final class Admission {
  private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

  private final ReturningParts returning;
  private final MovingParts parts;
  private final Outbox outbox;
  private final KnownRecords knownLogs;
  private final KnownRecords knownPoints;
  private final DeletedData deleted;
  private final Balance balance;
  private final FoldSettings settings;
  private final SaidOfParts saidFull = new SaidOfParts();
  private final List<Runnable> outcomes = new ArrayList<>();
  private UnaryOperator<String> messageMasking = UnaryOperator.identity();

  // How much of the arrival at the front was taken, and what became of it.
  private int taken;
  private long fresh;
  private long dropped;

  Admission(
      ReturningParts returning,
      MovingParts parts,
      Outbox outbox,
      KnownRecords knownLogs,
      KnownRecords knownPoints,
      DeletedData deleted,
      Balance balance,
      FoldSettings settings) {
    this.returning = returning;
    this.parts = parts;
    this.outbox = outbox;
    this.knownLogs = knownLogs;
    this.knownPoints = knownPoints;
    this.deleted = deleted;
    this.balance = balance;
    this.settings = settings;
  }

  /// How messages of failed events are masked by the rules of now. Before anything is taken.
  void maskMessagesBy(UnaryOperator<String> masking) {
    messageMasking = masking;
  }

  /// Takes arrivals from the front, as far as there is room.
  ///
  /// @return whether all were taken
  /// @throws StoreQuestions.UnavailableException if the store cannot be read now; what is left can
  ///   be taken later
  boolean take(Deque<Arrival> arrivals, long now) {
    while (hasRecords(arrivals)) {
      int count = returning.makeReady(arrivals, taken, now);
      if (count == 0) {
        return false;
      }
      makeReady(arrivals, count);
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
      switch (arrival.items()) {
        case Arrival.Spans items -> take(items.spans().get(taken), now);
        case Arrival.Events items -> take(items.events().get(taken), arrival.sequence(), now);
        case Arrival.Logs items -> take(items.logs().get(taken), now);
        case Arrival.Points items -> take(items.points().get(taken));
      }
    }
    return count;
  }

  private void makeReady(Deque<Arrival> arrivals, int count) {
    List<RecordKey> logs = new ArrayList<>();
    List<RecordKey> points = new ArrayList<>();
    int from = taken;
    int left = count;
    for (Arrival arrival : arrivals) {
      int to = Math.min(arrival.size(), from + left);
      switch (arrival.items()) {
        case Arrival.Logs items ->
            items.logs().subList(from, to).forEach(log -> addKeys(log, logs));
        case Arrival.Points items ->
            items.points().subList(from, to).forEach(point -> points.add(point.stored().key()));
        case Arrival.Spans _, Arrival.Events _ -> {} // found by their part
      }
      left -= to - from;
      if (left == 0) {
        break;
      }
      from = 0;
    }
    knownLogs.makeReady(logs);
    knownPoints.makeReady(points);
  }

  private static void addKeys(Arrival.ArrivedLog log, List<RecordKey> keys) {
    keys.add(log.stored().key());
    if (log.otherKey() != null) {
      keys.add(log.otherKey());
    }
  }

  private boolean isKnown(Arrival.ArrivedLog log) {
    RecordKey other = log.otherKey();
    return knownLogs.contains(log.stored().id())
        || (other != null && knownLogs.contains(other.id()));
  }

  private void take(Arrival.ArrivedPoint point) {
    boolean gone = deleted.has(point.series(), point.stored().timeNanos());
    if (!gone && !knownPoints.contains(point.stored().id())) {
      knownPoints.add(point.stored().id());
      outbox.batch().add(point);
      fresh++;
    }
  }

  private void take(Arrival.ArrivedLog log, long now) {
    if (isKnown(log) || deleted.has(log.stored())) {
      return; // a duplicate
    }
    if (log.note() != null && !take(log.note(), now)) {
      return;
    }
    if (!log.content().isEmpty()) {
      makeRoomForContent(log.content().getFirst(), now);
    }
    knownLogs.add(log.stored().id());
    outbox.batch().add(log);
    fresh++;
  }

  /// Content is found through its trace, at times that the trace has.
  private void makeRoomForContent(StoredContent content, long now) {
    TracePart part = (TracePart) parts.obtain(content.trace(), now);
    part.include(content.spanStartNanos());
    parts.arrived(part, false, now);
  }

  /// Takes what a log record says of a span into the trace.
  ///
  /// @return false if there is no room for it; then it is dropped
  private boolean take(SpanNote note, long now) {
    TracePart part = (TracePart) parts.obtain(note.facts().trace(), now);
    switch (part.put(note, settings.spansPerTrace())) {
      case NEW -> parts.arrived(part, true, now);
      case KNOWN, REPLACED -> {} // its trace has it, only the log had lost it
      case FULL -> {
        drop(part, part.id::toString, "limits.spans_per_trace", settings.spansPerTrace());
        return false;
      }
    }
    return true;
  }

  private void take(Arrival.ArrivedSpan span, long now) {
    if (deleted.hasPart(span.facts().trace())) {
      return; // counts as a duplicate: it was here, or its trace was
    }
    TracePart part = (TracePart) parts.obtain(span.facts().trace(), now);
    switch (part.put(span.facts(), settings.spansPerTrace())) {
      case NEW -> admit(span, part, true, now);
      case REPLACED -> admit(span, part, false, now);
      case KNOWN -> {} // a duplicate
      case FULL ->
          drop(part, part.id::toString, "limits.spans_per_trace", settings.spansPerTrace());
    }
  }

  private void admit(Arrival.ArrivedSpan span, TracePart part, boolean added, long now) {
    outbox.batch().add(span, !added);
    parts.arrived(part, added, now);
    fresh++;
  }

  private void take(ChatEvent event, long sequence, long now) {
    PartId id = PartId.ofDirectEvents(event.chat());
    if (deleted.hasPart(id)) {
      return; // as with spans
    }
    DirectPart part = (DirectPart) parts.obtain(id, now);
    if (part.has(event, messageMasking)) {
      return; // a duplicate
    }
    if (part.records() >= settings.eventsPerChat()) {
      drop(part, () -> shown(event.chat()), "limits.events_per_chat", settings.eventsPerChat());
      return;
    }
    part.put(event);
    part.holdBack(sequence);
    outbox.batch().countEvent();
    parts.arrived(part, true, now);
    fresh++;
  }

  /// Ids are in clear, but may hold line breaks.
  private static String shown(ChatKey chat) {
    return "chat "
        + ShownText.of(chat.chatId(), ChatEvent.LONGEST_ID)
        + " of app "
        + ShownText.of(chat.app(), ChatEvent.LONGEST_ID);
  }

  private void drop(Part part, Supplier<String> name, String limit, int most) {
    dropped++;
    if (saidFull.isNew(part.id)) {
      LOG.warn(
          "{} is full, what is new in it is dropped and counted ({}: {})", name.get(), limit, most);
    }
  }

  private void complete(Arrival arrival) {
    Outcome outcome = new Outcome(fresh, arrival.size() - fresh - dropped, dropped);
    balance.of(arrival.signal()).duplicates(outcome.duplicates());
    balance.of(arrival.signal()).dropped(outcome.dropped());
    outbox.passed(arrival);
    outcomes.add(() -> arrival.outcome().complete(outcome));
    taken = 0;
    fresh = 0;
    dropped = 0;
  }

  /// How many items of these arrivals are neither in the batch in the making nor booked; count.
  long held(Signal signal, Deque<Arrival> arrivals) {
    long held = 0;
    for (Arrival arrival : arrivals) {
      held += arrival.signal() == signal ? arrival.size() : 0;
    }
    Arrival first = arrivals.peekFirst();
    return first != null && first.signal() == signal ? held - fresh : held;
  }

  /// Completes the outcomes of the arrivals taken in full, now that their effect shows.
  void tellOutcomes() {
    outcomes.forEach(Runnable::run);
    outcomes.clear();
  }
}
