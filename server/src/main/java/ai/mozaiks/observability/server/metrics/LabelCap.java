// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.metrics;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Bounds the values of each label: the first ones keep their name, the rest share [#OTHER]. A
/// value that was let in stays, so that its series never changes its name. Thread-safe.
final class LabelCap {

  /// The value that stands for all that came too late.
  static final String OTHER = "_other";

  private final int maxValues;
  private final Map<String, Set<String>> valuesByLabel = new ConcurrentHashMap<>();

  /// @param maxValues per label, `> 0`
  LabelCap(int maxValues) {
    this.maxValues = maxValues;
  }

  String cap(String label, String value) {
    Set<String> values = valuesByLabel.computeIfAbsent(label, _ -> ConcurrentHashMap.newKeySet());
    if (values.contains(value)) {
      return value;
    }
    synchronized (values) {
      return values.size() < maxValues && values.add(value) ? value : OTHER;
    }
  }
}
