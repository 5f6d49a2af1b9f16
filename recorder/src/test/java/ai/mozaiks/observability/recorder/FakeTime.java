// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/// A wall clock and a monotonic one that move only when told, and apart if told so.
final class FakeTime implements InstantSource {
  private final AtomicLong nanos = new AtomicLong();
  private volatile Instant wall = Instant.parse("2025-10-02T10:00:00Z");

  void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
    wall = wall.plus(duration);
  }

  void setWall(Instant wall) {
    this.wall = wall;
  }

  @Override
  public Instant instant() {
    return wall;
  }

  long ticks() {
    return nanos.get();
  }
}
