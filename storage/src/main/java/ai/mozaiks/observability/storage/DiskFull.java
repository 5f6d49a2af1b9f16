// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Tells a full disk from other failures. Java has no type for it, only the system's words, which
/// databases repeat.
public final class DiskFull {
  private static final List<String> WORDS =
      List.of(
          "no space left", // "on device": Linux, macOS
          "disk quota exceeded",
          "there is not enough space on the disk", // Windows
          "the disk is full");

  private static final int MOST_CAUSES = 20;

  private DiskFull() {}

  /// Whether a failure comes from a full disk, or a quota used up.
  public static boolean isCauseOf(@Nullable Throwable failure) {
    Throwable each = failure;
    for (int i = 0; each != null && i < MOST_CAUSES; i++) {
      String message = each.getMessage();
      if (message != null && isSaidIn(message.toLowerCase(Locale.ROOT))) {
        return true;
      }
      each = each.getCause();
    }
    return false;
  }

  private static boolean isSaidIn(String message) {
    return WORDS.stream().anyMatch(message::contains);
  }
}
