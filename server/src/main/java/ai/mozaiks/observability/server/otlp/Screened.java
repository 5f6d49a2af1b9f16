// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import org.jspecify.annotations.Nullable;

/// What is left of a request after its screen.
///
/// @param request the same instance if nothing had to be changed
/// @param accepted items in it; count
/// @param rejected items taken out; count
/// @param firstReason why the first of them was; null when none was
/// @param beyondLimits how many things were cut because of a limit; count
public record Screened<Q>(
    Q request, int accepted, int rejected, @Nullable String firstReason, int beyondLimits) {

  /// The same with items that could not even be read.
  ///
  /// @param reason what was wrong with the first of them
  Screened<Q> withoutUnreadable(int unreadable, String reason) {
    return new Screened<>(request, accepted, rejected + unreadable, reason, beyondLimits);
  }
}
