// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.backtest;

import ai.mozaiks.observability.recorder.ChatEvent;
import java.time.Instant;
import java.util.function.Consumer;

/// The events of the past.
@FunctionalInterface
public interface EventHistory {

  /// Gives the events that began in a range of time, in order of start. What the consumer throws
  /// ends it.
  ///
  /// @param from inclusive
  /// @param to exclusive
  void forEach(Instant from, Instant to, Consumer<ChatEvent> consumer);
}
