// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.entry;

import java.time.Duration;
import java.time.Instant;

/// When something was received, by this server's clock, and what lies too far ahead of that. A time
/// ahead is not believed: it would keep a chat running, and the first in every list, until then.
/// The time of receipt stands for it.
///
/// @param now the time of receipt
public record ReceiptTime(Instant now) {

  /// How far ahead a time may lie. Clocks of hosts differ by seconds; what is further ahead comes
  /// from a clock, a time zone or a unit gone wrong.
  public static final Duration MOST_AHEAD = Duration.ofHours(1);

  /// A clock before this was never set: it knows nothing about what is ahead.
  private static final Instant CREDIBLE_SINCE = Instant.parse("2025-01-01T00:00:00Z");

  /// The latest time that is believed; [Instant#MAX] while this server's own clock is not.
  public Instant latest() {
    return now.isBefore(CREDIBLE_SINCE) ? Instant.MAX : now.plus(MOST_AHEAD);
  }
}
