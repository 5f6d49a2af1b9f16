// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.RecordKey;
import ai.mozaiks.observability.storage.StorageReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;

/// Which records of a kind that belong to no part (log records) the store has, or will have with a
/// batch that is being made or written: so that a resend changes nothing. A filter spares the
/// question to the store for nearly all that are new. For the fold's thread, but for [#alsoKnown].
final class KnownRecords {
  private final StoreQuestions questions;
  private final KnownIds stored;
  private final BiFunction<StorageReader, Collection<RecordKey>, Set<RecordId>> lookUp;
  private final Deque<Batch> underWay = new ArrayDeque<>();
  private Set<RecordId> inTheMaking = new HashSet<>();
  private Set<RecordId> found = Set.of();
  private final Queue<RecordId> told = new ConcurrentLinkedQueue<>();

  /// What a batch has that is not stored yet, as far as anybody knows.
  private record Batch(long number, Set<RecordId> ids) {}

  /// @param stored what the store may have; is added to
  /// @param lookUp the question to the store
  KnownRecords(
      StoreQuestions questions,
      KnownIds stored,
      BiFunction<StorageReader, Collection<RecordKey>, Set<RecordId>> lookUp) {
    this.questions = questions;
    this.stored = stored;
    this.lookUp = lookUp;
  }

  /// Learns that the store may know a record by this id as well. For any thread.
  void alsoKnown(RecordId id) {
    told.add(id);
  }

  /// Takes over what was learnt.
  void takeOver() {
    for (RecordId id = told.poll(); id != null; id = told.poll()) {
      stored.add(KnownIds.hash(id));
    }
  }

  /// Finds out about the records that come next.
  ///
  /// @throws StoreQuestions.UnavailableException if the store cannot be read now; nothing was
  ///   changed
  void makeReady(Collection<RecordKey> next) {
    takeOver();
    List<RecordKey> uncertain = new ArrayList<>();
    for (RecordKey key : next) {
      if (stored.mayContain(KnownIds.hash(key.id())) && !isOnItsWay(key.id())) {
        uncertain.add(key);
      }
    }
    found = uncertain.isEmpty() ? Set.of() : questions.ask(store -> lookUp.apply(store, uncertain));
  }

  /// Whether one of the records that [#makeReady] was told of is known.
  boolean contains(RecordId id) {
    return found.contains(id) || isOnItsWay(id);
  }

  /// Takes one that is not known.
  void add(RecordId id) {
    inTheMaking.add(id);
    stored.add(KnownIds.hash(id));
  }

  private boolean isOnItsWay(RecordId id) {
    return inTheMaking.contains(id) || underWay.stream().anyMatch(batch -> batch.ids.contains(id));
  }

  /// Notes that what was added since the last call goes to the store.
  void handedOver(long batch) {
    if (!inTheMaking.isEmpty()) {
      underWay.add(new Batch(batch, inTheMaking));
      inTheMaking = new HashSet<>();
    }
  }

  /// Forgets what the store can tell of from now on.
  ///
  /// @param storedBatch the latest batch that is stored
  void stored(long storedBatch) {
    while (!underWay.isEmpty() && underWay.getFirst().number <= storedBatch) {
      underWay.removeFirst();
    }
  }
}
