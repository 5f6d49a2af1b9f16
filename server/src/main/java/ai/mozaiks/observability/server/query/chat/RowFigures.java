// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query.chat;

import ai.mozaiks.observability.recorder.Usd;
import ai.mozaiks.observability.storage.EventRow;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// Tokens and cost of a row of a timeline; null where unknown.
///
/// @param cost US dollars, exact
record RowFigures(
    @Nullable Long promptTokens, @Nullable Long completionTokens, @Nullable BigDecimal cost) {

  static final RowFigures NONE = new RowFigures(null, null, null);

  /// These and those of an event.
  ///
  /// @param sum null for none so far
  static RowFigures with(@Nullable RowFigures sum, EventRow event) {
    RowFigures before = sum == null ? NONE : sum;
    boolean refused =
        event.failed() && event.promptTokens() == null && event.completionTokens() == null;
    // Refused before it was served: its cost is no part of the chat's either, see Tally#add.
    Long pico = refused ? null : event.costPicoUsd();
    return event.promptTokens() == null && event.completionTokens() == null && pico == null
        ? before
        : new RowFigures(
            plus(before.promptTokens, event.promptTokens()),
            plus(before.completionTokens, event.completionTokens()),
            pico == null ? before.cost : plus(before.cost, Usd.toDecimal(pico)));
  }

  private static @Nullable Long plus(@Nullable Long sum, @Nullable Long more) {
    return sum == null || more == null ? (sum == null ? more : sum) : (Long) (sum + more);
  }

  private static BigDecimal plus(@Nullable BigDecimal sum, BigDecimal more) {
    return sum == null ? more : sum.add(more);
  }
}
