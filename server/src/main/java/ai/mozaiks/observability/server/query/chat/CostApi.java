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
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/chats/{chat_id}/cost`: what a chat cost, line by line, a page at a time. Thread-safe.
final class CostApi {
  private static final JsonMapper JSON = AnswerJson.MAPPER;
  private static final int USUAL_LIMIT = 1_000;
  private static final int MAX_LIMIT = 10_000;

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
    boolean csv = isCsv(request);
    CostLine.Place after = after(request);
    int limit =
        request.intParameter(
            "limit",
            csv ? CostLines.MAX_LINES : USUAL_LIMIT,
            1,
            csv ? CostLines.MAX_LINES : MAX_LIMIT);
    AskedChat chat = AskedChat.of(request, chats);
    CostLines lines = new CostLines(sources);
    store.forEachEvent(chat.key(), List.of(), lines::add);
    List<CostLine> all = lines.inOrder();
    List<CostLine> left =
        all.stream().filter(line -> after == null || line.place().compareTo(after) > 0).toList();
    List<CostLine> page = left.subList(0, Math.min(limit, left.size()));
    if (csv) {
      return Answer.stream(200, "text/csv; charset=utf-8", out -> CostCsv.write(page, out));
    }
    ObjectNode node = JSON.createObjectNode();
    chat.put(node);
    node.put("total", lines.count());
    node.put("complete", lines.count() == all.size());
    CostJson.putTotals(node, lines);
    ArrayNode array = node.putArray("lines");
    page.forEach(line -> CostJson.put(array.addObject(), line));
    node.put("next", page.size() < left.size() ? write(page.getLast().place()) : null);
    return Answer.stream(200, "application/json", out -> JSON.writeValue(out, node));
  }

  private static boolean isCsv(Request request) throws Refusal {
    String format = request.queryParameter("format");
    return switch (format) {
      case null -> false;
      case "json" -> false;
      case "csv" -> true;
      default -> throw Refusal.of(400, "format: " + format + " (expected: json or csv)");
    };
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
