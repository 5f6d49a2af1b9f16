// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.server.fold.Arrival.ArrivedLog;
import ai.mozaiks.observability.server.fold.Arrival.ArrivedSpan;
import ai.mozaiks.observability.server.normalise.DirectDerivation;
import ai.mozaiks.observability.server.normalise.Pricing;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.server.normalise.dialect.Origin;
import ai.mozaiks.observability.server.normalise.dialect.SpanFacts;
import ai.mozaiks.observability.server.normalise.trace.TraceDerivation;
import ai.mozaiks.observability.storage.DeletionReceipt;
import ai.mozaiks.observability.storage.DeletionRequest;
import ai.mozaiks.observability.storage.InMemoryStorage;
import ai.mozaiks.observability.storage.Storage;
import ai.mozaiks.observability.storage.StorageException;
import ai.mozaiks.observability.storage.StorageReader;
import ai.mozaiks.observability.storage.StoredSpan;
import ai.mozaiks.observability.storage.TotalsKey;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A fold over an in-memory store, with a clock that only moves when told. A restart loses
/// everything but the store and what was journalled after its last batch, as a crash does.
final class FoldRig {
  static final Pricing PRICING =
      (provider, responseModel, requestModel, usage) ->
          usage.promptTokens() == null
              ? Cost.UNPRICED
              : Cost.computed(usage.promptTokens() * 150_000, "0.15 per million");

  final Storage storage;
  final FoldSettings settings;
  private final int maxSeries;
  Balance balance = new Balance();
  private StoreQuestions questions;
  MergedChats chats;
  SeriesTotals totals;
  private ColdParts coldParts;
  private Fold fold;
  private long now = 1;
  private long sequence;
  private long storedBatch;
  private int mostRecords;

  /// What calls cost; another price table comes with a restart.
  Pricing prices = PRICING;

  /// Whether deriving what used tokens throws what it should not.
  boolean mistake;

  private final Deque<Arrival> front = new ArrayDeque<>();
  private final List<Arrival> journal = new ArrayList<>();

  FoldRig() {
    this(new InMemoryStorage(), FoldSettings.DEFAULT);
  }

  FoldRig(Storage storage, FoldSettings settings) {
    this(storage, settings, LastingSeries.MAX);
  }

  /// @param maxSeries how many lasting series are kept apart
  FoldRig(Storage storage, FoldSettings settings, int maxSeries) {
    this.maxSeries = maxSeries;
    this.storage = storage;
    this.settings = settings;
    KnownIds storedChats = new KnownIds();
    questions = new StoreQuestions(storage.reader());
    chats = new MergedChats(questions, storedChats, settings.maxLiveChats());
    totals = new SeriesTotals(maxSeries);
    coldParts = coldParts();
    fold = open(new KnownIds(), new KnownIds(), new KnownIds());
  }

  private Fold open(KnownIds storedParts, KnownIds storedLogs, KnownIds storedPoints) {
    return new Fold(
        questions,
        coldParts,
        storedParts,
        storedLogs,
        storedPoints,
        chats,
        totals,
        balance,
        settings,
        storage.appliedSequence());
  }

  private ColdParts coldParts() {
    return new ColdParts(
        questions,
        Dialects.standard(),
        new TraceDerivation(this::price),
        new DirectDerivation(this::price));
  }

  private Cost price(
      @Nullable String provider,
      @Nullable String responseModel,
      @Nullable String requestModel,
      TokenUsage usage) {
    if (mistake) {
      throw new ClassCastException("a mistake in a rule");
    }
    return prices.price(provider, responseModel, requestModel, usage);
  }

