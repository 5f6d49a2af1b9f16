// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A scan of what a running server has stored: asks for it, and waits for its end.
final class StoredScan {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String IF_IT_BREAKS_OFF =
      "a scan that has begun goes on when it starts again";
  private static final Duration TO_ANSWER = Duration.ofMinutes(2);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

  private final URI url;
  private final boolean dryRun;
  private final @Nullable String reason;
  private final @Nullable String by;

  /// @param dryRun whether it only counts
  /// @param reason null when not told
  /// @param by who asks; null when not told
  StoredScan(URI url, boolean dryRun, @Nullable String reason, @Nullable String by) {
    this.url = url;
    this.dryRun = dryRun;
    this.reason = reason;
    this.by = by;
  }

  /// The record of the scan when it is done.
  ///
  /// @throws CommandFailure if the server refuses, or no longer answers
  JsonNode run() throws CommandFailure, InterruptedException {
    try (ServerClient client = new ServerClient(url, IF_IT_BREAKS_OFF)) {
      ObjectNode body = JSON.createObjectNode();
      body.put("dry_run", dryRun);
      put(body, "reason", reason);
      put(body, "asked_by", by);
      JsonNode scan = client.json(client.post("/api/redaction/scans", body).timeout(TO_ANSWER));
      String path = "/api/redaction/scans/" + scan.path("id").asString("");
      while (!scan.path("state").asString("").equals("done")) {
        if (scan.path("state").asString("").equals("interrupted")) {
          throw new CommandFailure(
              "the scan %s was interrupted; the server's log says why, and it goes on when the server starts again"
                  .formatted(scan.path("id").asString("")));
        }
        Thread.sleep(BETWEEN_LOOKS);
        scan = client.json(client.request(path).timeout(TO_ANSWER));
      }
      return scan;
    }
  }

  private static void put(ObjectNode body, String key, @Nullable String value) {
    if (value != null) {
      body.put(key, value);
    }
  }

  /// Whether it changed anything, or would.
  static boolean foundAny(JsonNode scan) {
    for (JsonNode rows : scan.path("rows")) {
      if (rows.path("changed").asLong() > 0) {
        return true;
      }
    }
    return false;
  }

  /// What it found, for people.
  static String text(JsonNode scan) {
    List<String> lines = new ArrayList<>();
    boolean dry = scan.path("dry_run").asBoolean();
    lines.add(
        "%s %s, rules %s"
            .formatted(
                dry ? "Dry run" : "Scan",
                scan.path("id").asString(""),
                scan.path("fingerprint").asString("")));
    for (Map.Entry<String, JsonNode> signal : scan.path("rows").properties()) {
      JsonNode rows = signal.getValue();
      lines.add(
          String.format(
              Locale.ROOT,
              "%-8s %,12d read %,12d %s %,12d keep something",
              signal.getKey(),
              rows.path("read").asLong(),
              rows.path("changed").asLong(),
              dry ? "would change" : "changed",
              rows.path("left").asLong()));
    }
    for (Map.Entry<String, JsonNode> rule : scan.path("by_rule").properties()) {
      lines.add(
          String.format(Locale.ROOT, "rule %s: %,d", rule.getKey(), rule.getValue().asLong()));
    }
    return String.join(System.lineSeparator(), lines);
  }
}
