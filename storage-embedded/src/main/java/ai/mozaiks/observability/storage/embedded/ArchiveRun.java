// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import ai.mozaiks.observability.storage.ArchiveFile;
import ai.mozaiks.observability.storage.ArchiveSignal;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// What one transaction changes in the archive: rows are added under the day on which they arrived,
/// or files go. Nothing of it counts before the transaction took place. Of the writer thread.
final class ArchiveRun {
  /// Files of a day that are smaller are written anew with what comes, so that there are not as
  /// many as deletions.
  private static final long SMALL_BYTES = 32L << 20;

  private final Connection connection;
  private final ArchiveFolder folder;
  private final Set<ArchiveSignal> signals;
  private final boolean retryable;
  private final Consumer<String> onFailure;
  private final Map<ArchiveSignal, Long> archived = new EnumMap<>(ArchiveSignal.class);
  private final List<ArchiveFile> added = new ArrayList<>();
  private final List<ArchiveFile> removed = new ArrayList<>();
  private final Set<String> written = new HashSet<>();
  private Optional<List<ArchiveFile>> known = Optional.empty();

  /// @param signals what is archived; all else is passed over
  /// @param retryable whether what fails is to be tried again
  /// @param onFailure told why something failed
  ArchiveRun(
      Connection connection,
      ArchiveFolder folder,
      Set<ArchiveSignal> signals,
      boolean retryable,
      Consumer<String> onFailure) {
    this.connection = connection;
    this.folder = folder;
    this.signals = signals;
    this.retryable = retryable;
    this.onFailure = onFailure;
  }

  /// Archives rows that are about to be deleted.
  ///
  /// @param select selects them, with `written_nanos` among its columns
  /// @throws StorageException if they cannot be
  void add(ArchiveSignal signal, String select) {
    if (!signals.contains(signal)) {
      return;
    }
    try {
      long rows = 0;
      for (long day : days(select)) {
        rows += add(signal, LocalDate.ofEpochDay(day), select);
      }
      archived.merge(signal, rows, Long::sum);
    } catch (IOException | SQLException e) {
      throw failed(signal.word(), e);
    }
  }

  /// Makes sure that as many rows were deleted as were archived: else something was lost, or would
  /// be there twice.
  void requireDeleted(ArchiveSignal signal, long deleted) {
    if (signals.contains(signal) && archived.getOrDefault(signal, 0L) != deleted) {
      String message =
          "archive: %d rows of %s were archived, %d deleted (expected: the same number). Both are undone"
              .formatted(archived.getOrDefault(signal, 0L), signal.word(), deleted);
      onFailure.accept(message);
      throw new StorageException(message, true, null);
    }
  }

