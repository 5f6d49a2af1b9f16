// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.rescan;

import ai.mozaiks.observability.storage.RedactionScan;
import ai.mozaiks.observability.storage.ScannedSignal;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The JSON form of a [RedactionScan].
final class ScanJson {
  private ScanJson() {}

  /// Writes a scan.
  ///
  /// @param running whether it is under way in this server
  static void put(ObjectNode node, RedactionScan scan, boolean running) {
    node.put("id", scan.id());
    node.put("state", scan.isDone() ? "done" : running ? "running" : "interrupted");
    node.put("dry_run", scan.dryRun());
    node.put("fingerprint", scan.fingerprint());
    node.put("asked_at", scan.askedAt().toString());
    node.put("asked_by", scan.askedBy().isEmpty() ? null : scan.askedBy());
    node.put("reason", scan.reason().isEmpty() ? null : scan.reason());
    node.put("done_at", text(scan.doneAt()));
    node.put("signal", scan.isDone() ? null : scan.position().signal().word());
    ObjectNode rows = node.putObject("rows");
    for (ScannedSignal signal : ScannedSignal.values()) {
      RedactionScan.Rows some = scan.rows(signal);
      rows.putObject(signal.word())
          .put("read", some.read())
          .put("changed", some.changed())
          .put("left", some.left());
    }
    ObjectNode rules = node.putObject("by_rule");
    for (Map.Entry<String, Long> rule : new TreeMap<>(scan.byRule()).entrySet()) {
      rules.put(rule.getKey(), rule.getValue());
    }
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}
