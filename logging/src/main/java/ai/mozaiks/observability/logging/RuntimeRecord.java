// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One record of AG2's runtime log on its way to the thread that writes it: nothing in it changes
/// any more. What of it a form leaves out is the form's business.
sealed interface RuntimeRecord {

  /// A session began.
  record SessionStarted(String session) implements RuntimeRecord {}

  /// A wrapper was made.
  ///
  /// @param initArgs frozen
  record NewWrapper(
      RuntimeWrapper wrapper, String session, Object initArgs, Instant at, long thread)
      implements RuntimeRecord {}

  /// A client was made.
  ///
  /// @param initArgs frozen
  record NewClient(RuntimeClient client, String session, Object initArgs, Instant at, long thread)
      implements RuntimeRecord {}

  /// An agent was made.
  ///
  /// @param initArgs frozen
  record NewAgent(
      RuntimeAgent agent,
      @Nullable RuntimeWrapper wrapper,
      String session,
      Object initArgs,
      Instant at,
      long thread)
      implements RuntimeRecord {}

  /// A model was called.
  ///
  /// @param request frozen
  record Completion(
      String invocation,
      RuntimeClient client,
      String session,
      String sourceName,
      Object request,
      ModelResponse response,
      boolean cached,
      @Nullable BigDecimal costUsd,
      Instant start,
      Instant end,
      long thread)
      implements RuntimeRecord {}

  /// Something happened to an agent.
  ///
  /// @param state frozen
  record Event(RuntimeAgent source, String name, Object state, Instant at, long thread)
      implements RuntimeRecord {}

  /// A function returned.
  ///
  /// @param arguments frozen
  /// @param returned frozen
  record FunctionUse(
      RuntimeAgent source,
      String function,
      Object arguments,
      @Nullable Object returned,
      Instant at,
      long thread)
      implements RuntimeRecord {}
}
