// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.export;

/// A rule, or a part of it, cannot be said to a Prometheus.
final class NotExportableException extends Exception {
  private static final long serialVersionUID = 1L;

  NotExportableException(String reason) {
    super(reason);
  }

  /// Why, in words that end a sentence.
  String reason() {
    return String.valueOf(getMessage());
  }
}