  /// Reads a request as the intake does.
  static List<ArrivedSpan> spans(ExportTraceServiceRequest request) {
    List<ArrivedSpan> spans = new ArrayList<>();
    for (ResourceSpans resourceSpans : request.getResourceSpansList()) {
      for (ScopeSpans scopeSpans : resourceSpans.getScopeSpansList()) {
        Origin origin = Origin.of(resourceSpans, scopeSpans);
        for (Span span : scopeSpans.getSpansList()) {
          byte[] body = span.toByteArray();
          SpanFacts facts = Dialects.standard().read(span, origin, body);
          spans.add(
              new ArrivedSpan(
                  facts,
                  new StoredSpan(
                      facts.trace(),
                      facts.spanId(),
                      facts.parentSpanId(),
                      span.getName(),
                      span.getStartTimeUnixNano(),
                      span.getEndTimeUnixNano(),
                      span.getKindValue(),
                      span.getStatus().getCodeValue(),
                      origin.stored().id(),
                      body),
                  List.of()));
        }
      }
    }
    return spans;
  }

  Outcome sendSpans(List<ArrivedSpan> spans) {
    return send(new Arrival.Spans(spans));
  }

  Outcome sendEvents(List<ChatEvent> events) {
    return send(new Arrival.Events(events));
  }

  Outcome sendLogs(List<ArrivedLog> logs) {
    return send(new Arrival.Logs(logs));
  }

  private Outcome send(Arrival.Items items) {
    Arrival arrival = new Arrival(++sequence, items, 1, new CompletableFuture<>());
    journal.add(arrival);
    accepted(arrival);
    take(arrival);
    fold.advance(now);
    return arrival.outcome().join();
  }

  private void accepted(Arrival arrival) {
    Balance.Account account = balance.of(arrival.signal());
    account.accepted(arrival.size(), () -> account.waiting(arrival.size()));
  }

  /// As the thread does when nothing is between two places. Whatever was done before, nothing may
  /// be missing.
  private void endOfRound() {
    for (Signal signal : Signal.values()) {
      balance.of(signal).endOfRound(fold.held(signal, front));
      assertThat(balance.of(signal).read().unaccounted()).isZero();
    }
  }

  private void take(Arrival arrival) {
    balance.of(arrival.signal()).takenUp(arrival.size());
    front.add(arrival);
    while (true) {
      try {
        while (!fold.take(front, now)) { // as the thread does when there is no room
          mostRecords = Math.max(mostRecords, fold.hotRecords());
          assertThat(fold.deriveAll(now)).isTrue();
          store();
          fold.advance(now);
          endOfRound();
        }
        endOfRound();
        mostRecords = Math.max(mostRecords, fold.hotRecords());
        return;
      } catch (StoreQuestions.UnavailableException _) {
        fold.advance(now); // as the thread does, it goes on and tries again
      }
    }
  }

  /// The most records that moving parts ever held.
  int mostRecords() {
    return mostRecords;
  }

  /// Why the store could not be read; null when it could.
  @Nullable StorageException readFailure() {
    return questions.failure();
  }

  /// How often a stored span could not be read.
  long unreadableSpans() {
    return coldParts.unreadableSpans();
  }

  /// The time; noon at the start.
  Instant instant() {
    return Instant.parse("2026-03-01T12:00:00Z").plusNanos(now);
  }

  /// Stores what is new, and lets go of what is done.
  void store() {
    HandOver handOver = fold.handOver(instant());
    storage.write(handOver.batch());
    for (Signal signal : Signal.values()) {
      balance.of(signal).stored(handOver.fresh(signal));
    }
    endOfRound();
    storedBatch = handOver.number();
    fold.release(storedBatch, now);
  }

  /// Deletes by age.
  Storage.Deleted delete(Duration retention) {
    Instant cutoff = instant().minus(retention);
    assertThat(fold.deriveAll(now)).isTrue();
    store();
    Storage.Deleted deleted = storage.deleteBefore(cutoff);
    fold.forgetBefore(cutoff);
    return deleted;
  }

  /// Deletes on request.
  DeletionReceipt delete(DeletionRequest request) {
    assertThat(fold.deriveAll(now)).isTrue();
    store();
    DeletionReceipt receipt = storage.delete(request, instant());
    fold.forgetDeleted(Instant.MIN);
    return receipt;
  }

