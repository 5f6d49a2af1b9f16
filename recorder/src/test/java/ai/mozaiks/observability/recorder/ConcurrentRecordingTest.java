// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Many threads record in few chats while these are evicted, cleaned up, read and flushed. Whatever
/// the interleaving, what was recorded is what the totals say and what the sink got.
@Timeout(120)
class ConcurrentRecordingTest {

  private static final int THREADS = 8;
  private static final int CHATS = 5;

  private final AtomicLong ticks = new AtomicLong();
  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong starts = new AtomicLong();
  private final List<ChatEvent> sunk = Collections.synchronizedList(new ArrayList<>());

  /// A clock on which no two events are at the same instant, as on a real one, and which lets other
  /// threads in where it is read: in the middle of recording, of looking at a chat, of cleaning up.
  @SuppressWarnings("ThreadPriorityCheck") // only makes the rare interleavings frequent
  private long tick() {
    long tick = ticks.incrementAndGet();
    if (tick % 3 == 0) {
      Thread.yield();
    }
    return tick;
  }

  private PerformanceManagerBuilder builder() {
    return PerformanceManager.builder()
        .ticker(this::tick)
        .bufferCapacity(10_000_000)
        .sink(sunk::addAll);
  }

  private interface Work {
    void round(int worker, int round);
  }

