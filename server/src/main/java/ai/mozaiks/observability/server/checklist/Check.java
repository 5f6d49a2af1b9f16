// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A line of the checklist with its answer.
///
/// @param id stays the same for ever, for example `disk_space`
/// @param title what is true when all is well, as a sentence without its end
/// @param evidence what was seen, with the numbers
/// @param nextStep the command or setting that comes next; null when nothing is to be done
/// @param docs the page that tells more, in this project
public record Check(
    String id,
    String title,
    GuideSection section,
    State state,
    String evidence,
    @Nullable String nextStep,
    String docs) {

  /// How it stands.
  public enum State {
    OK,
    /// Somebody should look at it.
    WARN,
    /// Somebody must act.
    FAIL,
    /// Nothing is said about it in the configuration, so nothing is known.
    NOT_CONFIGURED;

    /// The word in JSON: `not_configured`.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Check {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(section, "section");
    Objects.requireNonNull(docs, "docs");
    if (evidence.isBlank()) {
      throw new IllegalArgumentException("evidence: empty (expected: what was seen)");
    }
    if ((state == State.OK) != (nextStep == null)) {
      throw new IllegalArgumentException(
          "nextStep: " + nextStep + " (expected: one unless all is well)");
    }
  }
}
