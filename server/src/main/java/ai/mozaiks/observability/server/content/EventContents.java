// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.content;

import ai.mozaiks.observability.server.content.ContentKeys.Sort;
import ai.mozaiks.observability.server.normalise.EventName;
import ai.mozaiks.observability.server.normalise.dialect.AppNames;
import ai.mozaiks.observability.server.normalise.dialect.Origin;
import ai.mozaiks.observability.storage.ContentTeller;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.StoredContent;
import ai.mozaiks.observability.storage.StoredLog;
import com.google.common.collect.ImmutableList;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Takes content out of log events that tell of a span's call, and reads it as that of events on
/// the span: conventions 1.27 to 1.36, one event a message; from 1.37 on, one for the whole call. A
/// pure function of the record, as [SpanContents] is of the span. Thread-safe.
public final class EventContents {
  private final KeptContent kept;
  private final ContentKeys keys;

  EventContents(KeptContent kept, ContentKeys keys) {
    this.kept = kept;
    this.keys = keys;
  }

  /// A log record in two.
  ///
  /// @param rest what the store sees of it
  /// @param whole the record as it came
  public record Taken(LogRecord rest, LogRecord whole) {}

  /// Takes the content out of a log record.
  ///
  /// @return null if it has none, or is not about a span
  public @Nullable Taken takenFrom(LogRecord record) {
    String event = EventName.of(record);
    boolean message = ContentKeys.isMessageEvent(event);
    if ((!message && !ContentKeys.isCallEvent(event))
        || record.getTraceId().isEmpty()
        || record.getSpanId().isEmpty()) {
      return null;
    }
    List<KeyValue> attributes = record.getAttributesList();
    List<KeyValue> rest = attributes.stream().filter(each -> !isContent(each, message)).toList();
    AnyValue body = record.getBody();
    AnyValue restOfBody = restOf(body, message);
    if (rest.size() == attributes.size() && restOfBody.equals(body)) {
      return null;
    }
    LogRecord.Builder without = record.toBuilder().clearAttributes().addAllAttributes(rest);
    return new Taken(without.setBody(restOfBody).build(), record);
  }

  private boolean isContent(KeyValue attribute, boolean message) {
    String key = attribute.getKey();
    return (message && ContentKeys.isMessageContent(key))
        || keys.sortOf(key) != Sort.PLAIN
        || ContentKeys.isUnknownMessage(key, attribute.getValue());
  }

  /// The body without content: of a message what is none of it, of a whole call what has no key of
  /// content.
  private AnyValue restOf(AnyValue body, boolean message) {
    if (!body.hasKvlistValue()) {
      return AnyValue.getDefaultInstance();
    }
    return message ? ContentKeys.messageFieldsOf(body) : withoutContent(body);
  }

  private AnyValue withoutContent(AnyValue body) {
    KeyValueList.Builder rest = KeyValueList.newBuilder();
    for (KeyValue entry : body.getKvlistValue().getValuesList()) {
      if (!isContent(entry, false)) {
        rest.addValues(entry);
      }
    }
    return AnyValue.newBuilder().setKvlistValue(rest).build();
  }

  /// Reads what was taken out.
  ///
  /// @param id of the record
  /// @param stored the rest of the record
  /// @return in the order in which it was said; empty when content is not kept for the record's app
  public List<StoredContent> read(Taken taken, RecordId id, StoredLog stored, Origin origin) {
    String app = AppNames.of(origin).appOf(taken.rest().getAttributesList());
    if (!kept.isKept(app)) {
      return List.of();
    }
    String event = EventName.of(taken.whole());
    ContentTeller teller =
        ContentKeys.isMessageEvent(event) ? ContentTeller.MESSAGE_EVENT : ContentTeller.CALL_EVENT;
    List<Said> said = new ArrayList<>();
    for (Said each : new MessageEventsForm().read(sourceOf(taken.whole(), event))) {
      said.add(kept.cleaned(each));
    }
    ImmutableList.Builder<StoredContent> content = ImmutableList.builder();
    int position = 0;
    for (ContentCaps.Capped each : kept.capped(said)) {
      content.add(
          new StoredContent(
              Objects.requireNonNull(stored.trace(), "trace"),
              stored.spanId(),
              id,
              position++,
              each.said().kind(),
              teller,
              app,
              stored.timeNanos(),
              stored.timeNanos(),
              each.said().role(),
              each.said().name(),
              each.said().json(),
              each.text(),
              each.originalBytes()));
    }
    return content.build();
  }

  /// The record as an event of a span, in which form such events came first.
  private static ContentSource sourceOf(LogRecord record, String event) {
    Span.Event.Builder told =
        Span.Event.newBuilder().setName(event).addAllAttributes(record.getAttributesList());
    AnyValue body = record.getBody();
    if (ContentKeys.isMessageEvent(event)) {
      told.addAttributes(KeyValue.newBuilder().setKey("body").setValue(body));
    } else {
      told.addAllAttributes(fieldsOf(body));
    }
    return new ContentSource(Span.newBuilder().addEvents(told).build());
  }

  /// What a whole call is told by, where it stands in the body; as a map, or JSON as text.
  private static List<KeyValue> fieldsOf(AnyValue body) {
    if (body.hasKvlistValue()) {
      return body.getKvlistValue().getValuesList();
    }
    JsonNode parsed = body.hasStringValue() ? Trees.parsed(body.getStringValue()) : null;
    List<KeyValue> fields = new ArrayList<>();
    if (parsed != null) {
      for (Map.Entry<String, JsonNode> field : parsed.properties()) {
        JsonNode value = field.getValue();
        String text = value.isString() ? value.stringValue() : value.toString();
        fields.add(
            KeyValue.newBuilder()
                .setKey(field.getKey())
                .setValue(AnyValue.newBuilder().setStringValue(text))
                .build());
      }
    }
    return fields;
  }
}
