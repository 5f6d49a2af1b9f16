// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.measure;

import java.util.Arrays;
import java.util.TreeMap;

/// Sums per bucket of time, for the latest so many buckets. What is dated ahead of now waits until
/// its time has come, so that a fast clock somewhere cannot push out what is true. What is older
/// than the ring is not kept, whether it is added or withdrawn.
///
/// Takes memory where there are sums: many groups do something now and then, and a distribution
/// over half a day has more than ten thousand cells.
final class BucketRing {
  private static final int MOST_AHEAD = 1_000;
  private static final int CELLS_PER_CHUNK = 32;
  private static final long[] NONE = {};

  private final int buckets;
  private final int width;
  private final int perChunk;
  private final long[][] chunks;
  private final TreeMap<Long, long[]> ahead = new TreeMap<>();
  private long newest;

  /// @param width sums per bucket
  /// @param now the newest bucket
  BucketRing(int buckets, int width, long now) {
    this.buckets = buckets;
    this.width = width;
    this.perChunk = Math.max(1, CELLS_PER_CHUNK / width);
    this.chunks = new long[(buckets + perChunk - 1) / perChunk][];
    Arrays.fill(chunks, NONE);
    this.newest = now;
  }

  int buckets() {
    return buckets;
  }

  void add(long bucket, int cell, long amount) {
    if (bucket > newest) {
      addAhead(bucket, cell, amount);
    } else if (bucket > newest - buckets) {
      int place = placeOf(bucket);
      long[] chunk = chunks[place / perChunk];
      if (chunk.length == 0) {
        chunk = new long[perChunk * width];
        chunks[place / perChunk] = chunk;
      }
      int at = place % perChunk * width + cell;
      chunk[at] = sum(chunk[at], amount);
    }
  }

  private void addAhead(long bucket, int cell, long amount) {
    long[] cells = ahead.get(bucket);
    if (cells == null) {
      if (ahead.size() >= MOST_AHEAD) {
        return;
      }
      cells = new long[width];
      ahead.put(bucket, cells);
    }
    cells[cell] = sum(cells[cell], amount);
  }

  private int placeOf(long bucket) {
    return (int) Math.floorMod(bucket, (long) buckets);
  }

  /// Goes on to a later bucket; an earlier one changes nothing.
  void advance(long bucket) {
    if (bucket <= newest) {
      return;
    }
    if (bucket - newest >= buckets) {
      Arrays.fill(chunks, NONE);
    } else {
      for (long fresh = newest + 1; fresh <= bucket; fresh++) {
        clear(placeOf(fresh));
      }
    }
    newest = bucket;
    while (!ahead.isEmpty() && ahead.firstKey() <= bucket) {
      var due = ahead.pollFirstEntry();
      for (int cell = 0; cell < width; cell++) {
        add(due.getKey(), cell, due.getValue()[cell]);
      }
    }
  }

  private void clear(int place) {
    long[] chunk = chunks[place / perChunk];
    if (chunk.length > 0) {
      int at = place % perChunk * width;
      Arrays.fill(chunk, at, at + width, 0);
      if (isEmpty(chunk)) {
        chunks[place / perChunk] = NONE;
      }
    }
  }

  private static boolean isEmpty(long[] chunk) {
    for (long sum : chunk) {
      if (sum != 0) {
        return false;
      }
    }
    return true;
  }

  /// Adds up from a bucket to the one before another, at most to the newest.
  void sum(long from, long until, long[] into) {
    long begin = Math.max(from, newest - buckets + 1);
    long end = Math.min(until - 1, newest);
    if (begin > end) {
      return;
    }
    int first = placeOf(begin);
    int last = placeOf(end);
    if (first <= last) {
      sum(first, last + 1, into);
    } else {
      sum(first, buckets, into);
      sum(0, last + 1, into);
    }
  }

  private void sum(int first, int end, long[] into) {
    int place = first;
    while (place < end) {
      int next = Math.min(end, (place / perChunk + 1) * perChunk);
      long[] chunk = chunks[place / perChunk];
      if (chunk.length > 0) {
        int until = (next - 1) % perChunk * width + width;
        for (int at = place % perChunk * width; at < until; at += width) {
          for (int cell = 0; cell < width; cell++) {
            into[cell] = sum(into[cell], chunk[at + cell]);
          }
        }
      }
      place = next;
    }
  }

  boolean isEmpty() {
    if (!ahead.isEmpty()) {
      return false;
    }
    for (long[] chunk : chunks) {
      if (!isEmpty(chunk)) {
        return false;
      }
    }
    return true;
  }

  /// How many cells take memory.
  int cells() {
    int cells = 0;
    for (long[] chunk : chunks) {
      cells += chunk.length;
    }
    return cells;
  }

  // Stops at the bounds: a total that turns negative is worse than one that stands still.
  private static long sum(long a, long b) {
    long sum = a + b;
    boolean overflown = ((a ^ sum) & (b ^ sum)) < 0;
    return overflown ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
  }
}
