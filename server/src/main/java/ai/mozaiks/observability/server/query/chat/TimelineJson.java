// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query.chat;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.server.http.AnswerJson;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.PartId;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// A timeline as JSON, column by column: an array for each column, all of one length, with numbers
/// in the place of what many rows repeat.
final class TimelineJson {
  private static final long NANOS_PER_MICRO = 1_000;

  private final AskedChat chat;
  private final Timeline timeline;
  private final long origin;

  TimelineJson(AskedChat chat, Timeline timeline) {
    this.chat = chat;
    this.timeline = timeline;
    this.origin = Nanos.saturated(chat.snapshot().summary().startedAt());
  }

  void write(OutputStream out) {
    Numbering<PartId> traces = new Numbering<>();
    Numbering<ChatKey> chats = new Numbering<>();
    Numbering<String> names = new Numbering<>();
    Numbering<String> agents = new Numbering<>();
    Numbering<String> models = new Numbering<>();
    Numbering<String> tools = new Numbering<>();
    chats.of(chat.key());
    Numbering<TimelineRow.Kind> kinds = Numbering.of(TimelineRow.Kind.values());
    Numbering<TimelineRow.Status> statuses = Numbering.of(TimelineRow.Status.values());
    try (JsonGenerator json = AnswerJson.MAPPER.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringProperty("chat_id", chat.key().chatId());
      json.writeStringProperty("app_id", chat.key().app());
      texts(json, "also_in_apps", chat.otherApps());
      Instant startedAt = chat.snapshot().summary().startedAt();
      json.writeStringProperty("started_at", startedAt.toString());
      json.writeNumberProperty("rows", timeline.rows().size());
      json.writeNumberProperty("total", timeline.total());
      json.writeBooleanProperty("complete", timeline.total() == timeline.rows().size());
      json.writeObjectPropertyStart("columns");
      column(json, "id", row -> json.writeString(row.id));
      numbers(json, "trace", row -> traces.of(row.trace));
      numbers(json, "parent", row -> row.parent == null ? -1 : row.parent.index);
      column(json, "start_us", row -> json.writeNumber(micros(row.startNanos - origin)));
      column(json, "duration_us", row -> number(json, micros(row.durationNanos)));
      numbers(json, "kind", row -> kinds.of(row.kind));
      numbers(json, "chat", row -> chats.of(row.chat == null ? chat.key() : row.chat));
      numbers(json, "name", row -> names.of(row.name));
      numbers(json, "agent", row -> agents.of(row.agent));
      numbers(json, "model", row -> models.of(row.model));
      numbers(json, "tool", row -> tools.of(row.tool));
      numbers(json, "status", row -> statuses.of(row.status));
      column(json, "prompt_tokens", row -> number(json, row.figures().promptTokens()));
      column(json, "completion_tokens", row -> number(json, row.figures().completionTokens()));
      column(json, "cost", row -> cost(json, row));
      numbers(json, "cached", row -> row.cached ? 1 : 0);
      numbers(json, "counted", row -> row.counted ? 1 : 0);
      json.writeEndObject();
      texts(json, "kinds", kinds.texts(TimelineJson::word));
      texts(json, "statuses", statuses.texts(TimelineJson::word));
      texts(json, "traces", traces.texts(PartId::hex));
      chats(json, chats.values());
      texts(json, "names", names.values());
      texts(json, "agents", agents.values());
      texts(json, "models", models.values());
      texts(json, "tools", tools.values());
      json.writeEndObject();
    }
  }

  /// Writes the value of one row.
  @FunctionalInterface
  private interface Cell {
    void write(TimelineRow row);
  }

  private void column(JsonGenerator json, String name, Cell cell) {
    json.writeArrayPropertyStart(name);
    timeline.rows().forEach(cell::write);
    json.writeEndArray();
  }

  private void numbers(JsonGenerator json, String name, ToIntFunction<TimelineRow> number) {
    column(json, name, row -> json.writeNumber(number.applyAsInt(row)));
  }

  private static void number(JsonGenerator json, @Nullable Long number) {
    if (number == null) {
      json.writeNull();
    } else {
      json.writeNumber(number.longValue());
    }
  }

  private static void cost(JsonGenerator json, TimelineRow row) {
    if (row.figures().cost() == null) {
      json.writeNull();
    } else {
      json.writeNumber(row.figures().cost());
    }
  }

  private static long micros(long nanos) {
    return Math.floorDiv(nanos, NANOS_PER_MICRO);
  }

  private static @Nullable Long micros(@Nullable Long nanos) {
    return nanos == null ? null : (Long) micros(nanos.longValue());
  }

  private static void texts(JsonGenerator json, String name, List<String> texts) {
    json.writeArrayPropertyStart(name);
    texts.forEach(json::writeString);
    json.writeEndArray();
  }

  private static void chats(JsonGenerator json, List<ChatKey> chats) {
    json.writeArrayPropertyStart("chats");
    for (ChatKey each : chats) {
      json.writeStartObject();
      json.writeStringProperty("chat_id", each.chatId());
      json.writeStringProperty("app_id", each.app());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
