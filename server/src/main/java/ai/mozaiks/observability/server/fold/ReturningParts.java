// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.storage.PartId;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Brings parts back from the store: those that late records belong to, and the unfinished ones
/// when it is their turn. Asks for many at once, and for no more than there is room for. For the
/// fold's thread.
final class ReturningParts {
  private static final int RESUME_AT_ONCE = 2_000;

  private final ColdParts coldParts;
  private final MovingParts parts;
  private final UnfinishedParts unfinished;
  private final FoldSettings settings;

  ReturningParts(
      ColdParts coldParts, MovingParts parts, UnfinishedParts unfinished, FoldSettings settings) {
    this.coldParts = coldParts;
    this.parts = parts;
    this.unfinished = unfinished;
    this.settings = settings;
  }

  /// Brings back what the next records belong to, all in one question, for as many records as there
  /// is room for.
  ///
  /// @param skipped how many records of the first arrival are left out
  /// @return how many records may be taken now; 0 if there is no room
  /// @throws StoreQuestions.UnavailableException if the store cannot be read now; nothing was
  ///   changed
  int makeReady(Deque<Arrival> arrivals, int skipped, long now) {
    int room = settings.hardMaxMovingRecords() - parts.records();
    if (room <= 0) {
      return 0;
    }
    List<@Nullable PartId> next = Slice.partsOf(arrivals, skipped, room);
    Set<PartId> wanted = new HashSet<>();
    for (PartId id : next) {
      if (id != null && parts.mayBeCold(id)) {
        wanted.add(id);
      }
    }
    // A part that is larger than all the room there can be comes alone, when the others are gone as
    // far as they go.
    boolean alone = parts.records() <= settings.maxMovingRecords();
    Slice slice = Slice.of(next, coldParts.sizes(wanted), room, alone);
    for (Part part : coldParts.load(slice.loading()).values()) {
      parts.add(part, now);
      if (unfinished.remove(part.id)) {
        parts.changed(part);
      }
    }
    return slice.count();
  }

  /// Brings the direct events of chats back that are at rest, however little room there is: they
  /// have to be decided together with a trace.
  ///
  /// @throws StoreQuestions.UnavailableException if the store cannot be read now; nothing was
  ///   changed
  void bringBack(Collection<ChatKey> chats, long now) {
    Set<PartId> wanted = new HashSet<>();
    for (ChatKey chat : chats) {
      PartId direct = PartId.ofDirectEvents(chat);
      if (parts.mayBeCold(direct)) {
        wanted.add(direct);
      }
    }
    for (Part part : coldParts.load(wanted).values()) {
      parts.add(part, now);
      unfinished.remove(part.id);
    }
  }

  /// Brings unfinished parts back whose turn it is, as far as there is room. If the store cannot be
  /// read now, they keep their turn.
  void resume(long now) {
    if (parts.records() >= settings.maxMovingRecords()) {
      return;
    }
    Map<PartId, UnfinishedParts.Turn> due = unfinished.due(now, RESUME_AT_ONCE);
    for (PartId id : List.copyOf(due.keySet())) {
      if (parts.contains(id)) {
        unfinished.remove(id);
        due.remove(id);
      }
    }
    if (due.isEmpty()) {
      return;
    }
    try {
      Map<PartId, Integer> sizes = coldParts.sizes(due.keySet());
      int room = settings.maxMovingRecords() - parts.records();
      Set<PartId> loading = Slice.fitting(due.keySet(), sizes, room);
      coldParts.load(loading).values().forEach(part -> resume(part, due, now));
      due.keySet().removeIf(id -> sizes.containsKey(id) && !loading.contains(id));
      due.keySet().forEach(unfinished::remove);
    } catch (StoreQuestions.UnavailableException _) {
      // the questions tell why
    }
  }

  private void resume(Part part, Map<PartId, UnfinishedParts.Turn> turns, long now) {
    parts.add(part, now);
    UnfinishedParts.Turn turn = turns.get(part.id);
    part.lastArrival = turn == null ? now : turn.lastArrival();
    parts.changed(part);
  }
}
