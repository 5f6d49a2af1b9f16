// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.backtest;

/// More was asked for than a backtest may take; the message says what to do.
final class BacktestLimitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BacktestLimitException(String message) {
    super(message);
  }
}
