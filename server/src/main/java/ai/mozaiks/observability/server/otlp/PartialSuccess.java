// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import org.jspecify.annotations.Nullable;

/// What a sender is told when not all of its request was kept as it came.
///
/// @param rejected items that were taken out; count, 0 for a warning only
/// @param message why, in a sentence
public record PartialSuccess(long rejected, String message) {

  /// What there is to say; null when all is well.
  ///
  /// @param items what the items are called
  static @Nullable PartialSuccess of(Screened<?> screened, String items) {
    String cut =
        screened.beyondLimits() == 0
            ? null
            : screened.beyondLimits() + " values or entries were beyond a limit and were cut";
    if (screened.rejected() == 0) {
      return cut == null ? null : new PartialSuccess(0, cut);
    }
    int all = screened.rejected() + screened.accepted();
    String rejected =
        screened.rejected()
            + " of "
            + all
            + " "
            + items
            + " rejected, the first because of "
            + screened.firstReason();
    return new PartialSuccess(screened.rejected(), cut == null ? rejected : rejected + "; " + cut);
  }
}
