// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import java.math.BigDecimal;

/// From when on a chat is conspicuous.
///
/// @param loopingCalls so many calls of one tool with the same arguments make a chat looping;
///   count, `>= 2`
/// @param runawayTurns more agent turns make it a runaway; count, `>= 1`
/// @param runawayCostUsd a higher cost does; US dollars, `> 0`
public record FlagsConfig(int loopingCalls, int runawayTurns, BigDecimal runawayCostUsd) {

  public static final FlagsConfig DEFAULT = new FlagsConfig(10, 200, BigDecimal.valueOf(25));

  public FlagsConfig {
    if (loopingCalls < 2) {
      throw new IllegalArgumentException("loopingCalls: " + loopingCalls + " (expected: >= 2)");
    }
    if (runawayTurns < 1) {
      throw new IllegalArgumentException("runawayTurns: " + runawayTurns + " (expected: >= 1)");
    }
    if (runawayCostUsd.signum() <= 0) {
      throw new IllegalArgumentException("runawayCostUsd: " + runawayCostUsd + " (expected: > 0)");
    }
  }
}
