// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.time.Instant;
import java.util.Objects;

/// How many log records of a level happened in a bucket.
///
/// @param bucket when it begins, also if that is before the time asked for
/// @param level 0 where no severity was told, 1 (trace) to 6 (fatal): four of OTLP's severities
///   each
/// @param records count; `> 0`
public record LogCount(Instant bucket, int level, long records) {
  public LogCount {
    Objects.requireNonNull(bucket, "bucket");
    if (level < 0 || level > 6) {
      throw new IllegalArgumentException("level: " + level + " (expected: 0 to 6)");
    }
    if (records < 1) {
      throw new IllegalArgumentException("records: " + records + " (expected: > 0)");
    }
  }

  /// The level of a severity of OTLP.
  public static int levelOf(int severity) {
    return (severity + 3) / 4;
  }
}
