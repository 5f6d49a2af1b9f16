// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import java.util.concurrent.atomic.AtomicReferenceArray;

/// Makes one of equal values that come shortly after each other: the names of agents, models and
/// tools come with every span, and each span would hold its own copies while it is in memory. Holds
/// a fixed number of values, whatever comes; a new one takes the place of another. Thread-safe.
final class Recent<T> {
  private final AtomicReferenceArray<T> values;

  /// @param places how many values it remembers at most; a power of two
  Recent(int places) {
    if (Integer.bitCount(places) != 1) {
      throw new IllegalArgumentException("places: " + places + " (expected: a power of two)");
    }
    this.values = new AtomicReferenceArray<>(places);
  }

  /// The value itself, or an equal one that came before. Values must be immutable.
  T shared(T value) {
    int hash = value.hashCode();
    int place = (hash ^ hash >>> 16) & (values.length() - 1);
    T known = values.getAcquire(place);
    if (value.equals(known)) {
      return known;
    }
    values.setRelease(place, value);
    return value;
  }
}
