// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.query;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.server.answers.LiveView;
import ai.mozaiks.observability.server.content.ContentPolicy;
import ai.mozaiks.observability.server.content.ContentPolicy.Decision;
import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.Page;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import ai.mozaiks.observability.server.query.chat.AskedChat;
import ai.mozaiks.observability.storage.ChatContent;
import ai.mozaiks.observability.storage.ContentQuery;
import ai.mozaiks.observability.storage.ContentQuery.Place;
import ai.mozaiks.observability.storage.PartId;
import ai.mozaiks.observability.storage.RecordId;
import ai.mozaiks.observability.storage.StorageReader;
import ai.mozaiks.observability.storage.StoredContent;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/chats/{chat_id}/content`: what was said in a chat, as far as it is kept, a page at a time.
/// Thread-safe.
public final class ContentApi {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int USUAL_LIMIT = 100;

  /// Of the texts of one page; bytes.
  private static final long PAGE_BYTES = 4 << 20;

  /// A place as `next` writes it: time, trace, span, position, and the log event if there is one.
  private static final Pattern PLACE =
      Pattern.compile(
          "(-?\\d{1,19})-([0-9a-f]{32})-([0-9a-f]{16})-(\\d{1,9})"
              + "(?:-([0-9a-f]{16})([0-9a-f]{16}))?");

  private final LiveView chats;
  private final StorageReader store;
  private final ContentPolicy policy;

  /// @param policy whose content is kept, and shown
  public ContentApi(LiveView chats, StorageReader store, ContentPolicy policy) {
    this.chats = chats;
    this.store = store;
    this.policy = policy;
  }

  public void addTo(Router.Builder routes) {
    routes.get("/api/chats/{chat_id}/content", this::content);
  }

  private Answer content(Request request) throws Refusal {
    request.allowParameters("app", "order", "limit", Page.CURSOR, "format");
    boolean newestFirst = isNewestFirst(request);
    Place after = after(request);
    int limit = request.intParameter("limit", USUAL_LIMIT, 1, ContentQuery.MAX_LIMIT);
    AskedChat asked = AskedChat.of(request, chats);
    ChatKey chat = asked.key();
    ObjectNode body = JSON.createObjectNode();
    asked.put(body);
    // Switched off means that nobody reads it from that moment on, stored or not.
    boolean kept = isKept(chat.app());
    body.put("kept", kept);
    ArrayNode items = body.putArray("items");
    List<ChatContent> page =
        kept
            ? store.content(new ContentQuery(chat, newestFirst, after, limit, PAGE_BYTES))
            : List.of();
    for (ChatContent content : page) {
      if (policy.of(content.item().app()) == Decision.KEEP) {
        put(items.addObject(), content);
      }
    }
    body.put("next", next(chat, newestFirst, page));
    return Answer.json(JSON.writeValueAsBytes(body));
  }

  /// Where the next page begins; null if there is none. A page may end early because of its bytes,
  /// so only the store knows.
  private @Nullable String next(ChatKey chat, boolean newestFirst, List<ChatContent> page) {
    if (page.isEmpty()) {
      return null;
    }
    Place last = Place.of(page.getLast().item());
    boolean more = !store.content(new ContentQuery(chat, newestFirst, last, 1, 1)).isEmpty();
    return more ? write(last) : null;
  }

  private boolean isKept(String app) {
    return policy.of(app.equals(ChatKey.UNKNOWN_APP) ? null : app) == Decision.KEEP;
  }

  private static boolean isNewestFirst(Request request) throws Refusal {
    String order = request.queryParameter("order");
    return switch (order) {
      case null -> false;
      case "asc" -> false;
      case "desc" -> true;
      default -> throw Refusal.of(400, "order: " + order + " (expected: asc or desc)");
    };
  }

  private static @Nullable Place after(Request request) throws Refusal {
    String text = request.queryParameter(Page.CURSOR);
    if (text == null) {
      return null;
    }
    Matcher matcher = PLACE.matcher(text);
    if (!matcher.matches()) {
      throw Page.refusedCursor(text);
    }
    MatchResult place = matcher.toMatchResult();
    try {
      return new Place(
          Long.parseLong(place.group(1)),
          PartId.ofTrace(place.group(2)),
          HexFormat.fromHexDigitsToLong(place.group(3)),
          place.group(5) == null
              ? null
              : new RecordId(
                  HexFormat.fromHexDigitsToLong(place.group(5)),
                  HexFormat.fromHexDigitsToLong(place.group(6))),
          Integer.parseInt(place.group(4)));
    } catch (NumberFormatException e) {
      throw Page.refusedCursor(text);
    }
  }

  private static String write(Place place) {
    HexFormat hex = HexFormat.of();
    RecordId event = place.event();
    return "%d-%s-%s-%d%s"
        .formatted(
            place.atNanos(),
            place.trace().hex(),
            hex.toHexDigits(place.spanId()),
            place.position(),
            event == null
                ? ""
                : "-" + hex.toHexDigits(event.high()) + hex.toHexDigits(event.low()));
  }

  private static void put(ObjectNode node, ChatContent content) {
    StoredContent item = content.item();
    node.put("at", instant(item.atNanos()).toString());
    node.put("trace_id", item.trace().hex());
    node.put("span_id", HexFormat.of().toHexDigits(item.spanId()));
    node.put("position", item.position());
    node.put("told_by", item.teller().name().toLowerCase(Locale.ROOT));
    node.put("kind", item.kind().name().toLowerCase(Locale.ROOT));
    node.put("role", item.role());
    node.put("name", item.name());
    node.put("agent_name", content.agent());
    node.put("app_id", item.app());
    node.put("format", item.json() ? "json" : "text");
    node.put("text", item.text());
    node.put("truncated", item.isCut());
    node.put("original_bytes", item.originalBytes());
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
  }
}
