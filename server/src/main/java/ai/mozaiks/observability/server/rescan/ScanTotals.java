// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.rescan;

import ai.mozaiks.observability.storage.RedactionScan;
import ai.mozaiks.observability.storage.ScannedSignal;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What scans did since the start of the process, dry runs left out.
///
/// @param rows by signal; a signal without rows is absent
/// @param lastDone when the last one was done; null for none
public record ScanTotals(Map<ScannedSignal, RedactionScan.Rows> rows, @Nullable Instant lastDone) {

  static final ScanTotals NONE = new ScanTotals(Map.of(), null);

  public ScanTotals {
    rows = Map.copyOf(rows);
  }

  /// The same and what a slice did.
  ScanTotals plus(RedactionScan before, RedactionScan after) {
    if (after.dryRun()) {
      return this;
    }
    Map<ScannedSignal, RedactionScan.Rows> sums = new EnumMap<>(ScannedSignal.class);
    sums.putAll(rows);
    for (ScannedSignal signal : ScannedSignal.values()) {
      RedactionScan.Rows was = before.rows(signal);
      RedactionScan.Rows is = after.rows(signal);
      if (is.read() > was.read()) {
        sums.merge(
            signal,
            new RedactionScan.Rows(
                is.read() - was.read(), is.changed() - was.changed(), is.left() - was.left()),
            RedactionScan.Rows::plus);
      }
    }
    return new ScanTotals(sums, after.doneAt() == null ? lastDone : after.doneAt());
  }
}
