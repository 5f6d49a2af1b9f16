// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.rules;

import java.util.Locale;

/// What there is to say of an address that is looked at from time to time.
public enum UptimeFigure {
  /// How many of the last looks failed, one after the other.
  FAILURES(Condition.Unit.NUMBER),
  /// How long the last look took, if it was good.
  DURATION(Condition.Unit.SECONDS),
  /// How long its certificate is valid from now on; negative when it has expired.
  CERTIFICATE(Condition.Unit.DAYS);

  private final Condition.Unit unit;

  UptimeFigure(Condition.Unit unit) {
    this.unit = unit;
  }

  /// The word for it in rules.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public Condition.Unit unit() {
    return unit;
  }
}
