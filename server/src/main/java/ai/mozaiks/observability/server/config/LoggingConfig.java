// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/// What becomes of the lines of the server's own log, besides where they are written.
///
/// @param store whether they are stored as log records
/// @param level the least level that is
/// @param ship whether these records are shipped with all others
public record LoggingConfig(boolean store, Level level, boolean ship) {
  public static final LoggingConfig DEFAULT = new LoggingConfig(true, Level.INFO, false);

  /// Levels. None below INFO: storing a record may be told there, which would be a record again.
  public enum Level {
    INFO,
    WARN,
    ERROR;

    /// The word in the configuration.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Level> of(String word) {
      return Arrays.stream(values())
          .filter(level -> level.word().equals(word.toLowerCase(Locale.ROOT)))
          .findFirst();
    }

    static String words() {
      List<String> words = Arrays.stream(values()).map(Level::word).toList();
      return String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast();
    }
  }

  public LoggingConfig {
    Objects.requireNonNull(level, "level");
  }
}
