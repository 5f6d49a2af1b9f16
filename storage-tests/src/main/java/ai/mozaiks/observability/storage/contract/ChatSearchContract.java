// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.contract;

import static ai.mozaiks.observability.storage.contract.Samples.at;
import static ai.mozaiks.observability.storage.contract.Samples.call;
import static ai.mozaiks.observability.storage.contract.Samples.context;
import static ai.mozaiks.observability.storage.contract.Samples.seconds;
import static ai.mozaiks.observability.storage.contract.Samples.trace;
import static ai.mozaiks.observability.storage.contract.Samples.turn;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.recorder.Failure;
import ai.mozaiks.observability.storage.ChatFilter;
import ai.mozaiks.observability.storage.ChatSearch;
import ai.mozaiks.observability.storage.Dimension;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The list of chats by filters and orders. [ChatFilter#matches] and [ChatSearch.Order#of] say what
/// is meant; a store that says it otherwise, in SQL for example, must say the same.
interface ChatSearchContract extends StorageUnderTest {
  List<ChatStatus> ENDS =
      List.of(ChatStatus.COMPLETED, ChatStatus.FAILED, ChatStatus.CANCELLED, ChatStatus.ABANDONED);

  private static ChatSearch search(ChatFilter filter) {
    return new ChatSearch(filter, ChatSearch.Order.LAST_ACTIVITY, true, null, 100);
  }

  private List<String> found(ChatFilter filter) {
    return reader().search(search(filter)).stream().map(chat -> chat.key().chatId()).toList();
  }

  private static ChatFilter of(Dimension dimension, String value) {
    return of(null, null, Map.of(dimension, value));
  }

  private static ChatFilter of(
      @Nullable Instant from, @Nullable Instant to, Map<Dimension, String> of) {
    return new ChatFilter(from, to, of, null, Set.of(), Instant.MIN, null, false, null);
  }

  private static ChatFilter flagged(ChatFilter.Flag flag, Instant abandonedAt) {
    return new ChatFilter(null, null, Map.of(), null, Set.of(), abandonedAt, flag, false, null);
  }

  private static ChatFilter with(Set<ChatStatus> statuses, Instant abandonedAt) {
    return new ChatFilter(null, null, Map.of(), null, statuses, abandonedAt, null, false, null);
  }

  private static ChatFilter like(
      @Nullable String text, boolean errors, @Nullable BigDecimal minCost) {
    return new ChatFilter(null, null, Map.of(), text, Set.of(), Instant.MIN, null, errors, minCost);
  }

  /// Chats that differ in all that can be asked for.
  private void storeMany() {
    Scenario scenario = new Scenario();
    int part = 0;
    for (int i = 0; i < 40; i++) {
      ChatKey chat = new ChatKey("app" + i % 3, "Chat-" + i + (i % 7 == 0 ? " Zoë%_" : ""));
      List<ChatEvent> events = new ArrayList<>();
      String workflow = i % 5 == 0 ? null : "work" + i % 4;
      String user = i % 6 == 0 ? null : "User" + i % 5;
      events.add(
          new ChatEvent.WorkflowStarted(context("start" + i, chat, workflow, user, at(i % 9))));
      for (int k = 0; k < i % 5; k++) {
        Instant at = at(i % 9 + k);
        events.add(turn("turn" + i + "," + k, chat, at, "agent" + k, seconds(1 + i % 3)));
        events.add(call("call" + i + "," + k, chat, at, "model" + i % 2, 1_000L * i + k));
        events.add(tool(i + "," + k, chat, at, (long) (i % 4), i % 8 == k));
      }
      if (i % 4 == 1) {
        events.add(end(i, chat, ENDS.get(i % 4), at(i % 11)));
      }
      scenario.part(trace(++part), events.toArray(ChatEvent[]::new));
    }
    storage().write(scenario.batch(1));
  }

  private static ChatEvent tool(String id, ChatKey chat, Instant at, long hash, boolean failed) {
    Failure failure = failed ? new Failure("TimeoutError", null, false) : null;
    return new ChatEvent.ToolCall(
        context("tool" + id, chat, at), "agent0", "search", null, hash, seconds(0.5), failure);
  }

  private static ChatEvent end(int i, ChatKey chat, ChatStatus status, Instant at) {
    return new ChatEvent.WorkflowEnded(context("end" + i, chat, at), status, null);
  }

  private List<ChatSummary> all() {
    List<ChatSummary> chats = new ArrayList<>();
    reader().forEachChat(chat -> chats.add(chat.summary()));
    return chats;
  }

  @Test
  default void everyFilter_meansWhatItSays() {
    storeMany();
    List<ChatFilter> filters = new ArrayList<>();
    filters.add(ChatFilter.all());
    filters.add(of(at(4), null, Map.of()));
    filters.add(of(null, at(4), Map.of()));
    filters.add(of(at(3), at(6), Map.of(Dimension.APP, "app1", Dimension.USER, "User2")));
    filters.add(of(Dimension.WORKFLOW, "work1"));
    filters.add(of(Dimension.WORKFLOW, ""));
    filters.add(of(Dimension.USER, ""));
    for (String text : List.of("chat-1", "USER3", "zoë", "%_", "work2", "nothing", "")) {
      filters.add(like(text, false, null));
    }
    filters.add(like(null, true, null));
    for (String cost : List.of("0", "0.05", "0.1000000000001", "1000")) {
      filters.add(like(null, false, new BigDecimal(cost)));
    }
    for (ChatStatus status : ChatStatus.values()) {
      filters.add(with(Set.of(status), Instant.MIN));
      filters.add(with(Set.of(status), at(6)));
      filters.add(with(EnumSet.of(status, ChatStatus.RUNNING), at(8)));
    }
    filters.add(flagged(new ChatFilter.Flag.Silent(at(6)), at(2)));
    filters.add(flagged(new ChatFilter.Flag.SameCalls(3), Instant.MIN));
    filters.add(flagged(new ChatFilter.Flag.Excessive(new BigDecimal("0.2"), 3), Instant.MIN));
    filters.add(flagged(new ChatFilter.Flag.Excessive(new BigDecimal("1000"), 2), Instant.MIN));

    Set<Integer> sizes = new TreeSet<>();
    for (ChatFilter filter : filters) {
      List<ChatSummary> found = reader().search(search(filter));
      assertThat(found)
          .as(filter.toString())
          .containsExactlyInAnyOrderElementsOf(all().stream().filter(filter::matches).toList());
      sizes.add(found.size());
    }
    assertThat(sizes).as("filters that differ").hasSizeGreaterThan(10);
  }

  @Test
  default void everyOrder_givesEveryChatOnce_pageByPage() {
    storeMany();
    for (ChatSearch.Order order : ChatSearch.Order.values()) {
      for (boolean descending : new boolean[] {true, false}) {
        Comparator<ChatSummary> byValue = Comparator.comparing(order::of);
        List<ChatSummary> expected =
            all().stream()
                .sorted(
                    (descending ? byValue.reversed() : byValue)
                        .thenComparing(chat -> chat.key().app())
                        .thenComparing(chat -> chat.key().chatId()))
                .toList();
        List<ChatSummary> paged = new ArrayList<>();
        ChatSearch.Cursor cursor = null;
        while (true) {
          List<ChatSummary> page =
              reader().search(new ChatSearch(ChatFilter.all(), order, descending, cursor, 7));
          if (page.isEmpty()) {
            break;
          }
          paged.addAll(page);
          cursor = ChatSearch.Cursor.of(page.getLast(), order);
        }
        assertThat(paged).as("%s, descending %s", order, descending).isEqualTo(expected);
      }
    }
  }

  @Test
  default void whatEventsHave_isLookedForAmongThoseInTheRange() {
    ChatKey a = new ChatKey("shop", "a");
    ChatKey b = new ChatKey("shop", "b");
    Scenario scenario = new Scenario();
    scenario.part(
        trace(1), turn("1", a, at(0), "x", seconds(1)), turn("2", a, at(20), "y", seconds(1)));
    scenario.part(trace(2), turn("3", b, at(10), "y", seconds(1)), call("4", b, at(10), "m", 10));
    storage().write(scenario.batch(1));

    assertThat(found(of(Dimension.AGENT, "y"))).containsExactly("a", "b");
    assertThat(found(of(Dimension.AGENT, "x"))).containsExactly("a");
    assertThat(found(of(Dimension.AGENT, "z"))).isEmpty();
    assertThat(found(of(Dimension.MODEL, "m"))).containsExactly("b");
    assertThat(found(of(at(5), at(15), Map.of(Dimension.AGENT, "y")))).containsExactly("b");
    assertThat(found(of(at(1), at(30), Map.of(Dimension.AGENT, "x")))).isEmpty();
    assertThat(found(of(null, null, Map.of(Dimension.AGENT, "y", Dimension.MODEL, "m"))))
        .as("no one event has both")
        .isEmpty();
  }

  @Test
  default void extremeTimes_areAnswered() {
    storage()
        .write(new Scenario().part(trace(1), turn("x", new ChatKey("shop", "a"), at(1))).batch(1));
    assertThat(found(of(Instant.MIN, Instant.MAX, Map.of()))).containsExactly("a");
    assertThat(found(of(Instant.MAX, null, Map.of()))).isEmpty();
    assertThat(found(of(null, Instant.MIN, Map.of()))).isEmpty();
    assertThat(found(with(Set.of(ChatStatus.ABANDONED), Instant.MAX))).containsExactly("a");
  }
}
