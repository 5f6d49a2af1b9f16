// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.storage.PartId;
import com.google.common.hash.BloomFilter;
import com.google.common.hash.Funnels;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Whether an id may be in the store: "no" is certain, "yes" is worth a question. Spares a look-up
/// for every new trace and chat at about 1.8 bytes per id (a Bloom filter of 0.1 % false alarms, in
/// generations so that it can grow). For the fold's thread.
final class KnownIds {
  private static final int FIRST_CAPACITY = 1_000_000;
  private static final double FALSE_ALARMS = 0.001;

  private final List<BloomFilter<Long>> generations = new ArrayList<>();
  private long room;

  /// A hash that spreads well over all 64 bits.
  static long hash(PartId part) {
    return (part.high() * 0x9E3779B97F4A7C15L) ^ part.low() ^ (part.direct() ? 1L : 0L);
  }

  static long hash(ChatKey key) {
    return Hashing.murmur3_128()
        .newHasher()
        .putString(key.app(), StandardCharsets.UTF_8)
        .putByte((byte) 0)
        .putString(key.chatId(), StandardCharsets.UTF_8)
        .hash()
        .asLong();
  }

  void add(long hash) {
    if (mayContain(hash)) {
      return;
    }
    if (room == 0) {
      long capacity = (long) FIRST_CAPACITY << Math.min(generations.size(), 6);
      generations.add(BloomFilter.create(Funnels.longFunnel(), capacity, FALSE_ALARMS));
      room = capacity;
    }
    generations.getLast().put(hash);
    room--;
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
