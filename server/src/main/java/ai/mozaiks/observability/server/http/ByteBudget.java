// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

import java.util.concurrent.atomic.AtomicLong;

/// Bounds the bytes of all requests under way together, so that memory has a bound whatever
/// arrives. Shared by HTTP and gRPC. Thread-safe.
public final class ByteBudget {
  private final long capacity;
  private final AtomicLong used = new AtomicLong();

  /// Starts with nothing in use.
  ///
  /// @param capacity how many bytes may be in use at a time; `> 0`
  public ByteBudget(long capacity) {
    if (capacity <= 0) {
      throw new IllegalArgumentException("capacity: " + capacity + " (expected: > 0)");
    }
    this.capacity = capacity;
  }

  /// One request's share, given back when closed. Not thread-safe.
  public final class Lease implements AutoCloseable {
    private long taken;

    private Lease() {}

    /// Takes more bytes, at once or not at all.
    ///
    /// @return whether there was room
    public boolean take(long bytes) {
      long now = used.addAndGet(bytes);
      if (now > capacity) {
        used.addAndGet(-bytes);
        return false;
      }
      taken += bytes;
      return true;
    }

    @Override
    public void close() {
      used.addAndGet(-taken);
      taken = 0;
    }
  }

  /// A share that has taken nothing yet.
  public Lease open() {
    return new Lease();
  }

  /// Bytes in use now.
  public long used() {
    return used.get();
  }

  public long capacity() {
    return capacity;
  }
}
