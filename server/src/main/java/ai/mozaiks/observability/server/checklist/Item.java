// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import ai.mozaiks.observability.server.text.ShownText;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A line of the checklist with the question that answers it.
///
/// @param docs the page that tells more
record Item(String id, GuideSection section, String title, String docs, Question question) {
  private static final int LONGEST = 500;

  /// Looks, and says what it found.
  @FunctionalInterface
  interface Question {

    /// The finding.
    ///
    /// @throws Exception if it could not be found out
    Finding ask(Facts facts) throws Exception;
  }

  /// The line with an answer.
  ///
  /// @param masking takes secrets out of texts
  Check answered(Finding finding, UnaryOperator<String> masking) {
    Check.State state;
    @Nullable String next;
    switch (finding) {
      case Finding.Ok _ -> {
        state = Check.State.OK;
        next = null;
      }
      case Finding.Warn warn -> {
        state = Check.State.WARN;
        next = warn.nextStep();
      }
      case Finding.Fail fail -> {
        state = Check.State.FAIL;
        next = fail.nextStep();
      }
      case Finding.NotConfigured none -> {
        state = Check.State.NOT_CONFIGURED;
        next = none.nextStep();
      }
    }
    return new Check(
        id,
        title,
        section,
        state,
        ShownText.of(masking.apply(finding.evidence()), LONGEST),
        next == null ? null : ShownText.of(masking.apply(next), LONGEST),
        docs);
  }
}
