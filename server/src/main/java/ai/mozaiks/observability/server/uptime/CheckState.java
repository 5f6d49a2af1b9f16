// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.uptime;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How an address is, as far as the looks at it until now tell. Immutable.
///
/// @param since since when it is up, or down; null before the first look
/// @param failures how many of the last looks failed, one after the other; 0 while it is up
/// @param last the last look; null before the first
/// @param lastFailure the last that failed; null for none
/// @param certificateExpires when its certificate expires, as it was shown last; null for none
public record CheckState(
    @Nullable Instant since,
    int failures,
    @Nullable CheckResult last,
    @Nullable CheckResult lastFailure,
    @Nullable Instant certificateExpires) {

  /// Before the first look.
  public static final CheckState UNKNOWN = new CheckState(null, 0, null, null, null);

  /// How it is after one look more.
  CheckState after(CheckResult result) {
    boolean same = last != null && last.isUp() == result.isUp();
    return new CheckState(
        same ? since : result.at(),
        result.isUp() ? 0 : failures + 1,
        result,
        result.isUp() ? lastFailure : result,
        result.certificateExpires() == null ? certificateExpires : result.certificateExpires());
  }
}
