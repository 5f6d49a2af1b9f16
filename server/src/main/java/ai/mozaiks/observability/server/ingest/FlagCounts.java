// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.ingest;

import ai.mozaiks.observability.server.normalise.dialect.SpanFlag;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/// How many accepted spans were doubtful, by what, since the process started; repetitions count
/// again. Thread-safe.
final class FlagCounts {
  private final Map<SpanFlag, LongAdder> counts = new EnumMap<>(SpanFlag.class);

  /// None so far.
  FlagCounts() {
    for (SpanFlag flag : SpanFlag.values()) {
      if (flag.isToldBySpanAlone()) {
        counts.put(flag, new LongAdder());
      }
    }
  }

  void add(Set<SpanFlag> flags) {
    for (SpanFlag flag : flags) {
      LongAdder count = counts.get(flag);
      if (count != null) {
        count.increment();
      }
    }
  }

  /// The counts by word.
  Map<String, Long> byWord() {
    Map<String, Long> byWord = new TreeMap<>();
    counts.forEach((flag, count) -> byWord.put(flag.word(), count.sum()));
    return byWord;
  }
}
