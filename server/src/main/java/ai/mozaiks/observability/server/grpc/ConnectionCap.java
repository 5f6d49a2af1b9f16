// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.grpc;

import io.grpc.Attributes;
import io.grpc.ServerTransportFilter;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Bounds the open connections: gRPC itself has no bound. Thread-safe.
final class ConnectionCap extends ServerTransportFilter {
  private static final Attributes.Key<Boolean> COUNTED = Attributes.Key.create("counted");

  private final int max;
  private final AtomicInteger open = new AtomicInteger();

  ConnectionCap(int max) {
    this.max = max;
  }

  /// Closes a connection that is one too many: failing here is the way that gRPC has for it.
  private static final class TooManyConnections extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyConnections(int max) {
      super("connections: more than " + max, null, false, false);
    }
  }

  @Override
  public Attributes transportReady(Attributes attributes) {
    if (open.incrementAndGet() > max) {
      open.decrementAndGet();
      throw new TooManyConnections(max);
    }
    return attributes.toBuilder().set(COUNTED, true).build();
  }

  @Override
  public void transportTerminated(@Nullable Attributes attributes) {
    if (attributes != null && attributes.get(COUNTED) != null) {
      open.decrementAndGet();
    }
  }
}
