// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import java.time.Duration;

/// There is no room for more data at the moment. Answered with 503 (HTTP) or UNAVAILABLE (gRPC) and
/// the time to wait.
public final class OverloadedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  public OverloadedException(String message, Duration retryAfter) {
    super(message, null, false, false); // thrown often when it matters most: no stack trace
    this.retryAfter = retryAfter;
  }

  /// How long the sender should wait; whole seconds, at least one.
  public Duration retryAfter() {
    return retryAfter;
  }
}
