// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.entry.Complaint;
import ai.mozaiks.observability.server.entry.Quoting;

/// A request could not be read as what it claims to be. The sender must not send it again.
public final class UndecodableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Complaint complaint;

  /// A reason for the sender.
  ///
  /// @param complaint what was wrong and where, the value, what was expected
  UndecodableException(Complaint complaint) {
    super(complaint.before(), null, false, false); // the sender's affair: no stack trace
    this.complaint = complaint;
  }

  /// The sentence for the sender.
  public String reason(Quoting quoting) {
    return complaint.text(quoting);
  }
}
