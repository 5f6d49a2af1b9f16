// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.tally;

import ai.mozaiks.observability.recorder.Tally;
import org.jspecify.annotations.Nullable;

/// The parts of the input that a provider's prompt cache has to do with. Nothing is known of them
/// when the input is not known, so both are there or none.
///
/// @param cachedRead input tokens read from the cache; null when the input is unknown
/// @param cacheWrite input tokens written to the cache; null when the input is unknown
public record InputParts(@Nullable Long cachedRead, @Nullable Long cacheWrite) {

  /// The parts of a tally's input.
  public static InputParts of(Tally tally) {
    return tally.promptTokens() == null
        ? new InputParts(null, null)
        : new InputParts(tally.cachedReadTokens(), tally.cacheWriteTokens());
  }
}
