// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.storage.KnownChat;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.RecordId;
import com.google.common.hash.BloomFilter;
import com.google.common.hash.Funnels;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether an id may be in the store: "no" is certain, "yes" is worth a question. Spares a look-up
/// for every new trace and chat at about 1.8 bytes per id (a Bloom filter of 0.1 % false alarms, in
/// generations so that it can grow, up to 31 million ids in 56 MB). What is beyond goes into the
/// last generation all the same: it only says "yes" more often. For the fold's thread, but for a
/// [#successor] until it is taken over.
final class KnownIds {
  private static final int FIRST_CAPACITY = 1_000_000;
  private static final int GENERATIONS = 5;
  private static final int RECENT_AT_MOST = 2_000_000;
  private static final double FALSE_ALARMS = 0.001;

  private final int firstCapacity;
  private final int maxGenerations;
  private final List<BloomFilter<Long>> generations = new ArrayList<>();
  private long room;

  // What was added since a successor was begun, which may not have read it; null when there is
  // none.
  private @Nullable List<Long> recent;

  KnownIds() {
    this(FIRST_CAPACITY, GENERATIONS);
  }

  /// @param firstCapacity ids in the first generation; each further one takes twice as many
  KnownIds(int firstCapacity, int maxGenerations) {
    this.firstCapacity = firstCapacity;
    this.maxGenerations = maxGenerations;
  }

  /// A hash that spreads well over all 64 bits.
  static long hash(PartId part) {
    return (part.high() * 0x9E3779B97F4A7C15L) ^ part.low() ^ (part.direct() ? 1L : 0L);
  }

  static long hash(RecordId id) {
    return id.low(); // a digest already
  }

  static long hash(ChatKey key) {
    return KnownChat.hash(key);
  }

  void add(long hash) {
    if (recent != null) {
      recent.add(hash);
      if (recent.size() > RECENT_AT_MOST) {
        recent = null; // the successor comes too late to be of use
      }
    }
    if (mayContain(hash)) {
      return;
    }
    if (room == 0 && generations.size() < maxGenerations) {
      long capacity = (long) firstCapacity << generations.size();
      generations.add(BloomFilter.create(Funnels.longFunnel(), capacity, FALSE_ALARMS));
      room = capacity;
    }
    generations.getLast().put(hash);
    room = Math.max(0, room - 1);
  }

  /// Begins a new set, for what is in the store now. What is added here from now on is kept beside
  /// it until [#replaceWith].
  KnownIds successor() {
    recent = new ArrayList<>();
    return new KnownIds(firstCapacity, maxGenerations);
  }

  /// Takes a filled successor's place, and forgets what neither it nor anybody since told of. Does
  /// nothing if too much was added since.
  void replaceWith(KnownIds successor) {
    List<Long> since = recent;
    recent = null;
    if (since != null) {
      generations.clear();
      generations.addAll(successor.generations);
      room = successor.room;
      since.forEach(this::add);
    }
  }

  /// How many filters there are.
  int generations() {
    return generations.size();
  }

  boolean mayContain(long hash) {
    for (BloomFilter<Long> generation : generations) {
      if (generation.mightContain(hash)) {
        return true;
      }
    }
    return false;
  }
}
