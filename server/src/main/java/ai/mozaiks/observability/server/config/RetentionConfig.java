// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import ai.mozaiks.observability.storage.SizeLimits;
import java.time.Duration;
import java.util.Objects;

/// How long and how large single signals are kept, what may be deleted before its time, and what is
/// archived then.
///
/// @param logs how long log records are kept after they arrived; zero as long as chats
/// @param metrics the same for points of metrics
/// @param deleteOnRequest whether whoever reaches the server may have chats, users and apps deleted
/// @param sizes how large they may become
/// @param archive what is archived before it is deleted for its age, number or size
public record RetentionConfig(
    Duration logs,
    Duration metrics,
    boolean deleteOnRequest,
    SizeLimits sizes,
    ArchiveConfig archive) {

  /// All as long as chats and as large as they become, nothing is deleted on request or archived.
  public static final RetentionConfig DEFAULT =
      new RetentionConfig(Duration.ZERO, Duration.ZERO, false);

  public RetentionConfig {
    requireNotNegative("logs", logs);
    requireNotNegative("metrics", metrics);
    Objects.requireNonNull(sizes, "sizes");
    Objects.requireNonNull(archive, "archive");
  }

  /// Without sizes and archive.
  public RetentionConfig(Duration logs, Duration metrics, boolean deleteOnRequest) {
    this(logs, metrics, deleteOnRequest, SizeLimits.NONE, ArchiveConfig.DEFAULT);
  }

  private static void requireNotNegative(String name, Duration age) {
    if (age.isNegative()) {
      throw new IllegalArgumentException(name + ": " + age + " (expected: >= 0)");
    }
  }

  /// The same with or without deletion on request.
  public RetentionConfig withDeleteOnRequest(boolean allowed) {
    return new RetentionConfig(logs, metrics, allowed, sizes, archive);
  }

  /// The same with another archive.
  public RetentionConfig withArchive(ArchiveConfig config) {
    return new RetentionConfig(logs, metrics, deleteOnRequest, sizes, config);
  }
}
