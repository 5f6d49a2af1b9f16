// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.events;

import ai.mozaiks.observability.server.entry.Complaint;
import ai.mozaiks.observability.server.entry.Quoting;

/// One item is not an event. The others of the same request are not concerned.
final class InvalidEventException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Complaint complaint;

  private InvalidEventException(Complaint complaint) {
    super(complaint.before(), null, false, false); // the sender's affair: no stack trace
    this.complaint = complaint;
  }

  InvalidEventException(String message) {
    this(Complaint.of(message));
  }

  static InvalidEventException of(String field, Object value, String expected) {
    return new InvalidEventException(Complaint.of(field, value.toString(), expected));
  }

  /// A field that has to be there is not, or is empty.
  static InvalidEventException absent(String field, String expected) {
    return new InvalidEventException(field + ": absent or empty (expected: " + expected + ")");
  }

  String reason(Quoting quoting) {
    return complaint.text(quoting);
  }
}
