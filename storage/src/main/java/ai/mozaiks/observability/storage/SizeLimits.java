// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

/// How large signals may become in a store; bytes, [Long#MAX_VALUE] for any.
///
/// @param logs log records
/// @param points points of metrics
/// @param spans spans
/// @param contents what people, models and tools said
public record SizeLimits(long logs, long points, long spans, long contents) {

  /// As large as they become.
  public static final SizeLimits NONE =
      new SizeLimits(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

  public SizeLimits {
    requireNotNegative("logs", logs);
    requireNotNegative("points", points);
    requireNotNegative("spans", spans);
    requireNotNegative("contents", contents);
  }

  private static void requireNotNegative(String name, long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException(name + ": " + bytes + " (expected: >= 0)");
    }
  }
}
