// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where the data goes.
final class DataFolder {

  private DataFolder() {}

  /// The folder when none is named: `.local/share/mozaiks` in the home folder. The home folder, not
  /// the working directory, so that the same history is there from wherever the server is started.
  ///
  /// @param home the home folder; may be empty or `?`, which Java gives an account without one
  /// @return null if there is no home folder to use
  static @Nullable Path usual(String home) {
    return home.isEmpty() || home.equals("?") || home.equals("/") || home.equals("/nonexistent")
        ? null
        : Path.of(home, ".local", "share", "mozaiks");
  }

  /// The folder that a text names; `~/` is the home folder, since no shell expands it in a file.
  static Path of(String text, String home) {
    return text.startsWith("~/") ? Path.of(home, text.substring(2)) : Path.of(text);
  }
}
