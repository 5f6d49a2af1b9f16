// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// The log records of a store. As [StorageReader], of which it is a part.
public interface LogReader {

  /// The records among these that the store has. Its cost grows with how far their times lie apart,
  /// not with how many there are.
  Set<RecordId> knownLogs(Collection<RecordKey> keys);

  /// The id of every log record the store has, in any order.
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
}
