// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a scan of stored data reads, in the order in which it does.
public enum ScannedSignal {
  /// Resources and scopes. First, since records are named by where they came from too.
  ORIGINS,
  SPANS,
  /// Events that failed: nothing else in an event is free text.
  EVENTS,
  CONTENT,
  LOGS,
  /// Series of metrics.
  METRICS;

  /// As it is called in answers and in the store.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// What a scan reads after this; null after the last.
  @Nullable ScannedSignal next() {
    ScannedSignal[] all = values();
    for (int i = 0; i + 1 < all.length; i++) {
      if (all[i] == this) {
        return all[i + 1];
      }
    }
    return null;
  }
}
