// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import java.util.Comparator;
import java.util.List;

/// What a look found.
sealed interface Finding {

  /// What was seen, with the numbers.
  String evidence();

  /// All is well.
  record Ok(String evidence) implements Finding {}

  /// Somebody should look at it.
  record Warn(String evidence, String nextStep) implements Finding {}

  /// Somebody must act.
  record Fail(String evidence, String nextStep) implements Finding {}

  /// Nothing is configured that could be looked at.
  record NotConfigured(String evidence, String nextStep) implements Finding {}

  /// The worst of several, with the evidence of all that are as bad.
  ///
  /// @param all not empty
  static Finding worst(List<Finding> all) {
    Finding worst = all.stream().max(Comparator.comparingInt(Finding::badness)).orElseThrow();
    List<String> evidence =
        all.stream()
            .filter(each -> each.badness() == worst.badness())
            .map(Finding::evidence)
            .distinct()
            .toList();
    String text = String.join("; ", evidence);
    return switch (worst) {
      case Ok _ -> new Ok(text);
      case Warn(_, var next) -> new Warn(text, next);
      case Fail(_, var next) -> new Fail(text, next);
      case NotConfigured(_, var next) -> new NotConfigured(text, next);
    };
  }

  private int badness() {
    return switch (this) {
      case NotConfigured _ -> 0;
      case Ok _ -> 1;
      case Warn _ -> 2;
      case Fail _ -> 3;
    };
  }
}
