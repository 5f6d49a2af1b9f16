// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// DuckDB's library, of 70 MB, which its driver unpacks into the folder for temporary files and
/// only deletes when the process ends in order: one that is killed, or halted, leaves it there. On
/// Linux a file that is loaded needs its name no more, so it goes at once.
final class UnpackedLibrary {
  private static final Logger log = LoggerFactory.getLogger(UnpackedLibrary.class);

  /// What is mapped into the memory of this process, a line each, the file's path at the end.
  private static final Path MAPS = Path.of("/proc/self/maps");

  private static final String NAME = "libduckdb_java";

  private UnpackedLibrary() {}

  /// Deletes the file that this process has loaded. Where that cannot be told, nothing is done.
  static void delete() {
    if (!Files.isReadable(MAPS)) {
      return;
    }
    Path folder = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    try (Stream<String> maps = Files.lines(MAPS)) {
      for (String path :
          maps.filter(line -> line.contains(NAME))
              .map(line -> line.substring(line.indexOf('/')))
              .distinct()
              .toList()) {
        Path library = Path.of(path);
        if (folder.equals(library.getParent())) {
          Files.deleteIfExists(library);
        }
      }
    } catch (IOException e) {
      log.debug("DuckDB's library stays in {}", folder, e);
    }
  }
}
