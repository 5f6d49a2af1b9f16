// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

/// How large signals are in a store, estimated; bytes, 0 when not on disk.
///
/// @param logs log records
/// @param points points of metrics
/// @param spans spans
/// @param contents what people, models and tools said
/// @param events events of chats
public record SignalSizes(long logs, long points, long spans, long contents, long events) {

  public static final SignalSizes NONE = new SignalSizes(0, 0, 0, 0, 0);

  /// Whether a signal is a tenth larger than it may be.
  public boolean exceed(SizeLimits limits) {
    return exceeds(logs, limits.logs())
        || exceeds(points, limits.points())
        || exceeds(spans, limits.spans())
        || exceeds(contents, limits.contents());
  }

  private static boolean exceeds(long bytes, long most) {
    return bytes - most > most / 10;
  }
}
