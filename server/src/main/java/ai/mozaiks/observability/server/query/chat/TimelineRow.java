// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query.chat;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.server.normalise.UnixNanos;
import ai.mozaiks.observability.storage.EventRow;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.SpanRow;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One row of a timeline, while it is made: a span with the events behind it, or a direct event.
/// For one thread.
final class TimelineRow {

  /// What a row is. The words are the answer's.
  enum Kind {
    AGENT_TURN,
    LLM_CALL,
    TOOL_CALL,
    WORKFLOW,
    USAGE,
    ERROR,
    OTHER
  }

  /// How it ended, as far as anybody said.
  enum Status {
    UNSET,
    OK,
    ERROR
  }

  private static final int OTLP_OK = 1;
  private static final int OTLP_ERROR = 2;

  /// Null for a direct event.
  final @Nullable PartId trace;

  /// The span's id as 16 hex digits, or that of the direct event.
  final String id;

  /// 0 for none.
  final long parentSpanId;

  final @Nullable String name;

  /// Null where nobody knows how long it lasted, as long as it has not ended.
  @Nullable Long durationNanos;

  /// Nanoseconds since 1970.
  long startNanos;

  Kind kind = Kind.OTHER;
  Status status;
  @Nullable String agent;
  @Nullable String model;
  @Nullable String tool;
  boolean cached;

  /// Whether the event that makes it what it is counts.
  boolean counted;

  /// Null as long as no event says it.
  @Nullable ChatKey chat;

  @Nullable TimelineRow parent;

  /// Its place in the answer; -1 if it has none.
  int index = -1;

  /// The walk towards the root that met it first; 0 before. Of [Timeline] alone.
  int walk;

  private int rank = -1;
  private @Nullable RowFigures countedFigures;
  private @Nullable RowFigures otherFigures;

  private TimelineRow(
      @Nullable PartId trace,
      String id,
      long parentSpanId,
      @Nullable String name,
      long startNanos,
      Status status) {
    this.trace = trace;
    this.id = id;
    this.parentSpanId = parentSpanId;
    this.name = name;
    this.startNanos = startNanos;
    this.status = status;
  }

  static TimelineRow of(SpanRow span) {
    Status status =
        switch (span.statusCode()) {
          case OTLP_OK -> Status.OK;
          case OTLP_ERROR -> Status.ERROR;
          default -> Status.UNSET;
        };
    TimelineRow row =
        new TimelineRow(
            span.trace(),
            HexFormat.of().toHexDigits(span.spanId()),
            span.parentSpanId(),
            span.name(),
            span.startNanos(),
            status);
    Duration length = UnixNanos.between(span.startNanos(), span.endNanos());
    row.durationNanos = length == null ? null : (Long) length.toNanos();
    return row;
  }

  /// The row of a span that never came, of which a log event tells.
  static TimelineRow standingIn(EventRow event) {
    TimelineRow row =
        new TimelineRow(
            event.part(),
            HexFormat.of().toHexDigits(event.spanId()),
            0,
            null,
            event.atNanos(),
            Status.UNSET);
    row.durationNanos = event.durationNanos();
    return row;
  }

  static TimelineRow ofDirect(EventRow event) {
    TimelineRow row =
        new TimelineRow(
            null, Objects.requireNonNull(event.id()), 0, null, event.atNanos(), statusOf(event));
    row.durationNanos =
        switch (event.kind()) {
          case AGENT_TURN, LLM_CALL, TOOL_CALL -> event.durationNanos();
          case WORKFLOW_STARTED -> null; // until its end is known
          case USAGE_DELTA, USAGE_SUMMARY, ERROR, TRACE_ATTACHED, WORKFLOW_ENDED -> (Long) 0L;
        };
    row.add(event);
    return row;
  }

  private static Status statusOf(EventRow event) {
    return switch (event.kind()) {
      case AGENT_TURN, LLM_CALL, TOOL_CALL, WORKFLOW_ENDED ->
          event.failed() ? Status.ERROR : Status.OK;
      case ERROR -> Status.ERROR;
      case WORKFLOW_STARTED, USAGE_DELTA, USAGE_SUMMARY, TRACE_ATTACHED -> Status.UNSET;
    };
  }

  /// Adds an event that is behind it.
  void add(EventRow event) {
    if (event.failed()) {
      status = Status.ERROR;
    }
    boolean counts = !event.superseded() && event.kind() != EventRow.Kind.USAGE_SUMMARY;
    int ofEvent = rank(event);
    if (ofEvent > rank) {
      rank = ofEvent;
      kind = kind(event.kind());
      counted = counts;
      chat = event.chat();
      agent = event.agent() != null ? event.agent() : agent;
    }
    agent = agent == null ? event.agent() : agent;
    model = model == null ? event.model() : model;
    tool = tool == null ? event.tool() : tool;
    cached |= event.cached();
    if (counts) {
      countedFigures = RowFigures.with(countedFigures, event);
    } else {
      otherFigures = RowFigures.with(otherFigures, event);
    }
  }

  /// Tokens and cost: of a row that counts what counts, else what would have been counted.
  RowFigures figures() {
    RowFigures figures = counted ? countedFigures : otherFigures;
    return figures == null ? RowFigures.NONE : figures;
  }

  /// Which of several events says what a row is. A turn that is only implied stands behind the span
  /// of its first call, and the sum of calls that nobody saw behind the span of a turn or a run.
  private static int rank(EventRow event) {
    return switch (event.kind()) {
      case LLM_CALL -> event.aggregate() ? 3 : 7;
      case TOOL_CALL -> 6;
      case AGENT_TURN -> 5;
      case WORKFLOW_STARTED -> 4;
      case USAGE_DELTA, USAGE_SUMMARY -> 2;
      case ERROR -> 1;
      case WORKFLOW_ENDED, TRACE_ATTACHED -> 0;
    };
  }

  private static Kind kind(EventRow.Kind kind) {
    return switch (kind) {
      case AGENT_TURN -> Kind.AGENT_TURN;
      case LLM_CALL -> Kind.LLM_CALL;
      case TOOL_CALL -> Kind.TOOL_CALL;
      case WORKFLOW_STARTED, WORKFLOW_ENDED -> Kind.WORKFLOW;
      case USAGE_DELTA, USAGE_SUMMARY -> Kind.USAGE;
      case ERROR -> Kind.ERROR;
      case TRACE_ATTACHED -> Kind.OTHER;
    };
  }
}
