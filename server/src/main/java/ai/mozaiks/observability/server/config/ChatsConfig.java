// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import ai.mozaiks.observability.recorder.ChatTimeouts;
import java.time.Duration;

/// When silence becomes a state, what else is conspicuous, and how long ended chats stay in memory.
///
/// @param timeouts when a silent chat is called stalled, and when abandoned
/// @param flags from when on a chat goes round in circles or runs away
/// @param keepCompleted how long an ended chat stays in the live view; `> 0`, as `rootGrace` at
///   most [DurationText#LONGEST]. Its totals stay for ever, and the store keeps it for the
///   retention
/// @param rootGrace how long a trace waits for its root before its topmost span is taken for it; `>
///   0`
public record ChatsConfig(
    ChatTimeouts timeouts, FlagsConfig flags, Duration keepCompleted, Duration rootGrace) {

  public static final ChatsConfig DEFAULT =
      new ChatsConfig(
          ChatTimeouts.DEFAULT, FlagsConfig.DEFAULT, Duration.ofHours(24), Duration.ofSeconds(60));

  public ChatsConfig {
    DurationText.require("keepCompleted", keepCompleted);
    DurationText.require("rootGrace", rootGrace);
  }
}
