// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// Finds the files that a log was rotated into, by the names that logrotate and Python's handlers
/// give: `runtime.log.1`, `runtime.log-20261127`, `runtime.log.2026-11-27`, each also with `.gz`.
final class RotatedFiles {
  private static final Pattern SUFFIX = Pattern.compile("[.-][0-9][0-9T:_.-]{0,30}(\\.gz)?");

  private RotatedFiles() {}

  /// What tells whether a file changed.
  record Stamp(long size, FileTime modified) {
    static Stamp of(Path file) throws IOException {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(attributes.size(), attributes.lastModifiedTime());
    }
  }

  /// The file itself and its older ones that are not compressed; those that are there.
  static List<Path> plain(Path file) throws IOException {
    List<Path> files = all(file);
    files.removeIf(each -> each.toString().endsWith(".gz"));
    return files;
  }

  /// Its compressed ones, oldest first.
  static List<Path> compressed(Path file) throws IOException {
    List<Path> files = all(file);
    files.removeIf(each -> !each.toString().endsWith(".gz"));
    files.sort(Comparator.comparing(RotatedFiles::modified));
    return files;
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }

  private static List<Path> all(Path file) throws IOException {
    Path folder = file.getParent();
    Path name = file.getFileName();
    List<Path> files = new ArrayList<>();
    if (folder == null || name == null) {
      return files;
    }
    String base = name.toString();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(folder, each -> isOf(base, each.getFileName().toString()))) {
      for (Path entry : entries) {
        if (Files.isRegularFile(entry)) {
          files.add(entry);
        }
      }
    } catch (NoSuchFileException e) {
      // the folder will come with the log
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return files;
  }

  private static boolean isOf(String base, String name) {
    return name.equals(base)
        || (name.startsWith(base) && SUFFIX.matcher(name.substring(base.length())).matches());
  }

  static InputStream decompressed(Path file) throws IOException {
    return new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file)), 64 << 10);
  }

  static @Nullable LogContent contentOfCompressed(Path file) throws IOException {
    try (InputStream in = decompressed(file)) {
      return LogContent.of(in.readNBytes(LogContent.START_BYTES));
    }
  }
}
