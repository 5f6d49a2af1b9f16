// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells a full disk from other failures. Java has no type for it, only the system's words.
public final class DiskFull {
  private static final List<String> WORDS =
      List.of(
          "No space left on device", // Linux, macOS
          "Disk quota exceeded",
          "There is not enough space on the disk", // Windows
          "The disk is full");

  private static final int MOST_CAUSES = 20;

  private DiskFull() {}

  /// Whether a failure comes from a full disk.
  public static boolean isCauseOf(@Nullable Throwable failure) {
    Throwable each = failure;
    for (int i = 0; each != null && i < MOST_CAUSES; i++) {
      String message = each.getMessage();
      if (message != null && WORDS.stream().anyMatch(message::contains)) {
        return true;
      }
      each = each.getCause();
    }
    return false;
  }
}
