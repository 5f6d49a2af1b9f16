// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import java.time.Instant;

/// One recording into a chat, done while holding the chat's monitor.
@FunctionalInterface
interface Recording {

  /// Adds events to the chat; throws before it has added any.
  ///
  /// @param now the time in this chat, at which its events end
  void into(LiveChat chat, Instant now);
}
