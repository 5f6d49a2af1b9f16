// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query;

import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.server.ingest.AttributesJson;
import ai.mozaiks.observability.server.tally.TallyJson;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.StoredSpan;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/// A chat and its spans as the archive shows them.
final class ArchivedChatJson {
  private ArchivedChatJson() {}

  static void put(ObjectNode node, ChatSummary chat) {
    node.put("chat_id", chat.key().chatId());
    node.put("app_id", chat.key().app());
    node.put("workflow_name", chat.workflow());
    node.put("user_id", chat.user());
    node.put("started_at", chat.startedAt().toString());
    node.put("ended_at", text(chat.endedAt()));
    node.put(
        "end_status",
        chat.endStatus() == null ? null : chat.endStatus().name().toLowerCase(Locale.ROOT));
    node.put("last_activity_at", chat.lastActivityAt().toString());
    node.put("parent_chat_id", chat.parentChatId());
    TallyJson.put(node, chat.tally());
    ArrayNode traces = node.putArray("trace_ids");
    chat.traceIds().forEach(traces::add);
  }

  static void put(ObjectNode node, StoredSpan span) {
    HexFormat hex = HexFormat.of();
    node.put("trace_id", span.trace().hex());
    node.put("span_id", hex.toHexDigits(span.spanId()));
    node.put(
        "parent_span_id", span.parentSpanId() == 0 ? null : hex.toHexDigits(span.parentSpanId()));
    node.put("name", span.name());
    node.put("started_at", Nanos.toInstant(span.startNanos()).toString());
    node.put("ended_at", Nanos.toInstant(span.endNanos()).toString());
    node.put("kind", word(Span.SpanKind.forNumber(span.kind()), "SPAN_KIND_"));
    Span whole = read(span);
    node.put("status", whole == null ? null : word(whole.getStatus().getCode(), "STATUS_CODE_"));
    node.put("status_message", whole == null ? null : whole.getStatus().getMessage());
    node.putRawValue(
        "attributes",
        whole == null ? null : new RawValue(AttributesJson.of(whole.getAttributesList())));
    ArrayNode events = node.putArray("events");
    if (whole != null) {
      for (Span.Event event : whole.getEventsList()) {
        events
            .addObject()
            .put("name", event.getName())
            .put("at", Nanos.toInstant(event.getTimeUnixNano()).toString())
            .putRawValue("attributes", new RawValue(AttributesJson.of(event.getAttributesList())));
      }
    }
  }

  /// Null if it cannot be read.
  private static @Nullable Span read(StoredSpan span) {
    try {
      return Span.parseFrom(span.body());
    } catch (InvalidProtocolBufferException e) {
      return null;
    }
  }

  private static @Nullable String word(@Nullable Enum<?> value, String prefix) {
    return value == null
        ? null
        : value.name().replaceFirst("^" + prefix, "").toLowerCase(Locale.ROOT);
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}
