// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import java.time.Duration;

/// How long a sender has to wait before its request is taken, so that senders slow down to the
/// store's speed evenly. Without it they would run into the bound all at once, stand still until
/// the next batch is stored, and a few would wait for seconds.
///
/// No wait while less than half of the room is taken; from there it grows evenly. Well below the
/// ten seconds after which OTLP clients give up.
final class Pacing {
  static final Duration LONGEST = Duration.ofMillis(200);

  private Pacing() {}

  /// The wait for one request.
  ///
  /// @param pendingBytes what is journalled but not stored; bytes
  /// @param maxPendingBytes how much there is room for; bytes, `> 0`
  static Duration pause(long pendingBytes, long maxPendingBytes) {
    double beyondHalf = 2.0 * pendingBytes / maxPendingBytes - 1;
    double share = Math.clamp(beyondHalf, 0, 1);
    return Duration.ofNanos(Math.round(share * LONGEST.toNanos()));
  }
}