  private List<Long> days(String select) throws SQLException {
    List<Long> days = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT DISTINCT %s FROM (%s) ORDER BY 1".formatted(ArchiveSql.DAY, select))) {
      while (row.next()) {
        days.add(row.getLong(1));
      }
    }
    return days;
  }

  /// Returns the number of rows that came in.
  private long add(ArchiveSignal signal, LocalDate day, String select)
      throws IOException, SQLException {
    String rows =
        "SELECT * FROM (%s) WHERE %s = %d".formatted(select, ArchiveSql.DAY, day.toEpochDay());
    Optional<ArchiveFile> small =
        known().stream()
            .filter(file -> file.signal() == signal && file.day().equals(day))
            .filter(file -> file.bytes() < SMALL_BYTES && Files.exists(folder.path(file.name())))
            .filter(file -> !removed.contains(file))
            .findFirst();
    if (small.isPresent()) {
      ArchiveFile before = small.get();
      rows =
          "%s UNION ALL BY NAME SELECT * FROM read_parquet(%s)"
              .formatted(rows, ArchiveSql.toRead(folder.path(before.name())));
      removed.add(before);
    }
    ArchiveFile file = write(signal, day, rows);
    return file.rows() - small.map(ArchiveFile::rows).orElse(0L);
  }

  /// Writes a file anew without some of its rows; it goes if none is left.
  ///
  /// @param doomed a condition on the row `r`
  /// @param left how many rows stay
  /// @throws StorageException if it cannot be written
  void rewrite(ArchiveFile file, String doomed, long left) {
    removed.add(file);
    if (left == 0) {
      return;
    }
    try {
      ArchiveFile rewritten =
          write(
              file.signal(),
              file.day(),
              "SELECT * FROM read_parquet(%s) r WHERE (%s) IS NOT TRUE"
                  .formatted(ArchiveSql.toRead(folder.path(file.name())), doomed));
      if (rewritten.rows() != left) {
        throw new SQLException(
            "%s: %d rows left (expected: %d)".formatted(file.name(), rewritten.rows(), left));
      }
    } catch (IOException | SQLException e) {
      throw failed(file.name(), e);
    }
  }

  /// Removes a whole file.
  void remove(ArchiveFile file) {
    removed.add(file);
  }

  private ArchiveFile write(ArchiveSignal signal, LocalDate day, String select)
      throws IOException, SQLException {
    folder.make(signal);
    String name = ArchiveFolder.newName(signal, day);
    written.add(name);
    Path temporary = folder.temporary(name);
    execute(
        "COPY (SELECT * FROM (%s) ORDER BY %s) TO %s (FORMAT parquet, COMPRESSION zstd)"
            .formatted(select, ArchiveSql.order(signal), ArchiveSql.quoted(temporary.toString())));
    folder.sync(name);
    ArchiveFile file = describe(connection, signal, name, temporary);
    added.add(file);
    return file;
  }

  /// What is in a file; reads it, so that what cannot be read again counts as not written.
  static ArchiveFile describe(Connection connection, ArchiveSignal signal, String name, Path path)
      throws IOException, SQLException {
    String sql =
        "SELECT count(*), min(%s), max(%s), count(written_nanos) FROM read_parquet(%s)"
            .formatted(ArchiveSql.from(signal), ArchiveSql.to(signal), ArchiveSql.toRead(path));
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return new ArchiveFile(
          signal,
          name,
          ArchiveFolder.dayOf(name),
          row.getLong(1),
          Files.size(path),
          Nanos.toInstant(row.getLong(2)),
          Nanos.toInstant(row.getLong(3)));
    }
  }

  private List<ArchiveFile> known() throws SQLException {
    if (known.isEmpty()) {
      known = Optional.of(ArchiveTable.files(connection));
    }
    return known.get();
  }

  /// Gives the files their names and enters them in the table: the last step inside the
  /// transaction.
  ///
  /// @throws StorageException if that cannot be done
  void publish() {
    if (added.isEmpty() && removed.isEmpty()) {
      return;
    }
    try {
      folder.publish(
          new ArchiveFolder.Changes(
              added.stream().map(ArchiveFile::name).toList(),
              removed.stream().map(ArchiveFile::name).toList()));
      for (ArchiveFile file : removed) {
        ArchiveTable.remove(connection, file.name());
      }
      for (ArchiveFile file : added) {
        ArchiveTable.add(connection, file);
      }
    } catch (IOException | SQLException e) {
      throw failed("changes", e);
    }
  }

  /// Whether it wrote anything, or was about to.
  boolean touchedFiles() {
    return !written.isEmpty() || !removed.isEmpty();
  }

  /// The names of files that were written, finished or not.
  Set<String> written() {
    return written;
  }

  private StorageException failed(String what, Exception cause) {
    String reason =
        cause instanceof IOException io ? FileTrouble.of(io) : String.valueOf(cause.getMessage());
    String message =
        "archive: %s cannot be written to %s: %s. Nothing was deleted; free space there or make it"
                .formatted(what, folder, reason.lines().findFirst().orElse(""))
            + " writable";
    onFailure.accept(message);
    return new StorageException(message, retryable, cause);
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
