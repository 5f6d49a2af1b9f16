// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.engine;

import ai.mozaiks.observability.recorder.ChatSnapshot;
import ai.mozaiks.observability.server.alerts.rules.Figure;
import ai.mozaiks.observability.server.flags.ChatFlag;
import java.util.List;

/// What rules look at besides events: the chats that are alive, and this server. Read in one
/// thread, once per evaluation.
public interface Surroundings {

  /// A chat with what is conspicuous about it.
  record FlaggedChat(ChatSnapshot chat, List<ChatFlag> flags) {
    public FlaggedChat {
      flags = List.copyOf(flags);
    }
  }

  /// An address that is looked at from time to time.
  ///
  /// @param check the name of its check
  /// @param failures how many of the last looks failed, one after the other; NaN before the first
  /// @param durationSeconds how long the last look took; NaN unless it was good
  /// @param certificateDays how long its certificate is valid from now on, in days, negative when
  ///   it has expired; NaN when none was seen
  /// @param reason in words why the last look failed; empty when it did not
  record CheckedAddress(
      String check,
      double failures,
      double durationSeconds,
      double certificateDays,
      String reason) {}

  /// The addresses that are looked at; none unless told otherwise.
  default List<CheckedAddress> addresses() {
    return List.of();
  }

  /// The chats in memory, in any order.
  List<FlaggedChat> chats();

  /// A figure of this server.
  ///
  /// @param figure not one of chats
  /// @return NaN when it is not known
  double read(Figure figure);
}
