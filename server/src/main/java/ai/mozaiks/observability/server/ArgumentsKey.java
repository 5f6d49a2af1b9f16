// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server;

import ai.mozaiks.observability.recorder.ArgumentsHash;
import ai.mozaiks.observability.server.config.ServerConfig;
import ai.mozaiks.observability.server.config.StorageConfig;
import ai.mozaiks.observability.storage.StorageException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/// The secret with which arguments of tool calls are hashed. It lives as long as the data, so that
/// a span that is sent again after a restart is still the same span.
final class ArgumentsKey {
  private static final String FILE = "arguments.key";

  private ArgumentsKey() {}

  /// The hash of a configuration's data; one of its own where nothing is kept on disk.
  ///
  /// @throws StorageException if the key cannot be read or written
  static ArgumentsHash of(ServerConfig config) {
    return switch (config.storage()) {
      case StorageConfig.Memory _ -> ArgumentsHash.withRandomKey();
      case StorageConfig.Embedded _ -> ArgumentsHash.withKey(key(config.data().resolve(FILE)));
    };
  }

  private static byte[] key(Path file) {
    try {
      if (!Files.exists(file)) {
        write(file);
      }
      byte[] key = Files.readAllBytes(file);
      if (key.length != ArgumentsHash.KEY_BYTES) {
        throw new StorageException(
            "%s: %d bytes (expected: %d). Delete it and start again; calls of tools from before then"
                    .formatted(file, key.length, ArgumentsHash.KEY_BYTES)
                + " no longer count as repetitions of later ones",
            false,
            null);
      }
      return key;
    } catch (IOException e) {
      throw new StorageException(file + ": cannot be read or written: " + e.getMessage(), false, e);
    }
  }

  /// Whole or not at all: a crash must not leave half a key.
  private static void write(Path file) throws IOException {
    Path draft = file.resolveSibling(FILE + ".new");
    Files.deleteIfExists(draft);
    if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          draft,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.write(draft, ArgumentsHash.randomKey());
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
