// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.util.Locale;

/// The state of a chat. Being stalled is not a status but a flag on a running chat.
public enum ChatStatus {
  /// Work is going on, or may come back at any moment.
  RUNNING,
  /// Ended as it should.
  COMPLETED,
  /// Ended by an error.
  FAILED,
  /// Ended from outside.
  CANCELLED,
  /// Nothing was heard for the idle time-out, and no end was ever reported.
  ABANDONED;

  /// The word in JSON, metrics and pages, for example `completed`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
