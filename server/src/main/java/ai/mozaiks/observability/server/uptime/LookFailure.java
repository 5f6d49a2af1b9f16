// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.uptime;

/// Why a look at an address found nothing good.
final class LookFailure extends Exception {
  private static final long serialVersionUID = 1;

  private final Outcome outcome;
  private final int status;

  /// @param reason in words, without secrets
  LookFailure(Outcome outcome, String reason) {
    this(outcome, reason, 0);
  }

  /// @param status of the answer; 0 when there was none
  LookFailure(Outcome outcome, String reason, int status) {
    super(reason, null, false, false);
    this.outcome = outcome;
    this.status = status;
  }

  Outcome outcome() {
    return outcome;
  }

  int status() {
    return status;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
