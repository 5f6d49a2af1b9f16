// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A log that the server follows by itself.
///
/// @param kind its form
/// @param path the file that is written to; need not be there yet. Rotated ones are found beside it
/// @param app names the app where the log does not; null leaves it unknown
/// @param workflow names the workflow where the log does not; null leaves it unknown
/// @param chat the chat of all of it, or of lines that name none; null takes each session of AG2's
///   log for a chat
/// @param keepLines whether lines are kept as log records; says nothing of AG2's logs
public record SourceConfig(
    Kind kind,
    Path path,
    @Nullable String app,
    @Nullable String workflow,
    @Nullable String chat,
    boolean keepLines) {

  /// The forms.
  public enum Kind {
    /// AG2's runtime log as a file.
    AG2_FILE,
    /// AG2's runtime log as an SQLite database.
    AG2_SQLITE,
    /// The log of an application of agents in JSON lines: its lines are log records, and some tell
    /// of turns, tools and usage, too.
    APPLICATION_LOG,
    /// Any log in JSON lines: its lines are log records, and nothing else.
    JSON_LOG;

    /// The word in the configuration, for example `ag2_file`.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Kind> of(String word) {
      return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }

    static String words() {
      List<String> words = Arrays.stream(values()).map(Kind::word).toList();
      return String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast();
    }
  }

  public SourceConfig {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(path, "path");
  }
}
