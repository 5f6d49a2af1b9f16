// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatEvent;
import java.util.List;
import java.util.Objects;

/// A stored span and what became of it.
///
/// @param events those behind it, by id; empty if it became none
/// @param spansOfTrace how many spans its trace has here; count, `>= 1`
public record SpanOfChat(StoredSpan span, List<ChatEvent> events, long spansOfTrace) {
  public SpanOfChat {
    Objects.requireNonNull(span, "span");
    events = List.copyOf(events);
  }
}
