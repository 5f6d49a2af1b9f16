// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.grpc;

import java.time.Duration;

/// What a sender may ask of the gRPC server.
///
/// @param maxMessageBytes of one request, both as sent and decompressed; beyond it
///   RESOURCE_EXHAUSTED
/// @param maxConnections open connections; more are closed at once
/// @param messageTimeout how long a whole request may take to arrive; beyond it DEADLINE_EXCEEDED
/// @param idleTimeout how long a connection may be without a call
/// @param maxAge how long a connection may live; calls under way get a minute more
public record GrpcLimits(
    int maxMessageBytes,
    int maxConnections,
    Duration messageTimeout,
    Duration idleTimeout,
    Duration maxAge) {

  /// 64 MiB as OTLP 1.11 recommends, 1,024 connections, 60 s for a request, 5 minutes of silence,
  /// an hour.
  public static final GrpcLimits DEFAULT =
      new GrpcLimits(
          64 << 20, 1_024, Duration.ofSeconds(60), Duration.ofMinutes(5), Duration.ofHours(1));

  public GrpcLimits {
    requirePositive(maxMessageBytes, "maxMessageBytes");
    requirePositive(maxConnections, "maxConnections");
    requirePositive(messageTimeout.toMillis(), "messageTimeout");
    requirePositive(idleTimeout.toMillis(), "idleTimeout");
    requirePositive(maxAge.toMillis(), "maxAge");
  }

  public GrpcLimits withMaxMessageBytes(int bytes) {
    return new GrpcLimits(bytes, maxConnections, messageTimeout, idleTimeout, maxAge);
  }

  private static void requirePositive(long value, String name) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }
}
