// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.util.List;

/// What happened in a chat, as of one moment.
///
/// @param spans the spans of the traces that have events of the chat or were attached to it, in the
///   order of [SpanRow#BY_START]
/// @param events those of these traces, whichever chat they belong to, in any order; where spans
///   are left out, those that began no later than the last span here. The span behind one may not
///   have come, if a log event told of it
/// @param direct the direct events of the chat, in the order of [EventRow#BY_START]
/// @param total how many spans and direct events there are, those that are left out included
public record ChatRows(
    List<SpanRow> spans, List<EventRow> events, List<EventRow> direct, long total) {

  public static final ChatRows NONE = new ChatRows(List.of(), List.of(), List.of(), 0);

  public ChatRows {
    spans = List.copyOf(spans);
    events = List.copyOf(events);
    direct = List.copyOf(direct);
  }
}
