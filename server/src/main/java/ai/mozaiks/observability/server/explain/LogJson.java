// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.explain;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.server.fold.Arrival.ArrivedLog;
import ai.mozaiks.observability.server.normalise.dialect.SpanNote;
import ai.mozaiks.observability.server.normalise.trace.Explanation;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.StoredLog;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// An explained log record as JSON: which chat it belongs to, and what it decided (rule 7 of
/// docs/counting.md).
///
/// @param withNotes how the spans were read
/// @param withoutNotes how they would be read without the log records
record LogJson(ExplainedSpans withNotes, ExplainedSpans withoutNotes) {

  void put(ObjectNode node, ArrivedLog log) {
    StoredLog stored = log.stored();
    PartId trace = stored.trace();
    node.put("at", stored.timeNanos() == 0 ? null : Nanos.toInstant(stored.timeNanos()).toString());
    node.put("level", stored.severityText());
    node.put("event", stored.event());
    node.put("logger", stored.logger());
    node.put("trace_id", trace == null ? null : trace.hex());
    node.put("span_id", stored.spanId() == 0 ? null : TraceJson.hex(stored.spanId()));
    Explanation.Span span = withNotes.span(trace, stored.spanId());
    String own = stored.subject().chatId();
    ChatKey ofTrace = own != null ? null : withNotes.chatOf(trace, stored.spanId());
    node.put("app_id", ofTrace == null ? stored.subject().app() : ofTrace.app());
    node.put("chat_id", ofTrace == null ? own : ofTrace.chatId());
    node.put(
        "chat_from",
        own != null
            ? "the record itself"
            : ofTrace != null
                ? "its trace"
                : "nothing here: found by its trace, once that is stored");
    SpanNote note = log.note();
    node.put("counted", note != null && span != null && span.standsIn() && span.counted());
    node.put(
        "reason", note == null ? "rule 7: kept beside its trace, and in no total" : of(note, span));
  }

  private String of(SpanNote note, Explanation.@Nullable Span span) {
    String name = "span " + TraceJson.hex(note.spanId());
    if (span == null) {
      return "rule 7: tells the error of " + name + ", which is not here: waits for it";
    }
    if (span.standsIn()) {
      return "rule 7: stands in for " + name + ", which is not here, until it comes";
    }
    return switch (note.kind()) {
      case CALL -> ofCall(note, span, name);
      case EXCEPTION -> ofException(note, span, name);
    };
  }

  private static String ofCall(SpanNote note, Explanation.Span span, String name) {
    List<String> added = added(note, span);
    return added.isEmpty()
        ? "rule 7: superseded by " + name + ", which tells all of it itself"
        : "rule 7: superseded by %s, to which it adds what that does not tell: %s"
            .formatted(name, String.join(", ", added));
  }

  /// The fields that the span has from events of this name.
  private static List<String> added(SpanNote note, Explanation.Span span) {
    TreeSet<String> fields = new TreeSet<>();
    span.fields()
        .forEach((field, source) -> {
          if (source.attribute().startsWith(note.facts().name() + ": ")) {
            fields.add(field.name().toLowerCase(Locale.ROOT));
          }
        });
    return List.copyOf(fields);
  }

  private String ofException(SpanNote note, Explanation.Span span, String name) {
    Explanation.Span alone = withoutNotes.span(note.facts().trace(), note.spanId());
    Explanation.Failed error = span.error();
    if (error == null) {
      return "rule 7: adds nothing to " + name + ", which says that it ended well";
    }
    boolean changed = alone == null || !Objects.equals(alone.error(), error);
    return changed
        ? "rule 7: tells the error of %s: %s".formatted(name, error.failure().type())
        : "rule 7: superseded by " + name + ", which tells its error itself";
  }
}
