// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.http;

import java.time.Duration;

/// What a sender may ask of the server.
///
/// @param maxBodyBytes of one body, both as sent and decompressed; beyond it 413
/// @param maxHeaderBytes of the request line and all headers; beyond it 431
/// @param idleTimeout how long a connection may be silent, also within a request; headers may take
///   up to twice that
/// @param bodyTimeout how long a whole body may take; beyond it 408
/// @param maxConnections open connections; more wait in the system's queue
/// @param stopTimeout how long requests under way may take when the server closes
public record HttpLimits(
    int maxBodyBytes,
    int maxHeaderBytes,
    Duration idleTimeout,
    Duration bodyTimeout,
    int maxConnections,
    Duration stopTimeout) {

  /// 64 MiB as OTLP 1.11 recommends, 32 KiB of headers, 30 s of silence, 60 s for a body, 4,096
  /// connections, 5 s to stop.
  public static final HttpLimits DEFAULT =
      new HttpLimits(
          64 << 20,
          32 << 10,
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          4096,
          Duration.ofSeconds(5));

  public HttpLimits {
    requirePositive(maxBodyBytes, "maxBodyBytes");
    requirePositive(maxHeaderBytes, "maxHeaderBytes");
    requirePositive(idleTimeout.toMillis(), "idleTimeout");
    requirePositive(bodyTimeout.toMillis(), "bodyTimeout");
    requirePositive(maxConnections, "maxConnections");
    requirePositive(stopTimeout.toMillis(), "stopTimeout");
  }

  public HttpLimits withMaxBodyBytes(int bytes) {
    return new HttpLimits(
        bytes, maxHeaderBytes, idleTimeout, bodyTimeout, maxConnections, stopTimeout);
  }

  public HttpLimits withTimeouts(Duration idle, Duration body) {
    return new HttpLimits(maxBodyBytes, maxHeaderBytes, idle, body, maxConnections, stopTimeout);
  }

  private static void requirePositive(long value, String name) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }
}
