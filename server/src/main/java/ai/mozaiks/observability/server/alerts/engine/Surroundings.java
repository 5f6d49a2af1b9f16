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

  /// The chats in memory, in any order.
  List<FlaggedChat> chats();

  /// A figure of this server.
  ///
  /// @param figure not one of chats
  /// @return NaN when it is not known
  double read(Figure figure);
}
