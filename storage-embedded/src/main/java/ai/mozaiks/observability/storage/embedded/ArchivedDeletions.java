// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.ArchiveFile;
import ai.mozaiks.observability.storage.DeletionReceipt;
import ai.mozaiks.observability.storage.DeletionRequest;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.Storage.Cutoffs;
import ai.mozaiks.observability.storage.Storage.Deleted;
import ai.mozaiks.observability.storage.StorageException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.duckdb.DuckDBConnection;

/// Deletes with the archive's leave: what it takes is safe in its files before anything is deleted.
/// Used by whoever writes.
final class ArchivedDeletions {
  private final DuckDBConnection connection;
  private final Transactions transactions;
  private final HourSums hourSums;
  private final Archive archive;
  private final Consumer<Deleted> committed;

  /// @param connection of the writing thread
  /// @param committed is told what is gone once that is certain
  ArchivedDeletions(
      DuckDBConnection connection,
      Transactions transactions,
      HourSums hourSums,
      Archive archive,
      Consumer<Deleted> committed) {
    this.connection = connection;
    this.transactions = transactions;
    this.hourSums = hourSums;
    this.archive = archive;
    this.committed = committed;
  }

  /// What is older than that.
  Deleted before(Cutoffs cutoffs) throws SQLException {
    return archiving(
        cutoffs, run -> OldRows.deleteBefore(connection, hourSums, cutoffs, run), committed);
  }

  /// All log records and points but so many of each.
  Deleted allButNewest(long logs, long points) throws SQLException {
    return archiving(
        new Object(), run -> OldRows.keepNewest(connection, logs, points, run), committed);
  }

  /// Content that is older than that.
  ///
  /// @param afterwards is run once that is certain
  /// @return how many items
  long contentBefore(Instant cutoff, Runnable afterwards) throws SQLException {
    return archiving(
        cutoff, run -> OldRows.deleteContentBefore(connection, cutoff, run), _ -> afterwards.run());
  }

  /// What somebody asked to be deleted, unless that was done before.
  DeletionReceipt onRequest(DeletionRequest request, Instant now) throws SQLException {
    var _ = transactions.has(request); // a doubtful one may have been this
    Optional<DeletionReceipt> done = Deletions.deletion(connection, request.id());
    return done.isPresent() ? done.get() : deleteNow(request, now);
  }

  /// A request that the archive stands in the way of is given up: while it waits nothing is taken
  /// in.
  private DeletionReceipt deleteNow(DeletionRequest request, Instant now) throws SQLException {
    settleArchive(false);
    ArchiveRun run = archive.beginToRemove(connection, false);
    DeletionReceipt receipt =
        transactions.run(
            request,
            () -> {
              DeletionReceipt made =
                  Deletions.delete(connection, hourSums, archive, run, request, now);
              run.publish();
              return made;
            },
            made -> committed.accept(made.removed().deleted()));
    archive.changed(connection);
    return receipt;
  }

  @FunctionalInterface
  private interface Deletion<T> {
    T delete(ArchiveRun run) throws SQLException;
  }

  private <T> T archiving(Object subject, Deletion<T> deletion, Consumer<T> afterwards)
      throws SQLException {
    settleArchive(true);
    ArchiveRun run = archive.begin(connection);
    T result =
        transactions.run(
            subject,
            () -> {
              T deleted = deletion.delete(run);
              run.publish();
              return deleted;
            },
            afterwards);
    archive.changed(connection);
    return result;
  }

  /// @param retryable whether what comes after it is to be tried again
  private void settleArchive(boolean retryable) throws SQLException {
    var _ = transactions.has(this); // a doubtful one may be what is to be settled
    try {
      archive.settle(connection);
    } catch (IOException e) {
      String message =
          "archive: %s cannot be tidied up: %s. Nothing was deleted; make it writable"
              .formatted(archive.folder(), FileTrouble.of(e));
      archive.failed(message);
      throw new StorageException(message, retryable, e);
    }
  }

  /// Files of the archive whose day is older than that.
  ///
  /// @return how many files
  int archivedBefore(Instant cutoff) throws SQLException {
    LocalDate first =
        cutoff.isBefore(Nanos.MIN_INSTANT)
            ? LocalDate.MIN
            : LocalDate.ofInstant(cutoff, ZoneOffset.UTC);
    List<ArchiveFile> old =
        archive.files(connection).stream().filter(file -> file.day().isBefore(first)).toList();
    if (old.isEmpty()) {
      return 0;
    }
    settleArchive(true);
    ArchiveRun run = archive.beginToRemove(connection, true);
    int files =
        transactions.run(
            run,
            () -> {
              old.forEach(run::remove);
              run.publish();
              return old.size();
            },
            _ -> {});
    archive.changed(connection);
    return files;
  }
}
