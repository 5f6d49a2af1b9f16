// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import ai.mozaiks.observability.recorder.ChatEvent;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Scans of the in-memory store; a slice is all of a signal. Not thread-safe: the store's lock
/// guards it.
final class InMemoryScans {
  private static final Comparator<RedactionScan> LATEST_FIRST =
      Comparator.comparing(RedactionScan::askedAt).reversed().thenComparing(RedactionScan::id);

  private final InMemoryTables tables;
  private final Map<String, RedactionScan> scans = new HashMap<>();
  private long read;
  private long changed;
  private long left;

  InMemoryScans(InMemoryTables tables) {
    this.tables = tables;
  }

  List<RedactionScan> list(int limit) {
    return scans.values().stream().sorted(LATEST_FIRST).limit(limit).toList();
  }

  RedactionScan next(RedactionScan scan, StoredMasking masking, Instant now) {
    read = 0;
    changed = 0;
    left = 0;
    boolean writes = !scan.dryRun();
    switch (scan.position().signal()) {
      case ORIGINS -> maskOrigins(masking, writes);
      case SPANS -> maskSpans(masking, writes);
      case EVENTS -> maskEvents(masking, writes);
      case CONTENT -> maskContent(masking, writes);
      case LOGS -> maskLogs(masking, writes);
      case METRICS ->
          tables.metrics.replaceSeries(series -> taken(masking.series(series), series, writes));
    }
    RedactionScan after =
        scan.after(new RedactionScan.Rows(read, changed, left), masking.takeCounts(), null, now);
    scans.put(after.id(), after);
    return after;
  }

  @SuppressWarnings("ReferenceEquality") // the same instance says that nothing changed
  private <T> T taken(StoredMasking.Masked<T> masked, T row, boolean writes) {
    read++;
    left += masked.left() ? 1 : 0;
    if (masked.row() == row) {
      return row;
    }
    changed++;
    return writes ? masked.row() : row;
  }

  private void maskOrigins(StoredMasking masking, boolean writes) {
    tables.origins.replaceAll((_, origin) -> taken(masking.origin(origin), origin, writes));
  }

  private void maskSpans(StoredMasking masking, boolean writes) {
    tables
        .spans
        .values()
        .forEach(ofTrace ->
            ofTrace.replaceAll((_, span) ->
                taken(masking.span(span, tables.origins.get(span.origin())), span, writes)));
  }

  private void maskEvents(StoredMasking masking, boolean writes) {
    tables
        .events
        .values()
        .forEach(ofChat ->
            ofChat
                .values()
                .forEach(ofPart -> ofPart.replaceAll((_, event) -> event(masking, event, writes))));
  }

  private ChatEvent event(StoredMasking masking, ChatEvent event, boolean writes) {
    if (FailureMessage.of(event) == null) {
      return event;
    }
    ChatEvent masked = FailureMessage.masked(event, masking::message);
    return taken(StoredMasking.Masked.of(masked), event, writes);
  }

  private void maskContent(StoredMasking masking, boolean writes) {
    tables
        .content
        .values()
        .forEach(ofTrace ->
            ofTrace.replaceAll((_, source) ->
                new InMemoryTables.ContentOfSource(
                    source.items().stream()
                        .map(item -> taken(masking.content(item), item, writes))
                        .toList(),
                    source.writtenAt())));
  }

  private void maskLogs(StoredMasking masking, boolean writes) {
    tables.logs.forEachCopied(log -> {
      StoredMasking.Masked<StoredLog> masked = masking.log(log, tables.origins.get(log.origin()));
      tables.logs.replace(taken(masked, log, writes));
      if (writes && masked.resentAs() != null) {
        tables.logs.resentAs(masked.resentAs(), log);
      }
    });
  }
}
