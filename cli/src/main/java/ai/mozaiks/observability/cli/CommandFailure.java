// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

/// A failure that the operator can understand and mend; the message is one sentence that ends with
/// what to do. Shown without a stack trace.
public sealed class CommandFailure extends Exception permits ServerClient.Refusal {
  private static final long serialVersionUID = 1L;

  public CommandFailure(String message) {
    super(message);
  }

  public CommandFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
