// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who else can read the data. The server makes its folders for its own user alone, but it may find
/// wider ones: an older version made them by the umask, and an operator may want them so. It says
/// it and changes nothing.
final class DataFolder {
  private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);

  /// What the server has in the folder; other things in there are not its business.
  private static final List<String> OWN =
      List.of("store", "journal", "archive", "alerts.db", "alerts.db-wal", "sources", "shipping");

  private DataFolder() {}

  /// Warns in the log when every user of the machine can read it.
  static void warnIfOpen(Path data) {
    try {
      readByAll(data)
          .ifPresent(file ->
              LOG.warn(
                  "{} can be read by every user of this machine (expected: by its owner, and a"
                      + " group at most). Nothing was changed; to close the folder: chmod o= {}",
                  file,
                  data));
    } catch (IOException e) {
      LOG.debug("{}: its rights cannot be read", data, e); // whoever needs it says why
    }
  }

  /// One of the server's files that every user of the machine can read; empty for none, and where
  /// the file system has no such rights.
  static Optional<Path> readByAll(Path data) throws IOException {
    if (!data.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return Optional.empty();
    }
    for (Path above = data.toRealPath(); above != null; above = above.getParent()) {
      if (!allows(above, PosixFilePermission.OTHERS_EXECUTE)) {
        return Optional.empty();
      }
    }
    for (String name : OWN) {
      Optional<Path> file = readByAllIn(data.resolve(name));
      if (file.isPresent()) {
        return file;
      }
    }
    return Optional.empty();
  }

  /// The file itself, or the first in the folder; names need not be listed to be guessed.
  private static Optional<Path> readByAllIn(Path path) throws IOException {
    try {
      if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        return allows(path, PosixFilePermission.OTHERS_READ) ? Optional.of(path) : Optional.empty();
      }
      if (!allows(path, PosixFilePermission.OTHERS_EXECUTE)) {
        return Optional.empty();
      }
      List<Path> inside;
      try (Stream<Path> files = Files.list(path)) {
        inside = files.sorted().toList();
      }
      for (Path each : inside) {
        Optional<Path> file = readByAllIn(each);
        if (file.isPresent()) {
          return file;
        }
      }
      return Optional.empty();
    } catch (NoSuchFileException _) {
      return Optional.empty(); // not there, or deleted meanwhile
    }
  }

  private static boolean allows(Path path, PosixFilePermission right) throws IOException {
    return Files.getPosixFilePermissions(path).contains(right);
  }
}
