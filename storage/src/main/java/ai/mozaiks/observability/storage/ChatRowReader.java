// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import java.util.Optional;

/// Questions about one chat, row by row. A chat's traces are those that have events of it and those
/// that were attached to it. As [StorageReader].
public interface ChatRowReader {

  /// What happened in a chat, without what is large: fast enough for a hundred thousand spans.
  ///
  /// @param limit at most so many spans, and so many direct events, the earliest; `> 0`
  /// @return [ChatRows#NONE] if the chat is not known
  ChatRows rows(ChatKey chat, int limit);

  /// A span of one of the chat's traces; empty if there is none.
  Optional<SpanOfChat> span(ChatKey chat, PartId trace, long spanId);

  /// A direct event of the chat; empty if there is none.
  Optional<ChatEvent> directEvent(ChatKey chat, String id);
}
