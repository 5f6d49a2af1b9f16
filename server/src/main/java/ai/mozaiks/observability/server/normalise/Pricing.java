// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise;

import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.TokenUsage;
import org.jspecify.annotations.Nullable;

/// What tokens cost. Pure: the same question has the same answer.
@FunctionalInterface
public interface Pricing {

  /// The computed cost of one call.
  ///
  /// @param provider null when unknown
  /// @param responseModel null when unknown
  /// @param requestModel null when unknown
  /// @return [Cost#UNPRICED] when the model has no price or tokens are unknown
  Cost price(
      @Nullable String provider,
      @Nullable String responseModel,
      @Nullable String requestModel,
      TokenUsage usage);
}
