// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.mozaiks.observability.recorder.redaction.Redactor;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PerformanceManagerTest {

  private static final Instant START = Instant.parse("2025-10-02T10:00:00Z");

  private final FakeTime time = new FakeTime();
  private final List<ChatEvent> sunk = Collections.synchronizedList(new ArrayList<>());
  private final PerformanceManager manager = builder().sink(sunk::addAll).build();

  private PerformanceManagerBuilder builder() {
    return PerformanceManager.builder().clock(time).ticker(time::ticks);
  }

  private void start(String chatId) {
    manager.recordWorkflowStart(chatId, "acme", "Generator", "user_1");
  }

  private ChatSnapshot snapshot(String chatId) {
    return manager.snapshotChat(chatId).orElseThrow();
  }

  @Test
  void countsWhatTheGuideCounts() {
    start("c");
    time.pass(Duration.ofSeconds(10));
    manager.recordAgentTurn("c", "planner", Duration.ofMillis(2500));
    manager.recordUsageDelta("c", "planner", "gpt-4o-mini", 120, 48, false);
    manager.recordUsageDelta("c", "planner", "gpt-4o-mini", 500, 500, true);
    manager.recordToolCall("c", "search", true);
    manager.recordToolCall("c", "search", false);

    ChatSnapshot chat = snapshot("c");

    assertThat(chat.key()).isEqualTo(new ChatKey("acme", "c"));
    assertThat(chat.summary().workflow()).isEqualTo("Generator");
    assertThat(chat.summary().user()).isEqualTo("user_1");
    assertThat(chat.status()).isEqualTo(ChatStatus.RUNNING);
    assertThat(chat.summary().startedAt()).isEqualTo(START);
    assertThat(chat.runtime()).isEqualTo(Duration.ofSeconds(10));
    assertThat(chat.summary().lastTurnDuration()).isEqualTo(Duration.ofMillis(2500));
    assertThat(chat.tally().agentTurns()).isEqualTo(1);
    assertThat(chat.tally().toolCalls()).isEqualTo(2);
    assertThat(chat.tally().errors(ErrorLevel.TOOL)).isEqualTo(1);
    assertThat(chat.tally().promptTokens()).isEqualTo(120);
    assertThat(chat.tally().completionTokens()).isEqualTo(48);
    assertThat(chat.tally().costUsd()).isEqualByComparingTo("0.0000468");
    assertThat(manager.counts()).isEqualTo(new RecorderCounts(6, 0, 0, 0, 0, 0));
  }

  @Test
  void endsWithACause_andKnowsHowLongItRan() {
    start("c");
    time.pass(Duration.ofSeconds(90));
    manager.recordWorkflowEnd("c", ChatStatus.FAILED);
    time.pass(Duration.ofSeconds(90));

    assertThat(snapshot("c").status()).isEqualTo(ChatStatus.FAILED);
    assertThat(snapshot("c").runtime()).isEqualTo(Duration.ofSeconds(90));
    manager.flush();
    assertThat(sunk)
        .last()
        .isInstanceOfSatisfying(
            ChatEvent.WorkflowEnded.class,
            ended -> assertThat(ended.ran()).isEqualTo(Duration.ofSeconds(90)));
  }

  @Test
  void runsAgain_whenStartedAgain() {
    start("c");
    manager.recordWorkflowEnd("c", ChatStatus.COMPLETED);
    time.pass(Duration.ofSeconds(1));
    start("c");

    assertThat(snapshot("c").status()).isEqualTo(ChatStatus.RUNNING);
    assertThat(manager.aggregate().trackedChats()).isEqualTo(1);
  }

  @Test
  void addsTokensOfATurn_atTheReportedCost() {
    start("c");
    manager.recordAgentTurn(
        "c", "planner", Duration.ofSeconds(1), "house-model", 10, 5, new BigDecimal("0.85"));
    manager.recordUsageDelta("c", null, "house-model", 1, 1, false);

    Tally tally = snapshot("c").tally();
    assertThat(tally.agentTurns()).isEqualTo(1);
    assertThat(tally.promptTokens()).isEqualTo(11);
    assertThat(tally.costUsd()).isEqualByComparingTo("0.85");
    assertThat(tally.unpricedReports()).isEqualTo(1);
  }

  @Test
  void pricesByProvider_inAllDetail() {
    start("c");
    TokenUsage usage = new TokenUsage(1_000L, 0L, 400L, null, null);
    manager.recordUsageDelta("c", "a", "openai", "gpt-4o", usage, null, false);
    manager.recordUsageDelta("c", "a", null, "gpt-4o", usage, BigDecimal.ONE, true);

    // 600 x 2.5 + 400 x 1.25 = 2,000 millionths; the second came from the application's cache
    assertThat(snapshot("c").tally().costUsd()).isEqualByComparingTo("0.002");
    assertThat(snapshot("c").tally().cachedReadTokens()).isEqualTo(400);
  }

  @Test
  void recordsModelCalls() {
    start("c");
    time.pass(Duration.ofSeconds(5));
    manager.recordLlmCall("c", "planner", "gpt-4o-mini", Duration.ofSeconds(2), 120, 48);
    manager.recordLlmCall(
        "c",
        "planner",
        LlmCallReport.lasting(Duration.ofSeconds(1))
            .provider("azure")
            .requestModel("gpt-4o")
            .model("deployment-7")
            .usage(new TokenUsage(1_000L, 0L, 400L, null, null))
            .timeToFirstToken(Duration.ofMillis(150)));
    manager.recordLlmCall(
        "c", null, LlmCallReport.lasting(Duration.ZERO).model("gpt-4o").tokens(9, 9).cached(true));
    manager.recordLlmCall(
        "c",
        null,
        LlmCallReport.lasting(Duration.ZERO)
            .model("house-model")
            .tokens(1, 1)
            .costUsd(new BigDecimal("0.85"))
            .streaming(true));
    manager.recordLlmCall(
        "c", null, LlmCallReport.lasting(Duration.ZERO).failed("429", "api_key=hunter2hunter2"));
    manager.flush();

    Tally tally = snapshot("c").tally();
    assertThat(tally.llmCalls()).isEqualTo(5);
    assertThat(tally.locallyCachedCalls()).isEqualTo(1);
    assertThat(tally.errors(ErrorLevel.LLM)).isEqualTo(1);
    assertThat(tally.promptTokens()).isEqualTo(1_121);
    assertThat(tally.unpricedReports()).isZero();
    // 46.8 millionths, 600 x 2.5 + 400 x 1.25 millionths, nothing, and what was reported
    assertThat(tally.costUsd()).isEqualByComparingTo("0.8520468");

    List<ChatEvent.LlmCall> calls =
        sunk.stream()
            .filter(ChatEvent.LlmCall.class::isInstance)
            .map(ChatEvent.LlmCall.class::cast)
            .toList();
    assertThat(calls)
        .extracting(ChatEvent.LlmCall::streaming)
        .containsExactly(false, true, false, true, false);
    assertThat(calls.get(0).at()).isEqualTo(START.plusSeconds(3));
    assertThat(calls.get(1).model()).isEqualTo("deployment-7");
    assertThat(calls.get(1).cost().rule()).startsWith("gpt-4o: ");
    assertThat(calls.get(1).timeToFirstToken()).isEqualTo(Duration.ofMillis(150));
    assertThat(calls.get(2).cost()).isEqualTo(Cost.LOCALLY_CACHED);
    assertThat(calls.get(4).failure()).isEqualTo(Failure.of("429", "api_key=" + Redactor.MASK));
    assertThat(calls.get(4).usage()).isEqualTo(TokenUsage.UNKNOWN);
  }

  @Test
  void masksSecretsInErrors() {
    start("c");
    manager.recordError("c", ErrorLevel.LLM, "a", "AuthError", "password=hunter2 refused");
    manager.flush();

    assertThat(sunk)
        .last()
        .isInstanceOfSatisfying(
            ChatEvent.ErrorOccurred.class,
            error ->
                assertThat(error.failure().message()).isEqualTo("password=***REDACTED*** refused"));
    assertThat(snapshot("c").tally().errors(ErrorLevel.LLM)).isEqualTo(1);
  }

  @Test
  void attachesTraces_inLowerCase() {
    start("c");
    manager.attachTraceId("c", "4BF92F3577B34DA6A3CE929D0E0E4736");
    manager.attachTraceId("c", "4bf9");

    assertThat(snapshot("c").summary().traceIds())
        .containsExactly("4bf92f3577b34da6a3ce929d0e0e4736");
    assertThat(manager.counts().invalidCalls()).isEqualTo(1);
  }

  @Test
  void ignoresAndCountsUnknownChats() {
    manager.recordAgentTurn("nobody", "a", Duration.ZERO);
    manager.recordToolCall("nobody", "t", false);
    manager.recordWorkflowEnd("nobody", ChatStatus.COMPLETED);

    assertThat(manager.snapshotChat("nobody")).isEmpty();
    assertThat(manager.counts()).isEqualTo(new RecorderCounts(0, 3, 0, 0, 0, 0));
    assertThat(manager.aggregate().totals().isEmpty()).isTrue();
  }

  @SuppressWarnings("NullAway") // hosts are not checked
  @Test
  void neverThrows_whateverTheArguments() {
    start("c");
    manager.recordWorkflowStart("", "acme", null, null);
    manager.recordWorkflowStart(null, null, null, null);
    manager.recordWorkflowStart("c", "another app", null, null);
    manager.recordAgentTurn("c", "a", Duration.ofSeconds(-1));
    manager.recordAgentTurn("c", "a", Duration.ofSeconds(Long.MAX_VALUE));
    manager.recordAgentTurn("c", "a", null);
    manager.recordAgentTurn(null, "a", Duration.ZERO);
    manager.recordUsageDelta("c", "a", "m", -1, 0, false);
    manager.recordAgentTurn("c", "a", Duration.ZERO, "m", 1, 1, new BigDecimal("-1"));
    manager.recordWorkflowEnd("c", ChatStatus.RUNNING);
    manager.recordWorkflowEnd("c", null);
    manager.recordError("c", null, null, null, null);
    manager.attachTraceId("c", null);
    manager.attachTraceId("c", "0".repeat(32));
    manager.recordWorkflowStart("c".repeat(513), "acme", null, null);
    manager.recordUsageDelta("c", "a", "m", TokenUsage.MAX_CREDIBLE + 1, 0, false);
    manager.recordUsageDelta("c", "a", "m", 0, Long.MAX_VALUE, true);
    manager.recordAgentTurn("c", "a", Duration.ZERO, "m", 1, 1, new BigDecimal("1e999999999"));
    manager.recordLlmCall("c", "a", null);
    manager.recordLlmCall("c", "a", LlmCallReport.lasting(null));
    manager.recordLlmCall("c", "a", LlmCallReport.lasting(Duration.ofSeconds(-1)));
    manager.recordLlmCall("c", "a", LlmCallReport.lasting(Duration.ZERO).tokens(-1, 0));
    manager.recordLlmCall("c", "a", LlmCallReport.lasting(Duration.ZERO).usage(null));
    manager.recordLlmCall(
        "c", "a", LlmCallReport.lasting(Duration.ZERO).timeToFirstToken(Duration.ofSeconds(-1)));

    assertThat(manager.counts()).isEqualTo(new RecorderCounts(1, 0, 24, 0, 0, 0));
    assertThat(snapshot("c").tally().isEmpty()).isTrue();
    assertThat(snapshot("c").key().app()).isEqualTo("acme");
  }

  @Test
  void namesTheUnknownApp_whereTheHostHasNone() {
    manager.recordWorkflowStart("c", null, null, null);

    assertThat(snapshot("c").key().app()).isEqualTo(ChatKey.UNKNOWN_APP);
  }

  @Test
  void timeInAChatNeverRunsBackwards() {
    start("c");
    time.pass(Duration.ofSeconds(5));
    time.setWall(START.minusSeconds(3_600));
    manager.recordAgentTurn("c", "a", Duration.ofSeconds(1));

    assertThat(snapshot("c").summary().lastActivityAt()).isEqualTo(START.plusSeconds(5));
    assertThat(snapshot("c").runtime()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void flagsStalled_thenAbandoned() {
    start("c");
    time.pass(Duration.ofMinutes(2));
    assertThat(snapshot("c").stalled()).isTrue();

    time.pass(Duration.ofMinutes(28));
    assertThat(snapshot("c").status()).isEqualTo(ChatStatus.ABANDONED);
    assertThat(manager.aggregate().activeChats()).isZero();
  }

  @Test
  void totalsLiveOn_afterCleanUp() {
    start("done");
    manager.recordToolCall("done", "t", false);
    manager.recordWorkflowEnd("done", ChatStatus.COMPLETED);
    start("silent");
    time.pass(Duration.ofHours(23));
    start("running");
    manager.cleanUp();
    assertThat(manager.snapshotAll()).hasSize(3);

    time.pass(Duration.ofHours(1));
    manager.recordAgentTurn("running", "a", Duration.ZERO);
    manager.cleanUp();

    AggregateSnapshot aggregate = manager.aggregate();
    assertThat(aggregate.chats())
        .extracting(chat -> chat.key().chatId())
        .containsExactly("running");
    assertThat(aggregate.trackedChats()).isEqualTo(3);
    assertThat(aggregate.activeChats()).isEqualTo(1);
    assertThat(aggregate.totals().toolCalls()).isEqualTo(1);
    assertThat(aggregate.totals().errors()).isEqualTo(1);
    assertThat(aggregate.totals().agentTurns()).isEqualTo(1);
    manager.flush();
    assertThat(sunk).hasSize(6);
  }

  @Test
  void evictsOldestEndedChat_whenFull() {
    PerformanceManager small = builder().maxChats(3).build();
    for (String id : new String[] {"oldest-running", "ended-first", "ended-second"}) {
      small.recordWorkflowStart(id, "acme", null, null);
      time.pass(Duration.ofSeconds(1));
    }
    small.recordToolCall("ended-first", "t", true);
    small.recordWorkflowEnd("ended-first", ChatStatus.COMPLETED);
    time.pass(Duration.ofSeconds(1));
    small.recordWorkflowEnd("ended-second", ChatStatus.COMPLETED);

    small.recordWorkflowStart("new", "acme", null, null);

    assertThat(small.snapshotAll())
        .extracting(chat -> chat.key().chatId())
        .containsExactly("oldest-running", "ended-second", "new");
    assertThat(small.counts().evictedChats()).isEqualTo(1);
    assertThat(small.aggregate().totals().toolCalls()).isEqualTo(1);
  }

  @Test
  void givesEachEventAnIdOfItsOwn_inOrder() {
    start("c");
    for (int i = 0; i < 100; i++) {
      manager.recordToolCall("c", "t" + i, true);
    }
    manager.flush();

    assertThat(sunk).extracting(ChatEvent::id).doesNotHaveDuplicates().hasSize(101);
    assertThat(sunk.get(1))
        .extracting(event -> ((ChatEvent.ToolCall) event).tool())
        .isEqualTo("t0");
    manager.flush();
    assertThat(sunk).hasSize(101);
  }

  @Test
  void dropsForTheSinkOnly_whenTheBufferIsFull() {
    PerformanceManager small = builder().sink(sunk::addAll).bufferCapacity(3).build();
    small.recordWorkflowStart("c", "acme", null, null);
    for (int i = 0; i < 9; i++) {
      small.recordToolCall("c", "t", true);
    }
    small.flush();

    assertThat(sunk).hasSize(3);
    assertThat(small.counts().droppedEvents()).isEqualTo(7);
    assertThat(small.aggregate().totals().toolCalls()).isEqualTo(9);
    small.recordToolCall("c", "t", true);
    small.flush();
    assertThat(sunk).hasSize(4);
  }

  @Test
  void countsWhatAFailingSinkLost() {
    PerformanceManager failing =
        builder()
            .sink(events -> {
              throw new IllegalStateException("full disk");
            })
            .build();
    failing.recordWorkflowStart("c", "acme", null, null);
    failing.flush();

    assertThat(failing.counts().droppedEvents()).isEqualTo(1);
  }

  @Test
  void goesOn_whenTheSinkBreaks() throws InterruptedException {
    CountDownLatch arrived = new CountDownLatch(1);
    AtomicInteger attempts = new AtomicInteger();
    EventSink sink =
        events -> {
          if (attempts.getAndIncrement() == 0) {
            throw new NoClassDefFoundError("the host's class path is broken");
          }
          sunk.addAll(events);
          arrived.countDown();
        };
    PerformanceManager started =
        PerformanceManager.builder().sink(sink).flushInterval(Duration.ofMillis(1)).start();
    started.recordWorkflowStart("c", "acme", null, null);
    while (started.counts().failures() == 0) { // the background thread has met the failure
      Thread.onSpinWait();
    }
    started.recordToolCall("c", "t", true);

    assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();
    started.close();
    assertThat(sunk).hasSize(1);
    assertThat(started.counts()).isEqualTo(new RecorderCounts(2, 0, 0, 1, 0, 1));
  }

  @Test
  void upkeepGoesOn_whenItsTasksFail() throws InterruptedException {
    CountDownLatch thrice = new CountDownLatch(3);
    Upkeep upkeep =
        new Upkeep(
            () -> {
              thrice.countDown();
              throw new AssertionError("a defect");
            },
            () -> {},
            Duration.ofNanos(1));
    upkeep.start();

    assertThat(thrice.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(upkeep.stop(Duration.ofSeconds(10))).isTrue();
    assertThat(upkeep.failures()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void stopsInTime_thoughTheSinkIsStuck() throws InterruptedException {
    CountDownLatch stuck = new CountDownLatch(1);
    Upkeep upkeep =
        new Upkeep(
            () -> {
              stuck.countDown();
              awaitInterrupt();
            },
            () -> {},
            Duration.ofNanos(1));
    upkeep.start();
    stuck.await();

    assertThat(upkeep.stop(Duration.ofMillis(1))).isFalse();
  }

  /// Like a sink that takes an interrupt for nothing.
  private static void awaitInterrupt() {
    CountDownLatch never = new CountDownLatch(1);
    while (never.getCount() > 0) {
      try {
        never.await();
      } catch (InterruptedException e) {
        // goes on waiting
      }
    }
  }

  @Test
  void flushesNothing_whenTheSinkItselfAsksForIt() {
    PerformanceManager[] self = new PerformanceManager[1];
    self[0] =
        builder()
            .sink(events -> {
              sunk.addAll(events);
              self[0].recordToolCall("c", "t", true);
              self[0].flush();
            })
            .build();
    self[0].recordWorkflowStart("c", "acme", null, null);
    self[0].flush();

    assertThat(sunk).hasSize(1);
    self[0].close();
    assertThat(sunk).hasSize(2);
  }

  @Test
  void dropsAndCounts_whatIsRecordedAfterClose() {
    manager.close();
    start("c");
    manager.flush();

    assertThat(sunk).isEmpty();
    assertThat(manager.counts()).isEqualTo(new RecorderCounts(1, 0, 0, 1, 0, 0));
    assertThat(manager.aggregate().activeChats()).isEqualTo(1);
  }

  @Test
  void flushesInTheBackground_andOnClose() throws InterruptedException {
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    EventSink sink =
        new EventSink() {
          @Override
          public void accept(List<ChatEvent> events) {
            sunk.addAll(events);
            first.countDown();
          }

          @Override
          public void close() {
            closed.countDown();
          }
        };
    PerformanceManager started =
        PerformanceManager.builder().sink(sink).flushInterval(Duration.ofMillis(1)).start();
    started.recordWorkflowStart("c", "acme", null, null);
    assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
    started.recordToolCall("c", "t", true);
    started.close();
    started.close();

    assertThat(sunk).hasSize(2);
    assertThat(closed.getCount()).isZero();
  }

  @Test
  void wakesForAFullBatch_withoutAnInterval() throws InterruptedException {
    CountDownLatch flushed = new CountDownLatch(1);
    try (PerformanceManager started =
        PerformanceManager.builder()
            .sink(events -> flushed.countDown())
            .flushInterval(Duration.ZERO)
            .start()) {
      started.recordWorkflowStart("c", "acme", null, null);
      for (int i = 0; i < 1_000; i++) {
        started.recordToolCall("c", "t", true);
      }
      assertThat(flushed.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void wakesAgain_whenABatchGatheredDuringTheFlush() throws InterruptedException {
    CountDownLatch arrived = new CountDownLatch(2_600);
    PerformanceManager[] self = new PerformanceManager[1];
    EventSink slow =
        events -> {
          boolean first = arrived.getCount() == 2_600;
          events.forEach(event -> arrived.countDown());
          for (int i = 0; first && i < 1_600; i++) {
            self[0].recordToolCall("c", "t", true);
          }
        };
    try (PerformanceManager started =
        PerformanceManager.builder().sink(slow).flushInterval(Duration.ZERO).start()) {
      self[0] = started;
      started.recordWorkflowStart("c", "acme", null, null);
      for (int i = 0; i < 999; i++) {
        started.recordToolCall("c", "t", true);
      }
      assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void manyThreadsAddUp_whileChatsComeAndGo() throws InterruptedException {
    PerformanceManager small =
        builder().maxChats(20).sink(sunk::addAll).bufferCapacity(1_000_000).build();
    int threads = 6;
    int rounds = 300;
    Thread[] workers = new Thread[threads];
    for (int t = 0; t < threads; t++) {
      int worker = t;
      workers[t] =
          new Thread(() -> {
            for (int round = 0; round < rounds; round++) {
              String id = "c" + worker + "-" + round % 30;
              small.recordWorkflowStart(id, "acme", "w", null);
              for (int i = 0; i < 10; i++) {
                small.recordAgentTurn(id, "a", Duration.ofMillis(1));
                small.recordUsageDelta(id, "a", "gpt-4o", 1, 1, false);
              }
              small.recordWorkflowEnd(id, ChatStatus.COMPLETED);
              if (round % 50 == 0) {
                small.aggregate();
                small.flush();
              }
            }
          });
    }
    for (Thread worker : workers) {
      worker.start();
    }
    for (Thread worker : workers) {
      worker.join();
    }
    small.flush();

    RecorderCounts counts = small.counts();
    Tally oracle = new Tally();
    sunk.forEach(oracle::add);
    assertThat(counts.invalidCalls()).isZero();
    assertThat(counts.droppedEvents()).isZero();
    assertThat(counts.events() + counts.unknownChats()).isEqualTo(39_600L);
    assertThat(sunk).hasSize(Math.toIntExact(counts.events()));
    assertThat(sunk).extracting(ChatEvent::id).doesNotHaveDuplicates();
    assertThat(small.aggregate().totals()).isEqualTo(oracle);
  }

  @Test
  void refusesWrongSettingsAtOnce() {
    PerformanceManagerBuilder builder = PerformanceManager.builder();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.retention(Duration.ofSeconds(-1)))
        .withMessageStartingWith("retention: PT-1S (expected: > 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.flushInterval(Duration.ofSeconds(-1)))
        .withMessageContaining("flushInterval: PT-1S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.maxChats(0))
        .withMessageContaining("maxChats: 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.bufferCapacity(0))
        .withMessageContaining("bufferCapacity: 0");
  }

  @Test
  void countsAndPricesTheSameTokens_whenTheCachedOnesWereLeftOut() {
    List<ChatEvent> said = new ArrayList<>();
    PriceBook book =
        PriceBook.of(
            List.of(ModelPrice.perMillion("m", null, BigDecimal.ONE, null, null, BigDecimal.ONE)));
    PerformanceManager manager =
        PerformanceManager.builder().priceBook(book).sink(said::addAll).build();
    TokenUsage apart = new TokenUsage(100L, 5L, 500L, null, 7L);
    manager.recordWorkflowStart("c", null, null, null);
    manager.recordUsageDelta("c", null, null, "m", apart, null, false);
    manager.recordLlmCall("c", null, LlmCallReport.lasting(Duration.ZERO).model("m").usage(apart));
    manager.flush();

    Tally totals = manager.aggregate().totals();
    assertThat(totals.promptTokens()).isEqualTo(1_200);
    assertThat(totals.completionTokens()).isEqualTo(24);
    assertThat(totals.costUsd()).isEqualByComparingTo("0.001224");
    assertThat(said.subList(1, 3))
        .extracting(event ->
            event instanceof ChatEvent.LlmCall call
                ? call.usage()
                : ((ChatEvent.UsageDelta) event).usage())
        .containsOnly(new TokenUsage(600L, 12L, 500L, null, 7L));
    TokenUsage absurd = new TokenUsage(1L, 1L, Long.MAX_VALUE, Long.MAX_VALUE, null).normalised();
    assertThat(absurd.promptTokens()).isNull();
  }
}
