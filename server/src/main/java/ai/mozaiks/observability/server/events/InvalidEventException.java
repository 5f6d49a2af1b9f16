// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.events;

/// One item is not an event. The others of the same request are not concerned.
final class InvalidEventException extends Exception {
  private static final long serialVersionUID = 1L;

  InvalidEventException(String message) {
    super(message, null, false, false); // the sender's affair: no stack trace
  }

  static InvalidEventException of(String field, Object value, String expected) {
    String text = value.toString();
    String shown = text.length() <= 80 ? text : text.substring(0, 80) + "...";
    return new InvalidEventException(field + ": " + shown + " (expected: " + expected + ")");
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
