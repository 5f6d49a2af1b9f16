// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.server.normalise.SpanFacts;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.StoredContent;
import ai.mozaiks.observability.storage.StoredSpan;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// A journalled submission on its way into the fold, read and ready.
///
/// @param sequence its journal sequence
/// @param signal what its items are
/// @param spans its spans; empty for events
/// @param events its events; empty for spans
/// @param bytes what it weighs in memory until it is stored
/// @param outcome completed by the fold
public record Arrival(
    long sequence,
    Signal signal,
    List<ArrivedSpan> spans,
    List<ChatEvent> events,
    long bytes,
    CompletableFuture<Outcome> outcome) {
  public Arrival {
    spans = List.copyOf(spans);
    events = List.copyOf(events);
  }

  int size() {
    return spans.size() + events.size();
  }

  /// The part that a record belongs to; spans come first, then events.
  PartId partOf(int index) {
    return index < spans.size()
        ? spans.get(index).facts().trace()
        : PartId.ofDirectEvents(events.get(index - spans.size()).chat());
  }

  /// A span as the rules see it and as the store keeps it.
  ///
  /// @param content what was taken out of it and is kept; usually empty
  public record ArrivedSpan(SpanFacts facts, StoredSpan stored, List<StoredContent> content) {
    public ArrivedSpan {
      content = List.copyOf(content);
    }
  }
}
