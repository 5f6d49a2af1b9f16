// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

import java.util.concurrent.atomic.AtomicLong;

/// Bounds what all requests under way take together, as they came and decoded, so that memory has a
/// bound whatever arrives. Shared by HTTP and gRPC. Thread-safe.
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

  /// One request's share, given back when closed; takes nothing after that. Thread-safe: transports
  /// read in other threads than those that decode.
  public final class Lease implements AutoCloseable {
    private long taken;
    private boolean closed;

    private Lease() {}

    /// Takes more bytes, at once or not at all.
    ///
    /// @return whether there was room
    public synchronized boolean take(long bytes) {
      if (closed) {
        return false;
      }
      long now = used.addAndGet(bytes);
      if (now > capacity) {
        used.addAndGet(-bytes);
        return false;
      }
      taken += bytes;
      return true;
    }

    /// Whether there would be room for more if others had taken next to nothing, an eighth.
    synchronized boolean couldTake(long bytes) {
      return taken + bytes <= capacity - capacity / 8;
    }

    long capacity() {
      return capacity;
    }

    @Override
    public synchronized void close() {
      closed = true;
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
