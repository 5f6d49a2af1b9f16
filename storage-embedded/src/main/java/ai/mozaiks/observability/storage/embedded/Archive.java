// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.ArchiveFile;
import ai.mozaiks.observability.storage.ArchiveReader;
import ai.mozaiks.observability.storage.ArchiveSignal;
import ai.mozaiks.observability.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The archive: files in a folder, and in the database which of them count. A file counts from the
/// very transaction on that deletes from the tables what it holds, or that takes the place of
/// another one; so neither a crash nor a reader at the wrong moment can miss or double anything
/// (ADR 017). Files that somebody took away do not count any more, and those that somebody put
/// there count from the next opening on.
///
/// Of the writer thread, but for what says otherwise.
final class Archive {
  private static final Logger log = LoggerFactory.getLogger(Archive.class);

  private final ArchiveFolder folder;
  private final Set<ArchiveSignal> signals;
  private @Nullable ArchiveRun latest;

  /// Whether changes may be left that are neither done nor undone.
  private boolean unsettled = true;

  private volatile ArchiveReader.Contents contents = ArchiveReader.Contents.NOTHING;
  private volatile @Nullable String failure;

  Archive(ArchiveConfig config, ArchiveAccess access) {
    folder = new ArchiveFolder(config.folder(), access);
    signals = config.signals();
  }

  /// Ends what a crash left, and takes account of the files that are there. A folder that cannot be
  /// read stops nobody from opening the store.
  void open(Connection connection) throws SQLException {
    try {
      settleNoted(connection);
      folder.deleteTemporaries();
      unsettled = false;
      takeAccount(connection);
    } catch (IOException e) {
      failed("archive: " + folder + " cannot be read: " + FileTrouble.of(e));
      log.error("The archive is not complete: {}", failure);
    }
    count(connection);
  }

  /// Begins to change it. Inside a transaction, after [#settle].
  ArchiveRun begin(Connection connection) {
    return begun(new ArchiveRun(connection, folder, signals, true, this::failed));
  }

  /// The same without adding anything.
  ///
  /// @param retryable whether what fails is to be tried again
  ArchiveRun beginToRemove(Connection connection, boolean retryable) {
    return begun(new ArchiveRun(connection, folder, Set.of(), retryable, this::failed));
  }

  private ArchiveRun begun(ArchiveRun run) {
    latest = run;
    return run;
  }

  /// Deletes what is left over of the latest change, whether it took place or not. Not inside a
  /// transaction.
  ///
  /// @throws IOException if that cannot be done; then it must be before the next change
  void settle(Connection connection) throws IOException, SQLException {
    ArchiveRun run = latest;
    unsettled |= run != null && run.touchedFiles();
    if (unsettled) {
      settleNoted(connection);
      folder.deleteTemporaries(run == null ? List.of() : run.written());
    }
    unsettled = false;
    latest = null;
  }

  private void settleNoted(Connection connection) throws IOException, SQLException {
    ArchiveFolder.Changes changes = folder.unsettled();
    if (changes != null && !changes.areNone()) {
      boolean tookPlace =
          changes.added().isEmpty()
              ? !ArchiveTable.has(connection, changes.removed().getFirst())
              : ArchiveTable.has(connection, changes.added().getFirst());
      folder.settle(changes, tookPlace);
    }
  }

  /// After a change that took place. What cannot be tidied up now is before the next change.
  void changed(Connection connection) {
    if (latest != null && latest.touchedFiles()) {
      failure = null;
    }
    settleLater(connection);
    try {
      count(connection);
    } catch (SQLException e) {
      log.warn("What the archive {} holds is not counted for now", folder, e);
    }
  }

  /// After a transaction that was rolled back, or of which nobody knows.
  void settleLater(Connection connection) {
    try {
      settle(connection);
    } catch (IOException | SQLException e) {
      log.warn("Files that do not count stay in the archive {} for now", folder, e);
    }
  }

  private void count(Connection connection) throws SQLException {
    contents = ArchiveReader.Contents.of(files(connection));
  }

  private void takeAccount(Connection connection) throws IOException, SQLException {
    List<ArchiveFile> counted = ArchiveTable.files(connection);
    List<ArchiveFile> gone =
        counted.stream().filter(file -> !Files.exists(folder.path(file.name()))).toList();
    for (ArchiveFile file : gone) {
      ArchiveTable.remove(connection, file.name());
    }
    if (!gone.isEmpty()) {
      log.warn(
          "{} files are no longer in the archive {}, such as {}: what they held is gone, unless they"
              + " are put back before the next start",
          gone.size(),
          folder,
          gone.getFirst().name());
    }
    Set<String> names = counted.stream().map(ArchiveFile::name).collect(Collectors.toSet());
    Set<String> found = new HashSet<>();
    for (ArchiveSignal signal : ArchiveSignal.values()) {
      for (String name : folder.names(signal)) {
        if (!names.contains(name) && adopt(connection, signal, name)) {
          found.add(name);
        }
      }
    }
    if (!found.isEmpty()) {
      log.info(
          "{} files that were put into the archive {} count from now on", found.size(), folder);
    }
  }

  private boolean adopt(Connection connection, ArchiveSignal signal, String name)
      throws IOException {
    try {
      ArchiveTable.add(
          connection, ArchiveRun.describe(connection, signal, name, folder.path(name)));
      return true;
    } catch (SQLException e) {
      log.warn("{} in the archive {} cannot be read and does not count", name, folder, e);
      return false;
    }
  }

  /// The files that count and are there; other threads than the writer's ask through
  /// [ArchiveSnapshot].
  List<ArchiveFile> files(Connection connection) throws SQLException {
    return ArchiveTable.files(connection).stream()
        .filter(file -> Files.exists(folder.path(file.name())))
        .toList();
  }

  /// The same, for a deletion, which must not pass over what will be there again.
  ///
  /// @throws StorageException if all files of a signal are away, as on a disk that is not mounted
  List<ArchiveFile> filesToDeleteFrom(Connection connection) throws SQLException {
    List<ArchiveFile> there = files(connection);
    for (ArchiveSignal signal : ArchiveSignal.values()) {
      List<ArchiveFile> counted =
          ArchiveTable.files(connection).stream().filter(file -> file.signal() == signal).toList();
      if (!counted.isEmpty() && there.stream().noneMatch(file -> file.signal() == signal)) {
        throw new StorageException(
            "archive "
                + folder
                + ": none of its "
                + counted.size()
                + " files is there, such as "
                + counted.getFirst().name()
                + " (expected: the files; is the disk mounted?). Nothing was deleted",
            false,
            null);
      }
    }
    return there;
  }

  /// Where they are. For any thread.
  ArchiveFolder folder() {
    return folder;
  }

  /// Says why something could not be archived; null for nothing.
  void failed(@Nullable String reason) {
    failure = reason;
  }

  /// See [ArchiveReader#failure]. For any thread.
  @Nullable String failure() {
    return failure;
  }

  /// See [ArchiveReader#contents]. For any thread.
  ArchiveReader.Contents contents() {
    return contents;
  }
}
