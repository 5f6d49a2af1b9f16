// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a channel is doing, for those who watch from outside.
///
/// @param name as configured
/// @param waitingAlerts alerts that it has not been told of yet; count
/// @param deliveredAt when something got through last; null for never
/// @param failingSince since when nothing gets through; null when it does
/// @param lastTest the latest test; null for never
public record ChannelReading(
    String name,
    int waitingAlerts,
    @Nullable Instant deliveredAt,
    @Nullable Instant failingSince,
    @Nullable Test lastTest) {

  /// A marked test.
  ///
  /// @param delivered whether it got through
  /// @param error why not; null if it did, or nothing is known
  public record Test(Instant at, boolean delivered, @Nullable String error) {}
}
