// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

/// A line or row is no record of a log. The message says why, and quotes nothing of it.
final class UnreadableLineException extends Exception {
  private static final long serialVersionUID = 1L;

  UnreadableLineException(String message) {
    super(message, null, false, false); // many lines may be so: no stack traces
  }
}
