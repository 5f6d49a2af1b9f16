// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatSummary;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/// A chat as it was when it went into the archive. One that went on after that may be there several
/// times.
///
/// @param summary what its events added up to
/// @param writtenAt when the latest of it arrived
/// @param events in order of start, then id
/// @param spans those of its traces, by trace, start and id
/// @param complete false if there are more events or spans than were asked for
public record ArchivedChat(
    ChatSummary summary,
    Instant writtenAt,
    List<ChatEvent> events,
    List<StoredSpan> spans,
    boolean complete) {
  public ArchivedChat {
    Objects.requireNonNull(summary, "summary");
    Objects.requireNonNull(writtenAt, "writtenAt");
    events = List.copyOf(events);
    spans = List.copyOf(spans);
  }
}
