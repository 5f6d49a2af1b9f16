// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatKey;
import java.time.Instant;
import java.util.Objects;

/// That a store has a chat, in the fewest bytes: for those who go through all of them.
///
/// @param hash [#hash(ChatKey)] of its key
/// @param writtenAt when it was last written
public record KnownChat(long hash, Instant writtenAt) {
  private static final long FNV_START = 0xCBF29CE484222325L;
  private static final long FNV_PRIME = 0x100000001B3L;

  public KnownChat {
    Objects.requireNonNull(writtenAt, "writtenAt");
  }

  /// Of the chat id alone, since chats are also looked for in all apps: FNV-1a over its UTF-16
  /// units, then the finish of MurmurHash3, so that it spreads well over all 64 bits. Stores keep
  /// it: it must never change. Other chats may have the same.
  public static long hash(ChatKey key) {
    return hash(key.chatId());
  }

  /// The same for an id whose app is not known.
  public static long hash(String chatId) {
    long hash = FNV_START;
    for (int i = 0; i < chatId.length(); i++) {
      hash = (hash ^ chatId.charAt(i)) * FNV_PRIME;
    }
    hash = (hash ^ (hash >>> 33)) * 0xFF51AFD7ED558CCDL;
    hash = (hash ^ (hash >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return hash ^ (hash >>> 33);
  }
}
