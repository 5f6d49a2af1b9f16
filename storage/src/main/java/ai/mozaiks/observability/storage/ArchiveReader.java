// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What was archived before retention deleted it. Thread-safe. The questions are bounded as those
/// of [Storage#queries] are, and throw [QueryLimitException] and [StorageException] alike.
public interface ArchiveReader {

  /// A store without an archive.
  ArchiveReader NONE = new ArchiveReader() {};

  /// The archive's files, by signal, then the latest day first, then by name.
  default List<ArchiveFile> files() {
    return List.of();
  }

  /// Archived log records, as [LogReader#logs] lists stored ones; one that is archived twice comes
  /// once. Only files are read whose times match.
  ///
  /// @return at most `query.limit()`
  default List<StoredLog> logs(LogQuery query) {
    return List.of();
  }

  /// The archived chats with an id, what arrived last first.
  ///
  /// @param app only of this app; null for any
  /// @param limit how many events, and how many spans, of each; `> 0`
  /// @return at most [#MAX_CHATS]
  default List<ArchivedChat> chats(String chatId, @Nullable String app, int limit) {
    return List.of();
  }

  /// At most so many are in the answer of [#chats].
  int MAX_CHATS = 20;

  /// What it holds. Known since the latest change: answers at once.
  default Contents contents() {
    return Contents.NOTHING;
  }

  /// Why nothing could be archived at the latest try, so that nothing was deleted either; null if
  /// it could. Answers at once.
  default @Nullable String failure() {
    return null;
  }

  /// How much there is of each signal; signals without a file are absent.
  record Contents(Map<ArchiveSignal, Extent> signals) {

    public static final Contents NOTHING = new Contents(Map.of());

    public Contents {
      signals = Map.copyOf(signals);
    }

    /// Adds files up.
    public static Contents of(List<ArchiveFile> files) {
      Map<ArchiveSignal, Extent> signals = new EnumMap<>(ArchiveSignal.class);
      for (ArchiveFile file : files) {
        signals.merge(file.signal(), new Extent(1, file.rows(), file.bytes()), Extent::plus);
      }
      return new Contents(signals);
    }

    /// Of one signal; zeros if there is nothing.
    public Extent of(ArchiveSignal signal) {
      return signals.getOrDefault(signal, Extent.NOTHING);
    }
  }

  /// Counts, and bytes on disk.
  record Extent(long files, long rows, long bytes) {

    static final Extent NOTHING = new Extent(0, 0, 0);

    Extent plus(Extent other) {
      return new Extent(files + other.files, rows + other.rows, bytes + other.bytes);
    }
  }
}
