// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ag2log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// A file that holds how far a log was read. Replaced as a whole, so a crash leaves the old one or
/// the new one.
///
/// @param file where it is; its folder is made when needed
public record CheckpointFile(Path file) {

  /// The file for a log in a folder of checkpoints, named after the log and its whole path.
  public static CheckpointFile in(Path folder, Path log) {
    Path name = log.getFileName();
    String shown = name == null ? "log" : name.toString().replaceAll("[^A-Za-z0-9._-]", "_");
    String digest = Digest.of(log.toAbsolutePath().normalize().toString()).substring(0, 12);
    return new CheckpointFile(folder.resolve(shown + "-" + digest + ".json"));
  }

  /// What it holds; empty if it is not there.
  Optional<String> read() throws IOException {
    try {
      return Optional.of(Files.readString(file, StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  void write(String content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.writeString(next, content, StandardCharsets.UTF_8);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
