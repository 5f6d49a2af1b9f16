// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.normalise.dialect;

import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.StoredLog;
import org.jspecify.annotations.Nullable;

/// What a log event says of the span that it points to: rule 7 of docs/counting.md.
///
/// @param id the id of the record
/// @param timeNanos its time; nanoseconds since 1970
/// @param kind what it tells
/// @param facts the record, read as if it were its span: nothing else is known of that
public record SpanNote(RecordId id, long timeNanos, Kind kind, SpanFacts facts) {

  /// What notes tell.
  public enum Kind {
    /// A whole model call: stands in for its span while that is not there.
    CALL,
    /// The error that an operation ended with.
    EXCEPTION
  }

  /// What an event of a name tells of its span; null when nothing.
  static @Nullable Kind kindOf(@Nullable String event) {
    return switch (event) {
      case "gen_ai.client.inference.operation.details" -> Kind.CALL;
      case "gen_ai.client.operation.exception", "gen_ai.execute_tool.exception" -> Kind.EXCEPTION;
      case null, default -> null;
    };
  }

  /// Whether a log record tells something of a span.
  public static boolean isOne(@Nullable String event, boolean hasTrace, long spanId) {
    return hasTrace && spanId != 0 && kindOf(event) != null;
  }

  /// Which span of the trace it is about.
  public long spanId() {
    return facts.spanId();
  }

  /// Reads a stored record.
  ///
  /// @throws IllegalArgumentException if it is no note, or its attributes are no JSON
  public static SpanNote of(StoredLog log, Origin origin, Dialects dialects) {
    Kind kind = kindOf(log.event());
    if (kind == null || !log.note()) {
      throw new IllegalArgumentException("log record " + log.id() + " is no note of a span");
    }
    return new SpanNote(
        log.id(),
        log.timeNanos(),
        kind,
        dialects.read(NotedSpan.of(log, kind), origin, new byte[0]));
  }
}
