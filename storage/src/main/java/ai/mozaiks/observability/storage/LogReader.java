// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// The log records of a store. As [StorageReader], of which it is a part.
public interface LogReader {

  /// The records among these that the store has, also by the id that a scan found them to be sent
  /// again with ([Storage#scan]). Its cost grows with how far their times lie apart, not with how
  /// many there are.
  Set<RecordId> knownLogs(Collection<RecordKey> keys);

  /// The id of every log record the store has, in any order, and the ids they are sent again with.
  void forEachLogId(Consumer<RecordId> consumer);

  /// The notes ([StoredLog#note]) of traces; a trace without any is absent. Order within a trace:
  /// time, then id.
  Map<PartId, List<StoredLog>> notes(Collection<PartId> traces);

  /// Log records, newest first, those of the same time by id downwards: the same order at any time,
  /// so that a page and the one after it neither overlap nor miss anything that was there when the
  /// first was read.
  ///
  /// @return at most `query.limit()`
  List<StoredLog> logs(LogQuery query);

  /// How many log records there are, by level and time: those that [#logs] would list. Order:
  /// bucket, then level; what has none is absent.
  List<LogCount> countLogs(LogHistogramQuery query);

  /// The record with an id.
  Optional<StoredLog> log(RecordId id);

  /// What happened next to a record, of what is like the filter: as in [#logs], but those that
  /// happened right after it and right before it, without itself.
  ///
  /// @param record need not be there, nor be like the filter
  /// @param after how many that happened after it, 0 to [LogQuery#MAX_LIMIT]
  /// @param before how many that happened before it, the same
  /// @return newest first
  List<StoredLog> logsAround(RecordKey record, LogFilter filter, int after, int before);

  /// Log records in the order in which they were written, for those who take over each once: what
  /// is written later comes later, whatever its time. Cheap also when many follow.
  ///
  /// @param position the one after which to begin; 0 for the first
  /// @param limit at most this many; `> 0`
  /// @param bytes about how much their texts may take together; `> 0`. The first comes whatever its
  ///   size
  /// @return by position; empty when none follows
  List<WrittenLog> logsAfter(long position, int limit, long bytes);
}
