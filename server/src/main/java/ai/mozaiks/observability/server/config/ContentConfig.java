// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.config;

import java.time.Duration;
import java.util.Map;

/// What happens to the texts of messages, the largest and most sensitive part of the telemetry.
/// Secrets in them are redacted either way.
///
/// @param keep whether message texts, tool arguments and tool results are stored, for apps that are
///   not named
/// @param apps the same for single apps
/// @param maxBytes of one item; bytes of UTF-8, what is longer is cut
/// @param maxBytesPerCall of all items of one span together, `>= maxBytes`; bytes of UTF-8
/// @param retention how long content is kept after it was written; zero keeps it as long as its
///   chat
public record ContentConfig(
    boolean keep,
    Map<String, Boolean> apps,
    int maxBytes,
    int maxBytesPerCall,
    Duration retention) {

  /// The least `maxBytes`: enough to see what an item was about.
  public static final int LEAST_MAX_BYTES = 64;

  /// The largest `maxBytesPerCall`.
  public static final int MOST_BYTES_PER_CALL = 64 << 20;

  public static final ContentConfig DEFAULT =
      new ContentConfig(false, Map.of(), 64 << 10, 1 << 20, Duration.ZERO);

  public ContentConfig {
    apps = Map.copyOf(apps);
    require("maxBytes", maxBytes, LEAST_MAX_BYTES);
    require("maxBytesPerCall", maxBytesPerCall, maxBytes);
    if (retention.isNegative()) {
      throw new IllegalArgumentException("retention: " + retention + " (expected: >= 0)");
    }
  }

  private static void require(String name, int value, int least) {
    if (value < least || value > MOST_BYTES_PER_CALL) {
      throw new IllegalArgumentException(
          "%s: %d (expected: from %d to %d)".formatted(name, value, least, MOST_BYTES_PER_CALL));
    }
  }

  /// The same, keeping content of all apps or of none.
  public ContentConfig withKeep(boolean everywhere) {
    return new ContentConfig(everywhere, Map.of(), maxBytes, maxBytesPerCall, retention);
  }
}
