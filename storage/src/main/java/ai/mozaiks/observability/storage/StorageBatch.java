// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatSummary;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// One transaction of a store.
///
/// @param journalSequence everything up to this journal sequence is contained in this and earlier
///   batches
/// @param writtenAt when it was made, by the clock of the writing process; the age of chats and
///   parts counts from here, see [Storage#deleteBefore]
/// @param origins all origins that spans and records of this batch refer to; known ones are
///   repeated, since retention may have deleted them
/// @param spans spans not stored before, or that replace a stored one with the same trace and span
///   id. The trace of each must be among `parts`: that is how it is found again, and how old it is
/// @param replacedSpans which of `spans` replace a stored one; usually empty, so that stores need
///   not look
/// @param content the content of `spans`, if any is kept; a span that replaces a stored one takes
///   the place of that one's content too. And that of log events among `records`, whose traces are
///   among `parts`; it stays when a span is replaced
/// @param parts the parts that changed, each at most once
/// @param newSeries the lasting series that are kept apart from this batch on, its own events
///   included, in the order of their admission; for good. Whoever makes the batches decides and
///   bounds it; a store keeps the names and their order, and counts all other events under
///   [TotalsKey#OTHER]. One that is admitted already changes nothing
/// @param counterShifts by how much more (or less) than until now the counters of a series show
///   than its events add up to: a counter must not go down when a late span makes its events count
///   elsewhere, and the other must not go up then. A store adds them up by series, named as the
///   series are counted; usually empty
/// @param chats the chats that changed, as they are now
/// @param removedChats chats that no event belongs to any longer (a provisional id was replaced)
/// @param partsSince how far back a store must look for what it has of `parts`: each that it has
///   was last written at this instant or later; [Instant#MAX] if it has none of them
/// @param chatsSince the same for `chats` and `removedChats`
/// @param records what is kept beside them; its origins are among `origins`
public record StorageBatch(
    long journalSequence,
    Instant writtenAt,
    List<StoredOrigin> origins,
    List<StoredSpan> spans,
    List<StoredSpan> replacedSpans,
    List<StoredContent> content,
    List<PartChange> parts,
    List<TotalsKey> newSeries,
    Map<TotalsKey, Totals> counterShifts,
    List<ChatSummary> chats,
    List<ChatKey> removedChats,
    Instant partsSince,
    Instant chatsSince,
    SignalRecords records) {
  public StorageBatch {
    Objects.requireNonNull(writtenAt, "writtenAt");
    origins = List.copyOf(origins);
    spans = List.copyOf(spans);
    replacedSpans = List.copyOf(replacedSpans);
    content = List.copyOf(content);
    parts = List.copyOf(parts);
    newSeries = List.copyOf(newSeries);
    counterShifts = Map.copyOf(counterShifts);
    chats = List.copyOf(chats);
    removedChats = List.copyOf(removedChats);
    Objects.requireNonNull(partsSince, "partsSince");
    Objects.requireNonNull(chatsSince, "chatsSince");
    Objects.requireNonNull(records, "records");
  }

  /// A batch of spans and chats alone.
  public StorageBatch(
      long journalSequence,
      Instant writtenAt,
      List<StoredOrigin> origins,
      List<StoredSpan> spans,
      List<StoredSpan> replacedSpans,
      List<StoredContent> content,
      List<PartChange> parts,
      List<TotalsKey> newSeries,
      Map<TotalsKey, Totals> counterShifts,
      List<ChatSummary> chats,
      List<ChatKey> removedChats,
      Instant partsSince,
      Instant chatsSince) {
    this(
        journalSequence,
        writtenAt,
        origins,
        spans,
        replacedSpans,
        content,
        parts,
        newSeries,
        counterShifts,
        chats,
        removedChats,
        partsSince,
        chatsSince,
        SignalRecords.NONE);
  }

  /// The same batch with other changes of parts.
  public StorageBatch withParts(List<PartChange> others) {
    return new StorageBatch(
        journalSequence,
        writtenAt,
        origins,
        spans,
        replacedSpans,
        content,
        others,
        newSeries,
        counterShifts,
        chats,
        removedChats,
        partsSince,
        chatsSince,
        records);
  }
}
