// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.benchmarks.query;

import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.storage.ChatQuery;
import ai.mozaiks.observability.storage.Dimension;
import ai.mozaiks.observability.storage.PercentileQuery;
import ai.mozaiks.observability.storage.PercentileQuery.Measure;
import ai.mozaiks.observability.storage.SeriesQuery;
import ai.mozaiks.observability.storage.StorageReader;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// The kinds of questions that the API asks, each telling the size of its answer.
final class Questions {
  private static final int PAGE = 50;
  private static final List<Length> LENGTHS = List.of(Length.HOUR, Length.DAY, Length.MONTH);

  private final Map<String, ToLongFunction<StorageReader>> byName = new LinkedHashMap<>();
  private final SplittableRandom random = new SplittableRandom(42);
  private final int chats;

  private Questions(int chats) {
    this.chats = chats;
  }

  /// All of them, by what they ask.
  ///
  /// @param large spans of the large chat; 0 if there is none
  static Map<String, ToLongFunction<StorageReader>> of(int chats, int large) {
    Questions questions = new Questions(chats);
    questions.addChats();
    if (large > 0) {
      questions.addLarge(large);
    }
    questions.addSeries();
    questions.addPercentiles();
    questions.byName.put("totals", store -> store.totals().size());
    return questions.byName;
  }

  private int anyChat() {
    return random.nextInt(chats);
  }

  private void addChats() {
    addList("chats, latest", () -> ChatQuery.latest(PAGE));
    addList("chats, latest 1000", () -> ChatQuery.latest(1_000));
    addList("chats of an app", () -> list("app-" + random.nextInt(5), null, null, null));
    addList("chats of a workflow", () -> list(null, History.workflow(anyChat()), null, null));
    addList("chats of a user", () -> list(null, null, History.user(anyChat()), null));
    addList(
        "chats of an app, active since an hour",
        () -> new ChatQuery("app-1", null, null, History.END.minusSeconds(3_600), null, PAGE));
    addList("chats, a page in the middle", this::pageInTheMiddle);
    byName.put("chat by id", store -> store.chatsById(History.chat(anyChat()).chatId()).size());
    byName.put("chat detail: chat and events", store -> detail(store, History.chat(anyChat())));
  }

  private static ChatQuery list(
      @Nullable String app,
      @Nullable String workflow,
      @Nullable String user,
      ChatQuery.@Nullable Cursor before) {
    return new ChatQuery(app, workflow, user, null, before, PAGE);
  }

  private ChatQuery pageInTheMiddle() {
    Duration back = History.LENGTH.dividedBy(100).multipliedBy(random.nextInt(100));
    return list(null, null, null, new ChatQuery.Cursor(History.END.minus(back), "app-2", "chat-8"));
  }

  private void addList(String name, Supplier<ChatQuery> query) {
    byName.put(name, store -> store.chats(query.get()).size());
  }

  private static long detail(StorageReader store, ChatKey key) {
    ChatSummary chat = store.chat(key).orElseThrow().summary();
    return store.events(chat.key(), 100_000).size();
  }

  private void addLarge(int spans) {
    String name = "chat of " + spans + " spans: ";
    byName.put(name + "chat and events", store -> detail(store, History.LARGE));
    byName.put(name + "first 1000 events", store -> store.events(History.LARGE, 1_000).size());
    byName.put(
        name + "its spans",
        store ->
            store
                .spans(List.of(History.LARGE_TRACE))
                .getOrDefault(History.LARGE_TRACE, List.of())
                .size());
  }

  private void addSeries() {
    for (Length length : LENGTHS) {
      for (Duration step : length.steps) {
        addSeries(length, step, List.of());
        for (Dimension dimension :
            List.of(Dimension.APP, Dimension.WORKFLOW, Dimension.AGENT, Dimension.MODEL)) {
          long buckets = length.length.dividedBy(step);
          if (dimension != Dimension.AGENT || buckets * History.AGENTS <= SeriesQuery.MAX_POINTS) {
            addSeries(length, step, List.of(dimension));
          }
        }
      }
    }
    addSeries(Length.DAY, Duration.ofDays(30), List.of(Dimension.USER));
    addSeries(Length.MONTH, Duration.ofDays(3_000), List.of(Dimension.USER));
  }

  private void addSeries(Length length, Duration step, List<Dimension> groupBy) {
    byName.put(
        "series, " + length.word + " by " + step + words(groupBy),
        store ->
            store
                .series(
                    new SeriesQuery(
                        History.END.minus(length.length), History.END, step, groupBy, Map.of()))
                .size());
  }

  private void addPercentiles() {
    for (Length length : LENGTHS) {
      for (List<Dimension> groupBy : List.of(List.<Dimension>of(), List.of(Dimension.AGENT))) {
        byName.put(
            "percentiles of turns, " + length.word + words(groupBy),
            store ->
                store
                    .percentiles(
                        new PercentileQuery(
                            Measure.TURN_DURATION,
                            History.END.minus(length.length),
                            History.END,
                            groupBy,
                            Map.of(),
                            List.of(0.5, 0.95, 0.99)))
                    .size());
      }
    }
  }

  private static String words(List<Dimension> groupBy) {
    return groupBy.isEmpty() ? "" : ", " + groupBy.getFirst().name().toLowerCase(Locale.ROOT);
  }

  /// How far back to look, and in which steps.
  private record Length(String word, Duration length, List<Duration> steps) {
    private static final Length HOUR =
        new Length("an hour", Duration.ofHours(1), List.of(Duration.ofMinutes(1)));
    private static final Length DAY =
        new Length(
            "a day", Duration.ofDays(1), List.of(Duration.ofMinutes(5), Duration.ofHours(1)));
    private static final Length MONTH =
        new Length(
            "30 days", Duration.ofDays(30), List.of(Duration.ofHours(1), Duration.ofDays(1)));
  }
}
