// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import static ai.mozaiks.observability.storage.contract.Samples.CHAT;
import static ai.mozaiks.observability.storage.contract.Samples.NOON;
import static ai.mozaiks.observability.storage.contract.Samples.trace;
import static ai.mozaiks.observability.storage.contract.Samples.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.recorder.ChatSummary;
import ai.mozaiks.observability.recorder.Cost;
import ai.mozaiks.observability.recorder.TokenUsage;
import ai.mozaiks.observability.storage.CostQuery;
import ai.mozaiks.observability.storage.Dimension;
import ai.mozaiks.observability.storage.InMemoryStorage;
import ai.mozaiks.observability.storage.Nanos;
import ai.mozaiks.observability.storage.SeriesPoint;
import ai.mozaiks.observability.storage.SeriesQuery;
import ai.mozaiks.observability.storage.StorageBatch;
import ai.mozaiks.observability.storage.contract.RandomBatches;
import ai.mozaiks.observability.storage.contract.Scenario;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Series answer what the events give, whether or not their hours have sums.
final class HourSumsTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Instant FROM = NOON.minus(Duration.ofDays(2));
  private static final Instant TO = NOON.plus(Duration.ofDays(2));

  @TempDir Path folder;

  private EmbeddedStorage storage;
  private final Scenario scenario = new Scenario();

  @BeforeEach
  void open() {
    storage = EmbeddedStorage.open(EmbeddedStorageConfig.of(folder));
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private void reopen() {
    close();
    open();
  }

  /// Makes all sums wrong, so that it can be seen where they are used: a turn counts for ten.
  private void falsifySums() throws SQLException {
    close();
    try (var connection =
            DriverManager.getConnection("jdbc:duckdb:" + folder.resolve(Database.FILE_NAME));
        var statement = connection.createStatement()) {
      statement.execute("UPDATE hour_sums SET agent_turns = 10 * agent_turns");
    }
    open();
  }

  private void write(long sequence, ChatEvent... events) {
    storage.write(scenario.part(trace(sequence), events).batch(sequence));
  }

  private static Instant hour(double hours) {
    return NOON.plusMillis((long) (hours * 3_600_000));
  }

  private List<Long> turns(Instant from, Instant to, Duration step) {
    return storage.reader().series(new SeriesQuery(from, to, step, List.of(), Map.of())).stream()
        .map(point -> point.tally().agentTurns())
        .toList();
  }

  private List<Long> turns() {
    return turns(FROM, TO, HOUR);
  }

  @Test
  void sums_areReadForWholeHoursAndSurviveARestart() throws SQLException {
    write(1, turn("a", CHAT, hour(0.5)), turn("b", CHAT, hour(1)), turn("c", CHAT, hour(30)));
    storage.sumHours();
    falsifySums();

    assertThat(turns()).containsExactly(10L, 10L, 10L);
    assertThat(turns(FROM, TO, Duration.ofHours(2))).containsExactly(20L, 10L);
    assertThat(turns(FROM, TO, Duration.ofDays(1))).containsExactly(20L, 10L);
    assertThat(turns(FROM, TO, Duration.ofMinutes(30))).containsExactly(1L, 1L, 1L);
    assertThat(turns(hour(0.25), hour(30.75), HOUR)).containsExactly(1L, 10L, 1L);
    assertThat(turns(hour(0.6), hour(0.9), HOUR)).isEmpty();
  }

  @Test
  void questionsAboutUsers_readEvents() throws SQLException {
    write(1, turn("a", CHAT, hour(0.5)));
    storage.sumHours();
    falsifySums();

    SeriesQuery grouped = new SeriesQuery(FROM, TO, HOUR, List.of(Dimension.USER), Map.of());
    String user = storage.reader().series(grouped).getFirst().group().getFirst();
    SeriesQuery filtered = new SeriesQuery(FROM, TO, HOUR, List.of(), Map.of(Dimension.USER, user));

    assertThat(List.of(grouped, filtered))
        .allSatisfy(query ->
            assertThat(storage.reader().series(query).getFirst().tally().agentTurns())
                .isEqualTo(1));
  }

  @Test
  void newEvent_takesTheSumsOfItsHourAway() throws SQLException {
    write(1, turn("a", CHAT, hour(0.5)), turn("b", CHAT, hour(1.5)));
    storage.sumHours();
    falsifySums();
    write(2, turn("late", CHAT, hour(0.9)));
    assertThat(turns()).containsExactly(2L, 10L);

    reopen();
    assertThat(turns()).containsExactly(2L, 10L);
    storage.sumHours();
    falsifySums();
    assertThat(turns()).containsExactly(20L, 100L);
  }

  @Test
  void removedEvent_takesTheSumsOfItsHourAway() throws SQLException {
    ChatEvent stays = turn("b", CHAT, hour(0.6));
    write(1, turn("a", CHAT, hour(0.5)), stays, turn("c", CHAT, hour(1.5)));
    storage.sumHours();
    falsifySums();
    storage.write(scenario.part(trace(1), stays, turn("c", CHAT, hour(2.5))).batch(2));
    assertThat(turns()).containsExactly(1L, 1L);
  }

  @Test
  void retention_takesTheSumsOfItsHoursAway() throws SQLException {
    scenario.writtenAt(NOON);
    write(1, turn("a", new ChatKey("shop", "old"), hour(0.5)));
    scenario.writtenAt(NOON.plusSeconds(100));
    write(2, turn("b", CHAT, hour(0.7)), turn("c", CHAT, hour(1.5)));
    storage.sumHours();
    falsifySums();
    assertThat(turns()).containsExactly(20L, 10L);
    storage.deleteBefore(NOON.plusSeconds(50));
    assertThat(turns()).containsExactly(1L, 10L);
  }

  @Test
  void refusedBatch_leavesTheSums() throws SQLException {
    write(1, turn("a", CHAT, hour(0.5)));
    storage.sumHours();
    falsifySums();
    Scenario unstored = new Scenario();
    StorageBatch batch =
        withChatThatDoesNotFit(unstored.part(trace(2), turn("b", CHAT, hour(0.7))).batch(2));
    assertThatThrownBy(() -> storage.write(batch)).isInstanceOf(IllegalArgumentException.class);
    assertThat(turns()).containsExactly(10L);
    write(3, turn("c", CHAT, hour(0.8)));
    assertThat(turns()).containsExactly(2L);
  }

  /// Which is noticed after the events are written and the sums of their hours taken away.
  private static StorageBatch withChatThatDoesNotFit(StorageBatch batch) {
    ChatSummary chat = batch.chats().getFirst();
    ChatSummary tooLate =
        new ChatSummary(
            chat.key(),
            chat.workflowAttribution(),
            chat.userAttribution(),
            chat.startedAt(),
            chat.lastStartAt(),
            Instant.MAX,
            chat.endedAt(),
            chat.endStatus(),
            chat.lastTurnEndedAt(),
            chat.lastTurnDuration(),
            chat.tally(),
            chat.traceIds(),
            chat.sameCalls(),
            chat.parentAttribution());
    return new StorageBatch(
        batch.journalSequence(),
        batch.writtenAt(),
        batch.origins(),
        batch.spans(),
        batch.replacedSpans(),
        batch.content(),
        batch.parts(),
        batch.newSeries(),
        batch.counterShifts(),
        List.of(tooLate),
        batch.removedChats(),
        batch.partsSince(),
        batch.chatsSince());
  }

  @Test
  void manyScatteredHoursWithoutSums_areAnsweredToo() throws SQLException {
    List<ChatEvent> events = new ArrayList<>();
    for (int i = -47; i < 47; i++) {
      events.add(turn("e" + i, CHAT, hour(i + 0.5)));
    }
    write(1, events.toArray(ChatEvent[]::new));
    storage.sumHours();
    falsifySums();
    events.clear();
    for (int i = -40; i < 40; i += 2) {
      events.add(turn("late" + i, CHAT, hour(i + 0.5)));
    }
    write(2, events.toArray(ChatEvent[]::new));
    List<Long> turns = turns();
    assertThat(turns).hasSize(94).startsWith(10L, 10L).endsWith(10L, 10L);
    assertThat(turns.subList(7, 56)).startsWith(2L, 1L, 2L).endsWith(2L, 1L, 2L);
    assertThat(turns.subList(56, 86)).startsWith(10L, 2L, 10L).endsWith(2L, 10L, 2L);
  }

  @Test
  void wideGapBetweenManyHoursWithoutSums_isReadFromSums() throws SQLException {
    List<ChatEvent> events = new ArrayList<>();
    for (int i = -47; i < 47; i++) {
      events.add(turn("e" + i, CHAT, hour(i + 0.5)));
    }
    write(1, events.toArray(ChatEvent[]::new));
    storage.sumHours();
    falsifySums();
    events.clear();
    for (int i = 0; i < 32; i += 2) {
      events.add(turn("late" + i, CHAT, hour(i + 0.5)));
    }
    events.add(turn("early", CHAT, hour(-39.5)));
    write(2, events.toArray(ChatEvent[]::new));

    List<Long> turns = turns();

    assertThat(turns.subList(0, 9)).containsExactly(10L, 10L, 10L, 10L, 10L, 10L, 10L, 2L, 10L);
    assertThat(turns.subList(8, 47)).containsOnly(10L);
    assertThat(turns.subList(47, 52)).containsExactly(2L, 1L, 2L, 10L, 2L);
  }

  @Test
  void firstAndLastTimesThatFit_areSummedRight() {
    write(
        1,
        turn("first", CHAT, Nanos.MIN_INSTANT),
        turn("before", CHAT, Instant.EPOCH.minusNanos(1)),
        turn("last", CHAT, Nanos.MAX_INSTANT.minusSeconds(60)));
    Duration step = Duration.ofDays(365);
    List<Long> events = turns(Instant.MIN, Instant.MAX, Duration.ofDays(1_000_000_000));
    storage.sumHours();
    assertThat(events).containsExactly(2L, 1L);
    assertThat(turns(Instant.MIN, Instant.MAX, Duration.ofDays(1_000_000_000))).isEqualTo(events);
    assertThat(turns(Nanos.MIN_INSTANT, Nanos.MAX_INSTANT, step)).containsExactly(1L, 1L, 1L);
  }

  @Test
  void hourWithSumsBeyondOneLong_isReadEventByEvent() throws SQLException {
    List<ChatEvent> events = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      events.add(
          new ChatEvent.UsageDelta(
              turn("d" + i, CHAT, hour(0.1 * i)).context(),
              null,
              "m",
              TokenUsage.of(Long.MAX_VALUE - i, 1),
              Cost.reported(Long.MAX_VALUE - i),
              false));
    }
    events.add(turn("other", CHAT, hour(1)));
    write(1, events.toArray(ChatEvent[]::new));
    SeriesQuery query = new SeriesQuery(FROM, TO, HOUR, List.of(), Map.of());
    List<SeriesPoint> before = storage.reader().series(query);

    storage.sumHours();

    assertThat(storage.unsummedHours()).isEqualTo(1);
    assertThat(storage.reader().series(query)).isEqualTo(before).hasSize(2);
    storage.write(scenario.part(trace(1), events.getFirst()).batch(2));
    storage.sumHours();
    assertThat(storage.unsummedHours()).isZero();
  }

  @Test
  void quietHours_areSummedByThemselves() throws Exception {
    close();
    AtomicLong nanoTime = new AtomicLong();
    storage =
        EmbeddedStorage.open(
            EmbeddedStorageConfig.of(folder), nanoTime::get, TransactionAccess.REAL);
    write(1, turn("a", CHAT, hour(0.5)));
    nanoTime.addAndGet(Duration.ofMinutes(9).toNanos());
    write(2, turn("b", CHAT, hour(1.5)));
    nanoTime.addAndGet(Duration.ofMinutes(2).toNanos());

    Instant deadline = Instant.now().plusSeconds(60);
    while (storage.unsummedHours() > 1 && Instant.now().isBefore(deadline)) {
      Thread.onSpinWait();
    }

    assertThat(storage.unsummedHours()).isEqualTo(1);
    falsifySums();
    assertThat(turns()).containsExactly(10L, 1L);
  }

  @Test
  void sumsMadeWhileBatchesAreWritten_missNothing() throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    int batches = 150;
    try (ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> summing =
          other.submit(() -> {
            while (!ended.get()) {
              storage.sumHours();
            }
          });
      try {
        for (int i = 1; i <= batches; i++) {
          write(i, turn("e" + i, CHAT, hour(i % 5)));
        }
      } finally {
        ended.set(true);
      }
      summing.get();
    }
    assertThat(turns()).containsExactly(30L, 30L, 30L, 30L, 30L);
    storage.sumHours();
    assertThat(turns()).containsExactly(30L, 30L, 30L, 30L, 30L);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whateverHappens_theAnswersAreThoseOfTheReference(long seed) {
    Random random = new Random(seed);
    RandomBatches batches = new RandomBatches(seed);
    try (InMemoryStorage reference = new InMemoryStorage()) {
      for (int i = 0; i < 25; i++) {
        StorageBatch batch = batches.next();
        reference.write(batch);
        storage.write(batch);
        if (random.nextInt(8) == 0) {
          Instant cutoff = batches.cutoff();
          reference.deleteBefore(cutoff);
          storage.deleteBefore(cutoff);
          batches.scenario().deleteBefore(cutoff);
        }
        if (random.nextInt(3) == 0) {
          storage.sumHours();
        }
        if (random.nextInt(8) == 0) {
          reopen();
        }
        for (int k = 0; k < 6; k++) {
          assertSame(reference, query(random));
        }
      }
      storage.sumHours();
      for (int bits = 0; bits < 1 << Dimension.values().length; bits++) {
        List<Dimension> groupBy = new ArrayList<>();
        int rest = bits;
        for (Dimension dimension : Dimension.values()) {
          if ((rest & 1) == 1) {
            groupBy.add(dimension);
          }
          rest >>= 1;
        }
        assertSame(reference, new SeriesQuery(FROM, TO, HOUR, groupBy, Map.of()));
      }
    }
  }

  private void assertSame(InMemoryStorage reference, SeriesQuery query) {
    assertThat(storage.reader().series(query))
        .as("%s", query)
        .isEqualTo(reference.reader().series(query));
    int groups = query.groupBy().size();
    if (groups > 2) {
      return; // they are the same rows with more columns, and all of them would take minutes
    }
    boolean wholeRange = groups != 1;
    CostQuery costs =
        new CostQuery(
            query.from(),
            query.to(),
            wholeRange ? null : query.step(),
            query.groupBy(),
            query.filters(),
            CostQuery.MAX_SUMS);
    assertThat(storage.reader().costs(costs))
        .as("%s", costs)
        .isEqualTo(reference.reader().costs(costs));
  }

  /// The events of [RandomBatches] are two hours around noon.
  private static SeriesQuery query(Random random) {
    Duration unit = random.nextBoolean() ? HOUR : Duration.ofMinutes(7);
    Instant from = hour(-4).plus(unit.multipliedBy(random.nextInt(6)));
    Instant to = from.plus(unit.multipliedBy(1L + random.nextInt(9)));
    List<Duration> steps =
        List.of(HOUR, HOUR, HOUR.multipliedBy(2), Duration.ofDays(1), Duration.ofMinutes(90));
    List<Dimension> groupBy = new ArrayList<>();
    Map<Dimension, String> filters = new EnumMap<>(Dimension.class);
    for (Dimension dimension : Dimension.values()) {
      if (random.nextInt(4) == 0) {
        groupBy.add(random.nextInt(groupBy.size() + 1), dimension);
      }
      if (random.nextInt(10) == 0) {
        filters.put(dimension, value(dimension, random));
      }
    }
    return new SeriesQuery(from, to, steps.get(random.nextInt(steps.size())), groupBy, filters);
  }

  private static String value(Dimension dimension, Random random) {
    List<String> values =
        switch (dimension) {
          case APP -> List.of("shop", "bank");
          case WORKFLOW -> List.of("", "sales");
          case USER -> List.of("", "ann");
          case AGENT -> List.of("", "planner");
          case MODEL -> List.of("", "claude");
          case PROVIDER -> List.of("", "openai");
          case TOOL -> List.of("", "search");
        };
    return values.get(random.nextInt(values.size()));
  }
}
