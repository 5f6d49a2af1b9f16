// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/// Which log files logrotate is told to rotate.
///
/// @param patterns paths with `*`, `?` and `[…]`, each with the file that names it
/// @param unread files of its configuration that this user may not read
record Logrotate(List<Named> patterns, List<Path> unread) {

  /// A pattern of paths.
  ///
  /// @param by the file of the configuration
  record Named(String pattern, Path by) {
    boolean matches(Path file) {
      try {
        FileSystem files = file.getFileSystem();
        return files.getPathMatcher("glob:" + pattern).matches(file);
      } catch (PatternSyntaxException _) {
        return false;
      }
    }
  }

  /// Reads its configuration.
  ///
  /// @param folder such as `/etc/logrotate.d`; the file `logrotate.conf` beside it is read too
  static Logrotate read(Path folder) {
    List<Path> files = new ArrayList<>();
    Path main = folder.resolveSibling("logrotate.conf");
    if (Files.isRegularFile(main)) {
      files.add(main);
    }
    List<Path> unread = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
        all.forEach(each -> {
          if (Files.isRegularFile(each)) {
            files.add(each);
          }
        });
      } catch (IOException | DirectoryIteratorException _) {
        unread.add(folder);
      }
    }
    List<Named> patterns = new ArrayList<>();
    for (Path each : files) {
      try {
        addPatterns(each, patterns);
      } catch (IOException _) {
        unread.add(each);
      }
    }
    return new Logrotate(List.copyOf(patterns), List.copyOf(unread));
  }

  /// Only lines that begin with a path name files; those with a command do so behind it.
  private static void addPatterns(Path file, List<Named> patterns) throws IOException {
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    for (String line : text.split("\\R", -1)) {
      String names = line.replaceAll("\\{.*", "").replace("\"", "").replace("'", "").strip();
      if (names.startsWith("/")) {
        for (String name : names.split("\\s+", -1)) {
          patterns.add(new Named(name, file));
        }
      }
    }
  }

  /// The files of the configuration that name a log file.
  List<Path> naming(Path log) {
    return patterns.stream().filter(each -> each.matches(log)).map(Named::by).distinct().toList();
  }
}
