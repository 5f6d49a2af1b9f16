// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

/// A program answered with more than is read. Nothing is known then: what is missing may be in the
/// rest.
final class EndlessAnswerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// @param message in words, for people
  EndlessAnswerException(String message) {
    super(message);
  }
}
