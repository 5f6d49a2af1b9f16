// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/// What is wrong with a file, in words for whoever starts the server: Java tells it by the name of
/// a class and often only repeats the path.
final class FileTrouble {
  private FileTrouble() {}

  static String of(IOException e) {
    if (!(e instanceof FileSystemException trouble) || trouble.getFile() == null) {
      return e.getMessage() == null ? "the system gives no reason" : e.getMessage();
    }
    String reason =
        switch (trouble) {
          case AccessDeniedException _ -> "access denied";
          case FileAlreadyExistsException _, NotDirectoryException _ -> "it is a file, no folder";
          case NoSuchFileException _ -> "no such file or folder";
          default -> trouble.getReason() == null ? "refused by the system" : trouble.getReason();
        };
    Path file = Path.of(trouble.getFile());
    if ("Not a directory".equals(reason)) { // on the way to it
      Path inTheWay = file;
      while (inTheWay != null && !Files.exists(inTheWay)) {
        inTheWay = inTheWay.getParent();
      }
      return inTheWay + ": it is a file, no folder";
    }
    return file + ": " + reason;
  }
}
