// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a store knows of deletions that were asked for. Thread-safe.
public interface DeletionReader {

  /// The receipt of a request; empty until it was done.
  Optional<DeletionReceipt> deletion(String id);

  /// Receipts, latest first, then by id.
  ///
  /// @param since only those done at this instant or later
  /// @param limit at most this many; `> 0`
  default List<DeletionReceipt> deletions(Instant since, int limit) {
    return deletions(since, null, limit);
  }

  /// Receipts, latest first, then by id.
  ///
  /// @param since only those done at this instant or later
  /// @param after only those that come after the one with this id, none if there is no such; null
  ///   for all
  /// @param limit at most this many; `> 0`
  List<DeletionReceipt> deletions(Instant since, @Nullable String after, int limit);

  /// What [Storage#delete] would remove now.
  Preview wouldDelete(DeletionSubject subject);

  /// What a deletion would remove.
  ///
  /// @param removed from the store
  /// @param archived from the archive
  record Preview(DeletionReceipt.Removed removed, DeletionReceipt.Removed archived) {}

  /// The parts that were deleted on request and must not come back, in any order: their traces, and
  /// the direct events of their chats, whether these had any or not. Each is kept until
  /// [Storage#deleteBefore] reaches the time at which it was deleted.
  void forEachDeletedPart(Consumer<PartId> consumer);
}
