// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.ArchiveReader;
import ai.mozaiks.observability.storage.DeletionReceipt;
import ai.mozaiks.observability.storage.DeletionRequest;
import ai.mozaiks.observability.storage.LogPositions;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.QueryLimitException;
import ai.mozaiks.observability.storage.RedactionScan;
import ai.mozaiks.observability.storage.SignalSizes;
import ai.mozaiks.observability.storage.SizeLimits;
import ai.mozaiks.observability.storage.Storage;
import ai.mozaiks.observability.storage.StorageBatch;
import ai.mozaiks.observability.storage.StorageException;
import ai.mozaiks.observability.storage.StorageReader;
import ai.mozaiks.observability.storage.StoredMasking;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The default store: one DuckDB file, written by one connection and read by several.
///
/// In its folder:
///
/// ```
/// store.duckdb      tables of schema/NNN-name.sql
/// store.duckdb.wal  what was committed since the last checkpoint (256 MB)
/// store.lock        locked while a process has the store open
/// tmp/              sorting and grouping that does not fit into memory
/// ```
///
/// What retention deletes may be archived before, in a folder of its own: see [Archive].
///
/// A batch is one transaction, its journal sequence included, so after a crash the store knows
/// exactly what it has. Readers see the state of a committed batch; they are never blocked by the
/// writer. Thread-safe, with one writing thread as [Storage] says.
public final class EmbeddedStorage implements Storage {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedStorage.class);

  /// One for the fold, one for whoever counts anew beside it, one for [#check].
  private static final int LOOKUPS = 3;

  /// The version of the tables of every store that is open.
  public static final int SCHEMA_VERSION = Schema.VERSION;

  private static final Duration CHECK_TIME = Duration.ofSeconds(2);

  /// Questions to the archive that may wait for the one that is answered.
  private static final int WAITING_FOR_ARCHIVE = 8;

  private final EmbeddedStorageConfig config;
  private final FolderLock folderLock;
  private final DuckDBConnection connection;
  private final Transactions transactions;
  private final HourSums hourSums;
  private final HourSummer hourSummer;
  private final BatchWriter batchWriter;
  private final ReaderThreads lookups;
  private final ReaderThreads queryThreads;
  private final StorageReader reader;
  private final StorageReader queries;
  private final Archive archive;
  private final ReaderThreads archiveThreads;
  private final ArchiveReader archiveReader;
  private final Holdings holdings;
  private final ArchivedDeletions deletions;

  /// Guards the connection against a close during a write.
  private final ReentrantLock writing = new ReentrantLock();

  private volatile boolean closed;
  private volatile @Nullable StorageException lastFailure;

  private EmbeddedStorage(
      EmbeddedStorageConfig config,
      FolderLock folderLock,
      DuckDBConnection connection,
      LongSupplier nanoTime,
      TransactionAccess access,
      ArchiveAccess archiveAccess)
      throws SQLException {
    this.config = config;
    this.folderLock = folderLock;
    this.connection = connection;
    transactions = new Transactions(connection, access);
    hourSums = new HourSums(connection, nanoTime);
    batchWriter = new BatchWriter(connection, hourSums);
    hourSummer = new HourSummer(hourSums, writing, connection);
    lookups = ReaderThreads.unlimited(connection, "store-lookup", LOOKUPS);
    queryThreads =
        ReaderThreads.limited(
            connection,
            "store-query",
            config.queries(),
            config.waitingQueries(),
            config.queryTime());
    archive = new Archive(config.archive(), archiveAccess);
    archive.open(connection);
    archiveThreads =
        ReaderThreads.limited(
            connection, "store-archive", 1, WAITING_FOR_ARCHIVE, config.queryTime());
    archiveReader = new EmbeddedArchiveReader(archiveThreads, archive);
    reader = new EmbeddedReader(lookups, archive);
    queries = new EmbeddedReader(queryThreads, archive);
    holdings = new Holdings(config.folder(), connection, lookups, nanoTime);
    deletions = new ArchivedDeletions(connection, transactions, hourSums, archive, this::deleted);
  }

  /// Opens a store, or creates it.
  ///
  /// @throws StorageException if another process has it, or it is damaged or of a newer version
  public static EmbeddedStorage open(EmbeddedStorageConfig config) {
    return open(config, System::nanoTime, TransactionAccess.REAL, ArchiveAccess.REAL);
  }

  /// The same with another clock and other ends of transactions.
  ///
  /// @param nanoTime like [System#nanoTime]
  static EmbeddedStorage open(
      EmbeddedStorageConfig config, LongSupplier nanoTime, TransactionAccess access) {
    return open(config, nanoTime, access, ArchiveAccess.REAL);
  }

  /// The same with another disk for the archive.
  static EmbeddedStorage open(
      EmbeddedStorageConfig config,
      LongSupplier nanoTime,
      TransactionAccess access,
      ArchiveAccess archiveAccess) {
    FolderLock folderLock = FolderLock.acquire(config.folder(), "store.lock");
    try {
      return open(config, folderLock, nanoTime, access, archiveAccess);
    } catch (RuntimeException e) {
      try {
        folderLock.close();
      } catch (IOException alsoFailed) {
        e.addSuppressed(alsoFailed);
      }
      throw e;
    }
  }

  private static EmbeddedStorage open(
      EmbeddedStorageConfig config,
      FolderLock folderLock,
      LongSupplier nanoTime,
      TransactionAccess access,
      ArchiveAccess archiveAccess) {
    DuckDBConnection connection = Database.open(config);
    try {
      EmbeddedStorage storage =
          new EmbeddedStorage(config, folderLock, connection, nanoTime, access, archiveAccess);
      storage.hourSummer.start();
      return storage;
    } catch (SQLException e) {
      throw Database.failed("opening", e);
    }
  }

  @Override
  public void write(StorageBatch batch) {
    if (batch.journalSequence() != 0 && batch.journalSequence() <= holdings.appliedSequence()) {
      requireOpen();
      return;
    }
    writing(
        "writing a batch",
        () -> {
          if (!transactions.has(batch)) {
            transactions.run(
                batch,
                () -> batchWriter.write(batch, holdings.logPositions().last()),
                growth -> holdings.written(batch, growth));
          }
          return true;
        });
  }

  @Override
  public Deleted deleteBefore(Cutoffs cutoffs) {
    return writing("deleting", () -> deletions.before(cutoffs));
  }

  @Override
  public DeletionReceipt delete(DeletionRequest request, Instant now) {
    Nanos.of(now);
    return writing("deleting on request", () -> deletions.onRequest(request, now));
  }

  @Override
  public long deleteContentBefore(Instant cutoff) {
    return writing("deleting content", () -> deletions.contentBefore(cutoff, holdings::resized));
  }

  @Override
  public int deleteArchivedBefore(Instant cutoff) {
    return writing("deleting from the archive", () -> deletions.archivedBefore(cutoff));
  }

  @Override
  public SizeCutoffs cutoffsWithin(SizeLimits limits) {
    return limits.equals(SizeLimits.NONE)
        ? SizeCutoffs.NOTHING
        : writing("measuring", () -> SizeEstimate.cutoffs(connection, limits));
  }

  @Override
  public SignalSizes sizes() {
    return holdings.sizes();
  }

  @Override
  public ArchiveReader archive() {
    return archiveReader;
  }

  private void deleted(Deleted deleted) {
    batchWriter.forgetOrigins();
    holdings.deleted(deleted);
  }

  @Override
  public Deleted keepNewest(long logs, long points) {
    if (logs < 0 || points < 0) {
      throw new IllegalArgumentException(
          "logs, points: " + logs + ", " + points + " (expected: >= 0)");
    }
    return writing("deleting", () -> deletions.allButNewest(logs, points));
  }

  @Override
  public void writtenLater(Instant from, Instant to, Duration by) {
    long nanos = Nanos.of(by);
    Nanos.of(to.plus(by));
    writing(
        "correcting times",
        () ->
            transactions.run(
                by,
                () -> {
                  OldRows.writtenLater(connection, from, to, nanos);
                  return true;
                },
                _ -> {}));
  }

  @Override
  public RedactionScan scan(RedactionScan scan, StoredMasking masking, int most, Instant now) {
    Nanos.of(now);
    return writing(
        "scanning",
        () ->
            transactions.run(
                new Object(),
                () -> ScanSlice.run(connection, scan, masking, most, now),
                _ -> batchWriter.forgetOpenBlock()));
  }

  /// Makes the sums by hour of all events now, instead of when their hours have been quiet for a
  /// while: after a large import. Questions and batches go on meanwhile.
  ///
  /// @throws StorageException if it fails; the store answers as before, a series over weeks slower
  public void sumHours() {
    requireOpen();
    try {
      hourSummer.sumAll();
    } catch (SQLException e) {
      throw Database.failed("summing hours", e);
    }
  }

  /// How many hours have events and no sums.
  int unsummedHours() throws SQLException {
    return hourSummer.unsummedHours();
  }

  /// Runs a transaction while nobody else writes.
  private <T> T writing(String what, Transactions.Change<T> change) {
    writing.lock();
    try {
      requireOpen();
      T result = change.apply();
      lastFailure = null;
      return result;
    } catch (SQLException e) {
      rollBack();
      StorageException failure = Database.failed(what, e);
      lastFailure = failure;
      throw failure;
    } catch (RuntimeException e) {
      rollBack();
      throw e;
    } finally {
      hourSums.written();
      writing.unlock();
    }
  }

  private void rollBack() {
    batchWriter.forget();
    if (!closed) {
      transactions.rollBack();
      archive.settleLater(connection);
    }
  }

  @Override
  public long appliedSequence() {
    return holdings.appliedSequence();
  }

  @Override
  public StorageReader reader() {
    return reader;
  }

  @Override
  public StorageReader queries() {
    return queries;
  }

  @Override
  public StorageStats stats() {
    return holdings.stats();
  }

  @Override
  public LogPositions logPositions() {
    return holdings.logPositions();
  }

  @Override
  public @Nullable StorageException failure() {
    StorageException known = lastFailure;
    return closed ? ReaderThreads.closed(null) : known == null || known.retryable() ? null : known;
  }

  @Override
  public void check() {
    StorageException failure = lastFailure;
    if (failure != null) {
      throw new StorageException(
          String.valueOf(failure.getMessage()), failure.retryable(), failure);
    }
    try {
      lookups.ask("checking", CHECK_TIME, Holdings::readAppliedSequence);
    } catch (QueryLimitException e) {
      throw new StorageException(
          "store: no answer within " + CHECK_TIME.toMillis() + " ms", true, e);
    }
  }

  private void requireOpen() {
    writing.lock();
    try {
      if (closed) {
        throw ReaderThreads.closed(null);
      }
    } finally {
      writing.unlock();
    }
  }

  /// Lets running queries end, writes the log into the database file, and frees the folder.
  @Override
  public void close() {
    stopSumming(); // waits for a thread that may wait for the lock
    writing.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      queryThreads.close();
      archiveThreads.close();
      lookups.close();
      connection.close();
      folderLock.close();
    } catch (SQLException | IOException e) {
      log.warn("closing {}", config.folder(), e);
    } finally {
      writing.unlock();
    }
  }

  private void stopSumming() {
    try {
      hourSummer.close();
    } catch (SQLException e) {
      log.warn("closing {}", config.folder(), e);
    }
  }
}
