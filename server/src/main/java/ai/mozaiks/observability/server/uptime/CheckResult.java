// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.uptime;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What one look at an address found.
///
/// @param at when it began; to the millisecond, as it is remembered
/// @param took from then until the answer was whole, or it was given up
/// @param status of the last answer, 100 to 599; 0 when there was none
/// @param reason in words why it was not good, without secrets; empty when it was
/// @param certificateExpires when the certificate of the address expires, or did; null when it
///   showed none
public record CheckResult(
    Instant at,
    Outcome outcome,
    Duration took,
    int status,
    String reason,
    @Nullable Instant certificateExpires) {
  public CheckResult {
    at = at.truncatedTo(ChronoUnit.MILLIS);
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(took, "took");
    if (reason.isEmpty() != (outcome == Outcome.OK)) {
      throw new IllegalArgumentException(
          "reason: \"" + reason + "\" of " + outcome + " (expected: one unless it is good)");
    }
  }

  /// Whether the address is up, as far as this look tells.
  public boolean isUp() {
    return outcome == Outcome.OK;
  }
}
