// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ownlog;

import java.util.function.LongSupplier;

/// So many lines a second, and more at once after a silence. Thread-safe.
final class LineRate {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final int perSecond;
  private final int atOnce;
  private final LongSupplier nanoTime;
  private double room; // guarded by this
  private long last; // guarded by this

  /// @param perSecond on the average; count
  /// @param atOnce after a silence; count
  LineRate(int perSecond, int atOnce, LongSupplier nanoTime) {
    this.perSecond = perSecond;
    this.atOnce = atOnce;
    this.nanoTime = nanoTime;
    room = atOnce;
    last = nanoTime.getAsLong();
  }

  /// Whether one more may pass.
  synchronized boolean take() {
    long now = nanoTime.getAsLong();
    room = Math.min(atOnce, room + (double) (now - last) * perSecond / NANOS_PER_SECOND);
    last = now;
    if (room < 1) {
      return false;
    }
    room--;
    return true;
  }
}
