// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import ai.mozaiks.observability.storage.ArchiveSignal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is archived before retention deletes it.
///
/// @param enabled whether anything is
/// @param folder where; null for `archive` in the data folder
/// @param kinds what
/// @param keep how long after its arrival it stays in the archive; zero for good
public record ArchiveConfig(
    boolean enabled, @Nullable Path folder, Set<Kind> kinds, Duration keep) {

  /// Nothing. Where it is switched on, all but what people, models and tools said.
  public static final ArchiveConfig DEFAULT =
      new ArchiveConfig(
          false, null, Set.of(Kind.CHATS, Kind.SPANS, Kind.LOGS, Kind.METRICS), Duration.ZERO);

  /// What can be archived or not.
  public enum Kind {
    CHATS,
    SPANS,
    CONTENT,
    LOGS,
    METRICS;

    private List<ArchiveSignal> signals() {
      return switch (this) {
        case CHATS -> List.of(ArchiveSignal.CHATS, ArchiveSignal.EVENTS);
        case SPANS -> List.of(ArchiveSignal.SPANS);
        case CONTENT -> List.of(ArchiveSignal.CONTENT);
        case LOGS -> List.of(ArchiveSignal.LOGS);
        case METRICS -> List.of(ArchiveSignal.METRIC_POINTS);
      };
    }

    /// The one with a name such as `logs`.
    static Optional<Kind> of(String word) {
      for (Kind kind : values()) {
        if (kind.name().toLowerCase(Locale.ROOT).equals(word)) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }

  public ArchiveConfig {
    kinds = Set.copyOf(kinds);
    Objects.requireNonNull(keep, "keep");
  }

  /// What is archived; empty where it is switched off.
  public Set<ArchiveSignal> signals() {
    Set<ArchiveSignal> signals = EnumSet.noneOf(ArchiveSignal.class);
    if (enabled) {
      kinds.forEach(kind -> signals.addAll(kind.signals()));
    }
    return signals;
  }

  /// Where it is.
  ///
  /// @param data the data folder
  public Path folderIn(Path data) {
    return folder == null ? data.resolve("archive") : folder;
  }
}
