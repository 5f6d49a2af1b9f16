// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.engine;

import java.util.Locale;

/// Where an alert is in its life.
public enum AlertState {
  /// The condition holds, but not for long enough yet.
  PENDING,
  FIRING,
  /// It fired, and is over.
  RESOLVED;

  /// The word for it in answers, metrics and notifications.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