  /// A deleted chat of which something came all the same; null if there is none.
  @Nullable ChatKey returnedChat() {
    return fold.hasReturnedChats() ? fold.takeReturnedChat() : null;
  }

  /// Lets go of chats that are at rest, as the thread does now and then.
  ///
  /// @return how many left because there were too many
  int evict() {
    return chats.evict(
        instant().minus(settings.keepCompleted()), instant().minus(settings.abandonedAfter()));
  }

  /// Makes a batch, and lets so much time pass while the store does not take it. The process must
  /// end then.
  void storeInVain(Duration duration) {
    var _ = fold.handOver(instant());
    pass(duration);
    fold.release(storedBatch, now);
  }

  /// Makes a batch and forgets it, as no program should.
  ///
  /// @return how many items of a signal are missing then
  long loseABatch(Signal signal) {
    var _ = fold.handOver(instant());
    balance.of(signal).endOfRound(fold.held(signal, front));
    return balance.of(signal).read().unaccounted();
  }

  /// Lets time pass before the fold notices.
  void now(Duration later) {
    now += later.toNanos();
  }

  /// Lets time pass.
  void pass(Duration duration) {
    now += duration.toNanos();
    fold.advance(now);
  }

  /// Everything quiet, published, stored and gone from memory.
  void settle() {
    pass(settings.rootGrace().plusSeconds(1));
    store();
    pass(Duration.ofSeconds(3));
    store();
  }

  /// Ends the process without a word and starts another on the same store and journal.
  void crashAndRestart() {
    balance = new Balance();
    storedBatch = 0;
    KnownIds storedChats = new KnownIds();
    KnownIds storedParts = new KnownIds();
    KnownIds storedLogs = new KnownIds();
    KnownIds storedPoints = new KnownIds();
    questions = new StoreQuestions(storage.reader());
    coldParts = coldParts();
    chats = new MergedChats(questions, storedChats, settings.maxLiveChats());
    totals = new SeriesTotals(maxSeries);
    storage
        .reader()
        .forEachChat(chat -> {
          storedChats.add(KnownIds.hash(chat.summary().key()));
          chats.restore(chat);
        });
    fold = open(storedParts, storedLogs, storedPoints);
    fold.restoreDeleted(storage.reader(), Instant.MIN);
    storage.reader().forEachPointId(id -> storedPoints.add(KnownIds.hash(id)));
    storage.reader().forEachLogId(id -> storedLogs.add(KnownIds.hash(id)));
    storage
        .reader()
        .forEachPart(part -> {
          storedParts.add(KnownIds.hash(part.part()));
          if (!part.settled()) {
            fold.addUnfinished(part.part(), now);
          }
        });
    StorageReader stored = storage.reader();
    totals.restore(stored.lastingSeries(), stored.totals(), stored.counterShifts());
    long applied = storage.appliedSequence();
    for (Arrival arrival : List.copyOf(journal)) {
      if (arrival.sequence() > applied) {
        accepted(arrival);
        take(arrival);
      }
    }
    fold.advance(now);
  }

  int movingParts() {
    return fold.movingParts();
  }

  long failedDerivations() {
    return fold.failedDerivations();
  }

  Map<ChatKey, ChatSummary> liveChats() {
    Map<ChatKey, ChatSummary> byKey = new TreeMap<>();
    chats.all().forEach(chat -> byKey.put(chat.key(), chat));
    return byKey;
  }

  Map<ChatKey, ChatSummary> storedChats() {
    Map<ChatKey, ChatSummary> byKey = new TreeMap<>();
    storage.reader().forEachChat(chat -> byKey.put(chat.summary().key(), chat.summary()));
    return byKey;
  }

  Tally storedTotals() {
    Tally sum = new Tally();
    storage.reader().totals().values().forEach(series -> sum.add(series.tally()));
    return sum;
  }

  Tally publishedTotals() {
    Tally sum = new Tally();
    for (Map.Entry<TotalsKey, ai.mozaiks.observability.storage.Totals> series :
        totals.published().entrySet()) {
      sum.add(series.getValue().tally());
    }
    return sum;
  }
}
