// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A log record as the store keeps it: the columns it is searched by, and the rest as JSON.
///
/// @param id what makes it one record
/// @param timeNanos when it happened, or was observed where nobody said when it happened;
///   nanoseconds since 1970
/// @param observedNanos when a collector or SDK saw it; 0 when not told
/// @param severity OTLP's severity number, 0 (not told) to 24 (fatal)
/// @param severityText the level in the source's own words; null when not told
/// @param event the name of an event (`event_name`, or the attribute `event.name`); null for a
///   plain log line
/// @param logger the scope's name; null when not told
/// @param body the message; JSON if it was structured, and `null` as JSON if there was none
/// @param structured whether `body` is JSON
/// @param trace the trace it belongs to; null for none
/// @param spanId the span it belongs to; 0 for none
/// @param subject whom it is about
/// @param attributes a JSON object
/// @param note whether the events of its trace are derived from it as well, so that it stays as
///   long as the trace; false without a trace
/// @param origin the id of the [StoredOrigin] it came from
public record StoredLog(
    RecordId id,
    long timeNanos,
    long observedNanos,
    int severity,
    @Nullable String severityText,
    @Nullable String event,
    @Nullable String logger,
    String body,
    boolean structured,
    @Nullable PartId trace,
    long spanId,
    LogSubject subject,
    String attributes,
    boolean note,
    long origin) {

  /// The highest severity, `FATAL4`.
  public static final int MAX_SEVERITY = 24;

  public StoredLog {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(body, "body");
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(attributes, "attributes");
    if (severity < 0 || severity > MAX_SEVERITY) {
      throw new IllegalArgumentException("severity: " + severity + " (expected: 0 to 24)");
    }
    if (note && trace == null) {
      throw new IllegalArgumentException("note: true without a trace (expected: a trace)");
    }
    if (trace != null && trace.direct()) {
      throw new IllegalArgumentException("trace: " + trace + " (expected: a trace)");
    }
  }

  /// The same record with other texts in it.
  public StoredLog withTexts(String otherBody, String otherAttributes) {
    return new StoredLog(
        id,
        timeNanos,
        observedNanos,
        severity,
        severityText,
        event,
        logger,
        otherBody,
        structured,
        trace,
        spanId,
        subject,
        otherAttributes,
        note,
        origin);
  }

  /// Where it is found.
  public RecordKey key() {
    return new RecordKey(timeNanos, id);
  }
}
