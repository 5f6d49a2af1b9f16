// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.top;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a server said of itself at one time, in no order. Names are as they came; unknown numbers
/// are null.
///
/// @param at when it was asked
/// @param runningChats how many chats run; the list may be shorter
/// @param alertsTrouble why nothing can be said of alerts, or not all of it; null when all is known
/// @param alertsLeftOut firing alerts that are not in the list
/// @param agentsTrouble why nothing can be said of agents; null when it can
public record Screen(
    Instant at,
    Totals totals,
    long runningChats,
    List<RunningChat> chats,
    List<FiringAlert> alerts,
    long alertsLeftOut,
    @Nullable String alertsTrouble,
    List<Agent> agents,
    @Nullable String agentsTrouble) {

  public Screen {
    chats = List.copyOf(chats);
    alerts = List.copyOf(alerts);
    agents = List.copyOf(agents);
  }

  /// Of everything ever taken in.
  ///
  /// @param cost US dollars, without the calls that have no price
  /// @param unpricedCalls calls whose cost is unknown
  public record Totals(
      long turns,
      long toolCalls,
      long errors,
      long promptTokens,
      long completionTokens,
      BigDecimal cost,
      long unpricedCalls) {}

  /// A chat that runs. Its numbers are null where the server did not list them.
  ///
  /// @param flags what is conspicuous, `stalled` for example; usually empty
  /// @param tokens in and out
  /// @param cost US dollars, without the calls that have no price
  public record RunningChat(
      String app,
      String id,
      Instant startedAt,
      List<String> flags,
      @Nullable Long turns,
      @Nullable Long toolCalls,
      @Nullable Long errors,
      @Nullable Long tokens,
      @Nullable BigDecimal cost,
      boolean unpriced) {
    public RunningChat {
      flags = List.copyOf(flags);
    }
  }

  /// An alert that fires.
  ///
  /// @param about its labels but for its name and severity, as `key=value`
  /// @param since null where the server does not say it
  /// @param muted whether nobody is told of it
  public record FiringAlert(
      String rule, String severity, String about, @Nullable Instant since, boolean muted) {}

  /// An agent's last quarter of an hour.
  ///
  /// @param name empty for unknown
  /// @param tokens in and out; null for unknown
  /// @param cost US dollars, without the calls that have no price; null for unknown
  /// @param slow the 95th percentile of the durations of its turns; null for unknown
  public record Agent(
      String name,
      long turns,
      long toolCalls,
      long errors,
      @Nullable Long tokens,
      @Nullable BigDecimal cost,
      boolean unpriced,
      @Nullable Duration slow) {}
}
