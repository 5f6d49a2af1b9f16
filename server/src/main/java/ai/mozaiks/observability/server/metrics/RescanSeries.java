// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.metrics;

import ai.mozaiks.observability.server.rescan.Rescan;
import ai.mozaiks.observability.server.rescan.ScanTotals;
import ai.mozaiks.observability.storage.RedactionScan;
import ai.mozaiks.observability.storage.ScannedSignal;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/// How scans of stored data by the rules of redaction are doing. Thread-safe.
public final class RescanSeries implements MultiCollector {
  private final Rescan rescan;

  public RescanSeries(Rescan rescan) {
    this.rescan = rescan;
  }

  @Override
  public MetricSnapshots collect() {
    Families families = new Families();
    families.gauge(
        "mozaiks_redaction_scan_running",
        "1 while what is stored is scanned by the rules of redaction, else 0.",
        Labels.EMPTY,
        rescan.current() == null ? 0 : 1);
    families.gauge(
        "mozaiks_redaction_scan_failing",
        "1 while something keeps such a scan from going on, else 0.",
        Labels.EMPTY,
        rescan.failure() == null ? 0 : 1);
    ScanTotals totals = rescan.totals();
    for (ScannedSignal signal : ScannedSignal.values()) {
      RedactionScan.Rows rows = totals.rows().getOrDefault(signal, RedactionScan.Rows.NONE);
      Labels labels = Labels.of("signal", signal.word());
      families.counter(
          "mozaiks_redaction_scan_rows", "Stored rows that scans read.", labels, rows.read());
      families.counter(
          "mozaiks_redaction_scan_changed_rows",
          "Stored rows in which scans masked something.",
          labels,
          rows.changed());
      families.counter(
          "mozaiks_redaction_scan_left_rows",
          "Stored rows that keep something a rule would mask, such as an id.",
          labels,
          rows.left());
    }
    return families.build();
  }
}
