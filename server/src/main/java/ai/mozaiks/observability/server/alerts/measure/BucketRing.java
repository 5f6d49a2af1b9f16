// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.measure;

import java.util.Arrays;
import java.util.TreeMap;

/// Sums per bucket of time, for the latest so many buckets. What is dated ahead of now waits until
/// its time has come, so that a fast clock somewhere cannot push out what is true. What is older
/// than the ring is not kept, whether it is added or withdrawn.
final class BucketRing {
  private static final int MOST_AHEAD = 1_000;

  private final int buckets;
  private final int width;
  private final long[] sums;
  private final TreeMap<Long, long[]> ahead = new TreeMap<>();
  private long newest;

  /// @param width sums per bucket
  /// @param now the newest bucket
  BucketRing(int buckets, int width, long now) {
    this.buckets = buckets;
    this.width = width;
    this.sums = new long[buckets * width];
    this.newest = now;
  }

  int buckets() {
    return buckets;
  }

  void add(long bucket, int cell, long amount) {
    if (bucket > newest) {
      addAhead(bucket, cell, amount);
    } else if (bucket > newest - buckets) {
      int place = placeOf(bucket) + cell;
      sums[place] = sum(sums[place], amount);
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
    return (int) Math.floorMod(bucket, (long) buckets) * width;
  }

  /// Goes on to a later bucket; an earlier one changes nothing.
  void advance(long bucket) {
    if (bucket <= newest) {
      return;
    }
    if (bucket - newest >= buckets) {
      Arrays.fill(sums, 0);
    } else {
      for (long fresh = newest + 1; fresh <= bucket; fresh++) {
        int place = placeOf(fresh);
        Arrays.fill(sums, place, place + width, 0);
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
      sum(first, last + width, into);
    } else {
      sum(first, sums.length, into);
      sum(0, last + width, into);
    }
  }

  private void sum(int first, int end, long[] into) {
    for (int place = first; place < end; place += width) {
      for (int cell = 0; cell < width; cell++) {
        into[cell] = sum(into[cell], sums[place + cell]);
      }
    }
  }

  boolean isEmpty() {
    if (!ahead.isEmpty()) {
      return false;
    }
    for (long sum : sums) {
      if (sum != 0) {
        return false;
      }
    }
    return true;
  }

  // Stops at the bounds: a total that turns negative is worse than one that stands still.
  private static long sum(long a, long b) {
    long sum = a + b;
    boolean overflown = ((a ^ sum) & (b ^ sum)) < 0;
    return overflown ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
  }
}
