// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import ai.mozaiks.observability.server.entry.Complaint;
import ai.mozaiks.observability.server.entry.Quoting;

/// A request could not be read as what it claims to be. The sender must not send it again.
final class UndecodableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Complaint complaint;
  private final boolean ofValue;

  /// A reason for the sender.
  ///
  /// @param complaint what was wrong and where, the value, what was expected
  UndecodableException(Complaint complaint) {
    this(complaint, false);
  }

  private UndecodableException(Complaint complaint, boolean ofValue) {
    super(complaint.before(), null, false, false); // the sender's affair: no stack trace
    this.complaint = complaint;
    this.ofValue = ofValue;
  }

  /// A value is not what is allowed in its place; what comes after it can be read.
  static UndecodableException ofValue(Complaint complaint) {
    return new UndecodableException(complaint, true);
  }

  boolean isOfValue() {
    return ofValue;
  }

  Complaint complaint() {
    return complaint;
  }

  /// The sentence for the sender.
  String reason(Quoting quoting) {
    return complaint.text(quoting);
  }
}
