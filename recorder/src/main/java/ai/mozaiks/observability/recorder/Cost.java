// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import org.jspecify.annotations.Nullable;

/// What one call cost, in one of three states that must never be confused: priced, free, unpriced.
///
/// @param state which of the three
/// @param picoUsd 1e-12 US dollars, `>= 0`; 0 when [State#FREE], null exactly when [State#UNPRICED]
/// @param source where the figure comes from; null exactly when [State#UNPRICED]
/// @param rule the price rule that was applied, as the price book names it; null when the cost was
///   reported by the sender or is unknown
public record Cost(
    State state, @Nullable Long picoUsd, @Nullable Source source, @Nullable String rule) {

  /// The three states of a cost.
  public enum State {
    /// An amount is known.
    PRICED,
    /// Known to cost nothing: a free model, or an answer from a local cache.
    FREE,
    /// Not known, because the model has no price or the tokens are unknown. Never shown as 0.
    UNPRICED
  }

  /// Who says so.
  public enum Source {
    /// The sender reported the amount.
    REPORTED,
    /// Tokens times the price book's price.
    COMPUTED
  }

  /// An unknown cost, which is not nothing.
  public static final Cost UNPRICED = new Cost(State.UNPRICED, null, null, null);

  /// An answer that came from a local cache: it cost nothing, whatever the original cost.
  public static final Cost LOCALLY_CACHED =
      new Cost(State.FREE, 0L, Source.COMPUTED, "locally cached");

  public Cost {
    boolean unpriced = state == State.UNPRICED;
    if (unpriced != (picoUsd == null) || unpriced != (source == null)) {
      throw new IllegalArgumentException(
          state
              + ": amount "
              + picoUsd
              + ", source "
              + source
              + " (expected: both null iff UNPRICED)");
    }
    if (picoUsd != null && (picoUsd < 0 || (state == State.FREE && picoUsd != 0))) {
      throw new IllegalArgumentException(
          "picoUsd: " + picoUsd + " (expected: >= 0, and 0 when FREE)");
    }
  }

  /// What the sender says it cost, 0 included: that it was free is not what it says.
  ///
  /// @param picoUsd 1e-12 US dollars, `>= 0`
  /// @throws IllegalArgumentException if it is negative
  public static Cost reported(long picoUsd) {
    return new Cost(State.PRICED, picoUsd, Source.REPORTED, null);
  }

  /// Tokens times prices.
  ///
  /// @param picoUsd 1e-12 US dollars, `>= 0`
  /// @param rule the price, as the book names it
  /// @throws IllegalArgumentException if the amount is negative
  public static Cost computed(long picoUsd, String rule) {
    return new Cost(State.PRICED, picoUsd, Source.COMPUTED, rule);
  }

  /// Nothing, because the model costs nothing.
  ///
  /// @param rule the price, as the book names it
  public static Cost free(String rule) {
    return new Cost(State.FREE, 0L, Source.COMPUTED, rule);
  }
}
