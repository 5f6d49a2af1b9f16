// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.answers;

import ai.mozaiks.observability.recorder.ChatSnapshot;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.recorder.ChatTimeouts;
import ai.mozaiks.observability.server.config.FlagsConfig;
import ai.mozaiks.observability.server.flags.ChatFlag;
import ai.mozaiks.observability.server.flags.ChatFlags;
import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.Page;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import ai.mozaiks.observability.server.http.Router;
import ai.mozaiks.observability.storage.ChatFilter;
import ai.mozaiks.observability.storage.ChatSearch;
import ai.mozaiks.observability.storage.Dimension;
import ai.mozaiks.observability.storage.StorageReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `GET /api/chats`: stored chats by filters and orders, page by page. A chat looks as in
/// `/metrics/perf/chats`. Thread-safe.
public final class ChatSearchApi {
  private static final String[] PARAMETERS = {
    "from",
    "to",
    "app",
    "workflow",
    "user",
    "agent",
    "model",
    "provider",
    "tool",
    "contains",
    "status",
    "flag",
    "errors",
    "min_cost",
    "sort",
    "order",
    "limit",
    Page.CURSOR,
    "format"
  };
  private static final int LONGEST_TEXT = 256;

  private final StorageReader store;
  private final ChatTimeouts timeouts;
  private final FlagsConfig limits;
  private final ChatFlags flags;
  private final InstantSource clock;

  /// @param store questions on behalf of others
  /// @param timeouts when a chat without an end is stalled, and when abandoned
  /// @param limits from when on a chat is conspicuous
  public ChatSearchApi(
      StorageReader store, ChatTimeouts timeouts, FlagsConfig limits, InstantSource clock) {
    this.store = store;
    this.timeouts = timeouts;
    this.limits = limits;
    this.flags = new ChatFlags(limits, timeouts);
    this.clock = clock;
  }

  public void addTo(Router.Builder routes) {
    routes.get("/api/chats", this::search);
  }

  private Answer search(Request request) throws Refusal {
    request.allowParameters(PARAMETERS);
    Instant now = clock.instant();
    ChatSearch.Order order =
        word(request, "sort", ChatSearch.Order.class, ChatSearch.Order.LAST_ACTIVITY);
    boolean descending = word(request, "order", Direction.class, Direction.DESC) == Direction.DESC;
    int limit = request.intParameter("limit", 100, 1, ChatSearch.MAX_LIMIT);
    ChatSearch.Cursor after = cursor(request.queryParameter(Page.CURSOR));
    ChatFilter filter = filter(request, now);
    // One more tells whether anything follows.
    int asked = Math.min(limit + 1, ChatSearch.MAX_LIMIT);
    List<ChatSummary> found = store.search(new ChatSearch(filter, order, descending, after, asked));
    List<ChatSummary> page = found.subList(0, Math.min(limit, found.size()));

    ObjectNode body = ChatJson.JSON.createObjectNode();
    ArrayNode chats = body.putArray("chats");
    for (ChatSummary chat : page) {
      ChatSnapshot snapshot = ChatSnapshot.of(chat, now, timeouts);
      chats.add(ChatJson.listed(snapshot, flags.of(snapshot, now)));
    }
    boolean more = found.size() > limit || found.size() == ChatSearch.MAX_LIMIT;
    body.put("next", more ? written(ChatSearch.Cursor.of(page.getLast(), order)) : null);
    return Answer.json(ChatJson.JSON.writeValueAsBytes(body));
  }

  private enum Direction {
    ASC,
    DESC
  }

  private ChatFilter filter(Request request, Instant now) throws Refusal {
    Instant from = instant(request, "from");
    Instant to = instant(request, "to");
    if (from != null && to != null && !from.isBefore(to)) {
      throw Refusal.of(400, "to: " + to + " (expected: after from, " + from + ")");
    }
    Map<Dimension, String> of = new EnumMap<>(Dimension.class);
    for (Dimension dimension : Dimension.values()) {
      String value = request.queryParameter(dimension.name().toLowerCase(Locale.ROOT));
      if (value != null) {
        of.put(dimension, value);
      }
    }
    return new ChatFilter(
        from,
        to,
        of,
        text(request.queryParameter("contains")),
        statuses(request.queryParameter("status")),
        now.minus(timeouts.abandonedAfter()),
        flag(request, now),
        isTrue(request, "errors"),
        minCost(request.queryParameter("min_cost")));
  }

