// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A folder of log files, as it is on disk. Reads little of each file, and changes nothing but one
/// file that it makes and deletes to see whether it may.
final class LogFolder {
  private static final int MOST_FILES = 1_000;

  /// What the names of rotated files have more, by logrotate, Logback and Python.
  private static final Pattern ROTATED =
      Pattern.compile(".+\\.log[.-][0-9][0-9T:_.-]{0,40}(\\.(gz|bz2|xz|zst|Z))?");

  private LogFolder() {}

  /// A log file.
  ///
  /// @param bytes its size
  /// @param form of its last whole line
  /// @param begins the time of its first line; null where that does not say it
  record File(Path path, long bytes, Instant changedAt, Form form, @Nullable Instant begins) {}

  /// What a line is.
  enum Form {
    JSON,
    TEXT,
    /// There is none.
    NONE,
    /// This user may not read it.
    UNREADABLE
  }

  /// A file that was rotated.
  record Rotated(Path path, Instant changedAt) {}

  /// The log files in the folder and in `combined` in it, those that were rotated not included; at
  /// most a thousand, in the order of their names.
  ///
  /// @throws IOException if the folder cannot be read; the message names it
  static List<File> files(Path folder) throws IOException {
    List<File> files = new ArrayList<>();
    for (Path each : in(folder, name -> name.endsWith(".log"))) {
      file(each).ifPresent(files::add);
    }
    files.sort(Comparator.comparing(File::path));
    return files;
  }

  /// Empty if it went meanwhile, as in a rotation.
  private static Optional<File> file(Path path) throws IOException {
    try {
      long bytes = Files.size(path);
      Instant changed = Files.getLastModifiedTime(path).toInstant();
      LogFileLines lines = LogFileLines.of(path);
      return Optional.of(new File(path, bytes, changed, lines.form(), lines.begins()));
    } catch (AccessDeniedException _) {
      return Optional.of(
          new File(
              path,
              Files.size(path),
              Files.getLastModifiedTime(path).toInstant(),
              Form.UNREADABLE,
              null));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  /// What log files of the folder, and of `combined` in it, were rotated into, the latest first.
  ///
  /// @throws IOException if the folder cannot be read; the message names it
  static List<Rotated> rotated(Path folder) throws IOException {
    List<Rotated> rotated = new ArrayList<>();
    for (Path each : in(folder, name -> ROTATED.matcher(name).matches())) {
      try {
        rotated.add(new Rotated(each, Files.getLastModifiedTime(each).toInstant()));
      } catch (NoSuchFileException _) {
        // deleted for its age meanwhile
      }
    }
    rotated.sort(Comparator.comparing(Rotated::changedAt).reversed());
    return rotated;
  }

  private interface Wanted {
    boolean is(String name);
  }

  private static List<Path> in(Path folder, Wanted wanted) throws IOException {
    List<Path> found = new ArrayList<>();
    add(folder, wanted, found);
    Path combined = folder.resolve("combined");
    if (Files.isDirectory(combined)) {
      add(combined, wanted, found);
    }
    return found;
  }

  private static void add(Path folder, Wanted wanted, List<Path> found) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path each : all) {
        if (found.size() < MOST_FILES
            && wanted.is(each.getFileName().toString())
            && Files.isRegularFile(each)) {
          found.add(each);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /// Why no file can be written in the folder; null if one can. With something in it, since a full
  /// disk takes empty ones.
  static @Nullable String refusal(Path folder) {
    Path file = null;
    try {
      file = Files.createTempFile(folder, ".mozaiks-doctor", "");
      Files.write(file, "may be deleted\n".getBytes(StandardCharsets.US_ASCII));
      return null;
    } catch (AccessDeniedException _) {
      return "permission denied";
    } catch (FileSystemException e) {
      return e.getReason() == null ? e.toString() : e.getReason();
    } catch (IOException | SecurityException e) {
      return String.valueOf(e.getMessage());
    } finally {
      delete(file);
    }
  }

  private static void delete(@Nullable Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException _) {
      // its text says what it is
    }
  }
}
