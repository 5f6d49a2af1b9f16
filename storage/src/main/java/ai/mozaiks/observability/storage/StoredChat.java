// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatSummary;
import java.time.Instant;
import java.util.Objects;

/// A chat as the store has it.
///
/// @param summary what its events add up to
/// @param writtenAt [StorageBatch#writtenAt] of the latest batch that had it among its chats
public record StoredChat(ChatSummary summary, Instant writtenAt) {
  public StoredChat {
    Objects.requireNonNull(summary, "summary");
    Objects.requireNonNull(writtenAt, "writtenAt");
  }
}
