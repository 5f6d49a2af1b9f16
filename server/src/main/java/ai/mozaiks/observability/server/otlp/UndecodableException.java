// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

/// A request could not be read as what it claims to be. The sender must not send it again.
public final class UndecodableException extends Exception {
  private static final long serialVersionUID = 1L;

  /// A reason for the sender.
  ///
  /// @param message what was wrong and where, the value, what was expected
  public UndecodableException(String message) {
    super(message, null, false, false); // the sender's affair: no stack trace
  }

  /// The message.
  public String reason() {
    return String.valueOf(getMessage());
  }
}
