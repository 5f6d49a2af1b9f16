// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.storage.DeletionReceipt;
import ai.mozaiks.observability.storage.DeletionSubject;
import ai.mozaiks.observability.storage.LogSubject;
import ai.mozaiks.observability.storage.MetricSeries;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.StorageReader;
import ai.mozaiks.observability.storage.StoredLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// What was deleted on request and must not come back when it is sent again: traces and direct
/// events by their ids, log records and points by what they say and when. Eight bytes for each
/// trace and chat: a hash, so that of 10^9 other traces against a million deleted ones one is taken
/// for deleted with a probability of 0.00005. For the fold's thread.
final class DeletedData {
  private long[] parts = {};
  private final Map<String, List<Rule>> apps = new HashMap<>();
  private final Map<String, List<Rule>> users = new HashMap<>();
  private final Map<String, List<Rule>> chats = new HashMap<>();

  /// What names the subject and is not younger than the deletion was deleted.
  private record Rule(DeletionSubject subject, long doneNanos) {}

  /// What the store knows of it.
  ///
  /// @param receipts latest first
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Known(long[] parts, List<DeletionReceipt> receipts) {

    /// When the first of the deletions was done; empty if there is none.
    Optional<Instant> first() {
      return receipts.isEmpty() ? Optional.empty() : Optional.of(receipts.getLast().doneAt());
    }
  }

  /// Asks the store.
  ///
  /// @param since as far back as its memory goes
  static Known read(StorageReader store, Instant since) {
    LongStream.Builder hashes = LongStream.builder();
    store.forEachDeletedPart(part -> hashes.add(KnownIds.hash(part)));
    return new Known(hashes.build().sorted().toArray(), store.deletions(since, Integer.MAX_VALUE));
  }

  /// Takes what the store knows in place of what was known here.
  void learn(Known known) {
    parts = known.parts;
    List.of(apps, users, chats).forEach(Map::clear);
    for (DeletionReceipt receipt : known.receipts) {
      DeletionSubject subject = receipt.request().subject();
      Rule rule = new Rule(subject, Nanos.saturated(receipt.doneAt()));
      switch (subject) {
        case DeletionSubject.OfApp(String app) -> add(apps, app, rule);
        case DeletionSubject.OfUser(String user, _) -> add(users, user, rule);
        case DeletionSubject.OfChat(String chat, _) -> add(chats, chat, rule);
      }
    }
  }

  private static void add(Map<String, List<Rule>> rules, String id, Rule rule) {
    rules.computeIfAbsent(id, _ -> new ArrayList<>()).add(rule);
  }

  /// Whether there is nothing that was deleted.
  boolean isEmpty() {
    return parts.length == 0 && apps.isEmpty() && users.isEmpty() && chats.isEmpty();
  }

  boolean hasPart(PartId part) {
    return parts.length > 0 && Arrays.binarySearch(parts, KnownIds.hash(part)) >= 0;
  }

  boolean hasChat(ChatKey chat) {
    return parts.length > 0 && hasPart(PartId.ofDirectEvents(chat));
  }

  /// Whether a record was deleted, or would have been.
  boolean has(StoredLog log) {
    if (isEmpty()) {
      return false;
    }
    LogSubject subject = log.subject();
    return (log.trace() != null && hasPart(log.trace()))
        || (subject.chatId() != null && hasChat(new ChatKey(subject.app(), subject.chatId())))
        || matches(apps, subject.app(), subject, log.timeNanos())
        || matches(users, subject.user(), subject, log.timeNanos())
        || matches(chats, subject.chatId(), subject, Long.MIN_VALUE);
  }

  private static boolean matches(
      Map<String, List<Rule>> rules, @Nullable String id, LogSubject subject, long timeNanos) {
    return id != null
        && !rules.isEmpty()
        && rules.getOrDefault(id, List.of()).stream()
            .anyMatch(rule -> timeNanos <= rule.doneNanos && rule.subject.names(subject));
  }

  /// Whether a point was deleted, or would have been.
  boolean has(MetricSeries series, long timeNanos) {
    return !apps.isEmpty()
        && apps.getOrDefault(series.app(), List.of()).stream()
            .anyMatch(rule -> timeNanos <= rule.doneNanos);
  }
}
