// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.content;

import java.util.concurrent.atomic.LongAdder;

/// How much content was read out of accepted spans since the process started, those that were sent
/// again included. Thread-safe.
public final class ContentCounts {
  private final LongAdder items = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder cutItems = new LongAdder();
  private final LongAdder cutBytes = new LongAdder();

  /// The counts at one moment.
  ///
  /// @param items kept, whole or cut; count
  /// @param bytes of their texts; bytes of UTF-8
  /// @param cutItems shortened or left out because of a cap; count
  /// @param cutBytes what was cut off; bytes of UTF-8
  public record Reading(long items, long bytes, long cutItems, long cutBytes) {}

  void kept(long someItems, long someBytes) {
    items.add(someItems);
    bytes.add(someBytes);
  }

  void cut(long someItems, long someBytes) {
    cutItems.add(someItems);
    cutBytes.add(someBytes);
  }

  public Reading read() {
    return new Reading(items.sum(), bytes.sum(), cutItems.sum(), cutBytes.sum());
  }
}
