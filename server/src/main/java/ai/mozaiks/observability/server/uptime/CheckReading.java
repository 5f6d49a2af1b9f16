// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.uptime;

import java.util.Map;

/// How a check is doing at one moment.
///
/// @param https whether the address is one that shows a certificate
/// @param outcomes how many looks had each outcome since the start; all outcomes are there
public record CheckReading(
    String name, boolean https, CheckState state, Map<Outcome, Long> outcomes) {
  public CheckReading {
    outcomes = Map.copyOf(outcomes);
  }
}
