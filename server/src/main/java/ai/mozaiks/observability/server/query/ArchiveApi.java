// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatSnapshot;
import ai.mozaiks.observability.recorder.EventJson;
import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.AnswerJson;
import ai.mozaiks.observability.server.http.Page;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import ai.mozaiks.observability.server.query.chat.SpanJson;
import ai.mozaiks.observability.storage.ArchiveFile;
import ai.mozaiks.observability.storage.ArchiveReader;
import ai.mozaiks.observability.storage.ArchiveSignal;
import ai.mozaiks.observability.storage.ArchivedChat;
import ai.mozaiks.observability.storage.LogQuery;
import ai.mozaiks.observability.storage.StoredLog;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/// `GET /api/archive`: what was archived before retention deleted it; `GET /api/archive/logs`: log
/// records of it; `GET /api/archive/chats/{chat_id}`: a chat of it. Thread-safe.
public final class ArchiveApi {
  private static final JsonMapper JSON = AnswerJson.MAPPER;
  private static final int USUAL_LIMIT = 1_000;
  private static final int MOST = 10_000;

  private final ArchiveReader archive;
  private final boolean enabled;
  private final LogParameters parameters;

  /// @param enabled whether anything is archived now
  /// @param chatsById the chats with an id that are not archived, also with one that they had
  ///   before
  public ArchiveApi(
      ArchiveReader archive, boolean enabled, Function<String, List<ChatSnapshot>> chatsById) {
    this.archive = archive;
    this.enabled = enabled;
    this.parameters = new LogParameters(chatsById);
  }

  public void addTo(Router.Builder routes) {
    routes
        .get("/api/archive", this::list)
        .get("/api/archive/logs", this::logs)
        .get("/api/archive/chats/{chat_id}", this::chat);
  }

  private Answer list(Request request) throws Refusal {
    request.allowParameters("limit", Page.CURSOR, "format");
    int limit = request.intParameter("limit", USUAL_LIMIT, 1, MOST);
    List<ArchiveFile> all = archive.files();
    Page<ArchiveFile> page = Page.of(all, request, limit, ArchiveFile::name);
    ObjectNode node = JSON.createObjectNode();
    node.put("enabled", enabled);
    node.put("failure", archive.failure());
    ArrayNode signals = node.putArray("signals");
    ArchiveReader.Contents contents = ArchiveReader.Contents.of(all);
    for (ArchiveSignal signal : ArchiveSignal.values()) {
      ArchiveReader.Extent extent = contents.of(signal);
      signals
          .addObject()
          .put("signal", signal.word())
          .put("files", extent.files())
          .put("rows", extent.rows())
          .put("bytes", extent.bytes());
    }
    ArrayNode files = node.putArray("files");
    page.items().forEach(file -> put(files.addObject(), file));
    node.put("next", page.next());
    return Answer.json(JSON.writeValueAsBytes(node));
  }

  private static void put(ObjectNode node, ArchiveFile file) {
    node.put("name", file.name());
    node.put("signal", file.signal().word());
    node.put("day", file.day().toString());
    node.put("rows", file.rows());
    node.put("bytes", file.bytes());
    node.put("from", file.from().toString());
    node.put("to", file.to().toString());
  }

  private Answer logs(Request request) throws Refusal {
    LogParameters.allow(request, "from", "to", "limit", Page.CURSOR, "format");
    LogParameters.Period period = LogParameters.period(request);
    int limit = request.intParameter("limit", LogsApi.DEFAULT_LIMIT, 1, LogsApi.MAX_LIMIT);
    LogQuery query =
        new LogQuery(
            period.from(),
            period.to(),
            parameters.filter(request),
            LogsApi.cursor(request),
            limit + 1); // the one beyond says whether another page follows
    List<StoredLog> logs = archive.logs(query);
    return Answer.stream(200, "application/json", out -> LogsApi.write(logs, limit, out));
  }

  private Answer chat(Request request) throws Refusal {
    request.allowParameters("app", "limit");
    int limit = request.intParameter("limit", USUAL_LIMIT, 1, MOST);
    String app = request.queryParameter("app");
    List<ArchivedChat> chats = archive.chats(request.pathParameter("chat_id"), app, limit);
    if (chats.isEmpty()) {
      throw Refusal.of(
          404,
          "chat_id: no such chat"
              + (app == null ? "" : " of this app")
              + " in the archive (expected: one that retention has deleted since it archives;"
              + " /metrics/perf/chats lists those that are not)");
    }
    ObjectNode node = JSON.createObjectNode();
    ArrayNode array = node.putArray("chats");
    chats.forEach(chat -> put(array.addObject(), chat));
    return Answer.json(JSON.writeValueAsBytes(node));
  }

  private static void put(ObjectNode node, ArchivedChat chat) {
    ArchivedChatJson.put(node, chat.summary());
    node.put("arrived_at", chat.writtenAt().toString());
    node.put("complete", chat.complete());
    ArrayNode events = node.putArray("events");
    for (ChatEvent event : chat.events()) {
      events.addRawValue(new RawValue(EventJson.write(event)));
    }
    ArrayNode spans = node.putArray("spans");
    chat.spans().forEach(span -> SpanJson.put(spans.addObject(), span));
  }
}
