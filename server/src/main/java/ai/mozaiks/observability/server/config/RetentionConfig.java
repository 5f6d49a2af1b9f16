// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import java.time.Duration;

/// How long single signals are kept, and what may be deleted before its time.
///
/// @param logs how long log records are kept after they arrived; zero as long as chats
/// @param metrics the same for points of metrics
/// @param deleteOnRequest whether whoever reaches the server may have chats, users and apps deleted
public record RetentionConfig(Duration logs, Duration metrics, boolean deleteOnRequest) {

  /// All as long as chats, and nothing is deleted on request.
  public static final RetentionConfig DEFAULT =
      new RetentionConfig(Duration.ZERO, Duration.ZERO, false);

  public RetentionConfig {
    requireNotNegative("logs", logs);
    requireNotNegative("metrics", metrics);
  }

  private static void requireNotNegative(String name, Duration age) {
    if (age.isNegative()) {
      throw new IllegalArgumentException(name + ": " + age + " (expected: >= 0)");
    }
  }

  /// The same with or without deletion on request.
  public RetentionConfig withDeleteOnRequest(boolean allowed) {
    return new RetentionConfig(logs, metrics, allowed);
  }
}