  /// Runs the work in many threads, and the upkeep in another one until they are done.
  private static void run(int rounds, Work work, Runnable upkeep) throws InterruptedException {
    AtomicBoolean done = new AtomicBoolean();
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    List<Thread> workers = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      int worker = t;
      workers.add(
          new Thread(() -> {
            for (int round = 0; round < rounds; round++) {
              work.round(worker, round);
            }
          }));
    }
    Thread keeper =
        new Thread(() -> {
          while (!done.get()) {
            upkeep.run();
          }
        });
    workers.add(keeper);
    for (Thread thread : workers) {
      thread.setUncaughtExceptionHandler((died, e) -> failures.add(e));
      thread.start();
    }
    for (Thread worker : workers.subList(0, THREADS)) {
      worker.join();
    }
    done.set(true);
    keeper.join();
    assertThat(failures).isEmpty();
  }

  private void start(PerformanceManager manager, String chatId) {
    calls.incrementAndGet();
    starts.incrementAndGet();
    manager.recordWorkflowStart(chatId, "acme", "w", null);
  }

  /// The totals, the sink and the counters tell the same story.
  private AggregateSnapshot assertConsistent(PerformanceManager manager) {
    manager.flush();
    RecorderCounts counts = manager.counts();
    Tally oracle = new Tally();
    sunk.forEach(oracle::add);
    AggregateSnapshot aggregate = manager.aggregate();

    assertThat(counts.invalidCalls()).isZero();
    assertThat(counts.droppedEvents()).isZero();
    assertThat(counts.events() + counts.unknownChats()).isEqualTo(calls.get());
    assertThat(sunk).hasSize(Math.toIntExact(counts.events()));
    assertThat(sunk).extracting(ChatEvent::id).doesNotHaveDuplicates();
    assertThat(aggregate.totals()).isEqualTo(oracle);
    assertThat(sunk.stream().filter(ChatEvent.WorkflowStarted.class::isInstance).count())
        .as("starts are never lost")
        .isEqualTo(starts.get());
    assertInOrder();
    return aggregate;
  }

  /// A chat's events came in the order in which they were recorded, which is that of their ends.
  private void assertInOrder() {
    Map<ChatKey, ChatEvent> last = new HashMap<>();
    for (ChatEvent event : sunk) {
      ChatEvent before = last.put(event.chat(), event);
      String life = event.id().substring(0, event.id().lastIndexOf('-'));
      if (before != null && before.id().startsWith(life + "-")) {
        assertThat(event.endedAt()).isAfter(before.endedAt());
      }
    }
  }

  @Test
  void losesNothing_whileEndedChatsAreCleanedUpAndStartedAgain() throws InterruptedException {
    PerformanceManager manager = builder().retention(Duration.ofNanos(1)).build();
    int rounds = 3_000;
    run(
        rounds,
        (worker, round) -> {
          String id = "c" + worker % CHATS + "-" + worker; // nobody else ends it
          start(manager, id);
          manager.recordAgentTurn(id, "a", Duration.ZERO);
          manager.recordUsageDelta(id, "a", "gpt-4o", 3, 2, false);
          manager.recordToolCall(id, "t", round % 2 == 0);
          manager.attachTraceId(id, "4bf92f3577b34da6a3ce929d0e0e4736");
          manager.recordWorkflowEnd(id, ChatStatus.COMPLETED);
          calls.addAndGet(5);
        },
        () -> {
          manager.cleanUp();
          manager.flush();
        });

    AggregateSnapshot aggregate = assertConsistent(manager);
    long each = (long) THREADS * rounds;
    assertThat(manager.counts().unknownChats()).isZero();
    assertThat(aggregate.totals().agentTurns()).isEqualTo(each);
    assertThat(aggregate.totals().promptTokens()).isEqualTo(3 * each);
    assertThat(aggregate.totals().completionTokens()).isEqualTo(2 * each);
    assertThat(aggregate.totals().toolCalls()).isEqualTo(each);
    assertThat(aggregate.totals().errors()).isEqualTo(each / 2);
    assertThat(manager.counts().evictedChats()).isZero();
  }

  @Test
  void losesNoStart_whileChatsAreEvicted() throws InterruptedException {
    PerformanceManager manager = builder().maxChats(2).build();
    run(
        3_000,
        (worker, round) -> {
          String id = "c" + (worker + round) % CHATS; // shared by all
          start(manager, id);
          manager.recordAgentTurn(id, "a", Duration.ZERO);
          manager.recordUsageDelta(id, "a", "gpt-4o", 3, 2, false);
          calls.addAndGet(2);
          if (round % 3 == worker % 3) {
            manager.recordWorkflowEnd(id, ChatStatus.FAILED);
            calls.incrementAndGet();
          }
        },
        manager::flush);

    AggregateSnapshot aggregate = assertConsistent(manager);
    assertThat(aggregate.trackedChats())
        .isEqualTo(manager.counts().evictedChats() + aggregate.chats().size());
    assertThat(aggregate.chats()).hasSizeLessThanOrEqualTo(2 + THREADS);
  }

  @Test
  void readersSeeWholeChats_eachOnce() throws InterruptedException {
    PerformanceManager manager = builder().maxChats(3).retention(Duration.ofNanos(1)).build();
    AtomicLong turnsSeen = new AtomicLong();
    run(
        1_500,
        (worker, round) -> {
          String id = "c" + (worker + round) % CHATS;
          start(manager, id);
          manager.recordAgentTurn(id, "a", Duration.ZERO, "gpt-4o", 7, 5, null);
          calls.addAndGet(2); // two events
          manager.recordWorkflowEnd(id, ChatStatus.COMPLETED);
          calls.incrementAndGet();
        },
        () -> {
          AggregateSnapshot aggregate = manager.aggregate();
          Tally totals = aggregate.totals();
          assertThat(totals.agentTurns()).isGreaterThanOrEqualTo(turnsSeen.get());
          turnsSeen.set(totals.agentTurns());
          assertThat(totals.usageReports()).isEqualTo(totals.agentTurns());
          assertThat(aggregate.trackedChats()).isGreaterThanOrEqualTo(aggregate.chats().size());
          assertThat(manager.snapshotAll()).extracting(ChatSnapshot::key).doesNotHaveDuplicates();
          for (ChatSnapshot chat : manager.snapshotAll()) {
            assertThat(chat.summary().workflow()).as("begun before it is seen").isEqualTo("w");
          }
          manager.cleanUp();
        });

    manager.flush();
    Tally oracle = new Tally();
    sunk.forEach(oracle::add);
    assertThat(manager.aggregate().totals()).isEqualTo(oracle);
    assertThat(oracle.agentTurns()).isGreaterThanOrEqualTo(turnsSeen.get()).isPositive();
  }

  @Test
  void sendsOrCountsEveryEvent_ofThreadsThatRecordDuringClose() throws InterruptedException {
    PerformanceManager manager = builder().start();
    AtomicBoolean closed = new AtomicBoolean();
    run(
        3_000,
        (worker, round) -> {
          start(manager, "c" + (worker + round) % CHATS);
          if (worker == 0 && round == 1_500) {
            manager.close();
            closed.set(true);
          }
        },
        Thread::onSpinWait);

    manager.flush();
    RecorderCounts counts = manager.counts();
    assertThat(closed).isTrue();
    assertThat(counts.events()).isEqualTo(calls.get());
    assertThat(counts.droppedEvents()).isPositive();
    assertThat(sunk).hasSize(Math.toIntExact(counts.events() - counts.droppedEvents()));
  }
}
