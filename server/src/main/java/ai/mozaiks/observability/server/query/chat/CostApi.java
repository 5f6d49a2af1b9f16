// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query.chat;

import ai.mozaiks.observability.server.answers.LiveView;
import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.AnswerJson;
import ai.mozaiks.observability.server.http.Page;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.normalise.UsageSources;
import ai.mozaiks.observability.storage.StorageReader;
import java.io.OutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `/api/chats/{chat_id}/cost`: what a chat cost, line by line, a page at a time. Thread-safe.
final class CostApi {
  private static final JsonMapper JSON = AnswerJson.MAPPER;
  private static final int USUAL_LIMIT = 1_000;

  private final LiveView chats;
  private final StorageReader store;
  private final UsageSources sources;

  /// @param sources which source of telemetry counts where several tell the same
  CostApi(LiveView chats, StorageReader store, UsageSources sources) {
    this.chats = chats;
    this.store = store;
    this.sources = sources;
  }

  Answer answer(Request request) throws Refusal {
    request.allowParameters("app", "limit", Page.CURSOR, "format");
    CostLine.Place after = after(request);
    int limit = request.intParameter("limit", USUAL_LIMIT, 1, CostLines.MAX_LINES);
    AskedChat chat = AskedChat.of(request, chats);
    CostLines lines = new CostLines(sources);
    store.forEachEvent(chat.key(), List.of(), lines::add);
    List<CostLine> all = lines.inOrder();
    List<CostLine> left =
        all.stream().filter(line -> after == null || line.place().compareTo(after) > 0).toList();
    Page<CostLine> page = Page.cut(left, limit, line -> write(line.place()));
    ObjectNode head = JSON.createObjectNode();
    chat.put(head);
    head.put("total", lines.count());
    head.put("complete", lines.count() == all.size());
    CostJson.putTotals(head, lines);
    return Answer.stream(200, "application/json", out -> write(head, page, out));
  }

  /// One line at a time, since there may be hundreds of thousands.
  private static void write(ObjectNode head, Page<CostLine> page, OutputStream out) {
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      for (Map.Entry<String, JsonNode> each : head.properties()) {
        json.writeName(each.getKey());
        json.writeTree(each.getValue());
      }
      json.writeArrayPropertyStart("lines");
      for (CostLine line : page.items()) {
        ObjectNode node = JSON.createObjectNode();
        CostJson.put(node, line);
        json.writeTree(node);
      }
      json.writeEndArray();
      json.writeStringProperty("next", page.next());
      json.writeEndObject();
    }
  }

  /// As `time trace id`, in a form that needs no encoding in a query.
  private static String write(CostLine.Place place) {
    String text = "%s %s %s".formatted(place.at(), place.trace(), place.id());
    return Page.encoded(text);
  }

  private static CostLine.@Nullable Place after(Request request) throws Refusal {
    String text = request.queryParameter(Page.CURSOR);
    if (text == null) {
      return null;
    }
    try {
      String[] fields = Page.decoded(text).split(" ", 3);
      if (fields.length == 3) {
        return new CostLine.Place(Instant.parse(fields[0]), fields[1], fields[2]);
      }
    } catch (DateTimeException _) {
      // refused below, like one with too few fields
    }
    throw Page.refusedCursor(text);
  }
}