  private static @Nullable Instant instant(Request request, String name) throws Refusal {
    String text = request.queryParameter(name);
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      throw Refusal.of(
          400, name + ": " + text + " (expected: an instant such as 2026-01-31T12:00:00Z)");
    }
  }

  private static @Nullable String text(@Nullable String text) throws Refusal {
    if (text == null || text.isEmpty()) {
      return null;
    }
    if (text.length() > LONGEST_TEXT) {
      throw Refusal.of(
          400,
          "contains: %d characters (expected: at most %d)".formatted(text.length(), LONGEST_TEXT));
    }
    return text;
  }

  private static Set<ChatStatus> statuses(@Nullable String text) throws Refusal {
    EnumSet<ChatStatus> statuses = EnumSet.noneOf(ChatStatus.class);
    if (text != null) {
      for (String word : text.split(",", -1)) {
        statuses.add(word("status", word.strip(), ChatStatus.class));
      }
    }
    return statuses;
  }

  private ChatFilter.@Nullable Flag flag(Request request, Instant now) throws Refusal {
    String text = request.queryParameter("flag");
    if (text == null) {
      return null;
    }
    return switch (word("flag", text, ChatFlag.Kind.class)) {
      case STALLED -> new ChatFilter.Flag.Silent(now.minus(timeouts.stalledAfter()));
      case LOOPING -> new ChatFilter.Flag.SameCalls(limits.loopingCalls());
      case RUNAWAY -> new ChatFilter.Flag.Excessive(limits.runawayCostUsd(), limits.runawayTurns());
    };
  }

  private static boolean isTrue(Request request, String name) throws Refusal {
    String value = request.queryParameter(name);
    return switch (value) {
      case null -> false;
      case "false" -> false;
      case "true" -> true;
      default -> throw Refusal.of(400, name + ": " + value + " (expected: true or false)");
    };
  }

  private static @Nullable BigDecimal minCost(@Nullable String text) throws Refusal {
    if (text == null) {
      return null;
    }
    if (!text.matches("\\d{1,12}(\\.\\d{1,12})?")) {
      throw Refusal.of(400, "min_cost: " + text + " (expected: US dollars, such as 0.25)");
    }
    return new BigDecimal(text);
  }

  private static <E extends Enum<E>> E word(Request request, String name, Class<E> words, E absent)
      throws Refusal {
    String text = request.queryParameter(name);
    return text == null ? absent : word(name, text, words);
  }

  private static <E extends Enum<E>> E word(String name, String text, Class<E> words)
      throws Refusal {
    for (E each : words.getEnumConstants()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(text)) {
        return each;
      }
    }
    String expected =
        Arrays.stream(words.getEnumConstants())
            .map(each -> each.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    throw Refusal.of(400, name + ": " + text + " (expected: one of " + expected + ")");
  }

  /// A cursor as a text that stands in addresses as it is.
  private static String written(ChatSearch.Cursor cursor) {
    ArrayNode array =
        ChatJson.JSON
            .createArrayNode()
            .add(cursor.value().toString())
            .add(cursor.app())
            .add(cursor.chatId());
    return Page.encoded(array.toString());
  }

  private static ChatSearch.@Nullable Cursor cursor(@Nullable String text) throws Refusal {
    if (text == null) {
      return null;
    }
    try {
      JsonNode array = ChatJson.JSON.readTree(Page.decoded(text));
      if (array.isArray() && array.size() == 3 && array.get(0).asString().length() <= 40) {
        return new ChatSearch.Cursor(
            new BigInteger(array.get(0).asString()),
            array.get(1).asString(),
            array.get(2).asString());
      }
    } catch (IllegalArgumentException | JacksonException e) {
      // refused below
    }
    throw Page.refusedCursor(text);
  }
}
