// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.recorder.ChatEvent;
import java.util.List;

/// Learns of every change of what is derived, so that sums of its own stay as exact as the chats.
/// All in the fold's thread, which must not be kept.
public interface EventWatcher {

  /// Fixes what the store has at this moment: every difference that follows is relative to it.
  ///
  /// @return false if that is not possible now; it is asked again later
  boolean begin();

  /// Events came in place of others; both may be empty. Neither list changes afterwards.
  void replaced(List<ChatEvent> before, List<ChatEvent> after);
}
