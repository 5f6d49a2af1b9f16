// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HandOffTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  /// Takes everything down; stands still while it is held.
  private static final class Slow implements HandOff.Writer<Integer> {
    final List<Integer> written = Collections.synchronizedList(new ArrayList<>());
    final AtomicLong told = new AtomicLong();
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch held = new CountDownLatch(1);

    @Override
    public void write(List<Integer> portion, long dropped) {
      entered.countDown();
      try {
        held.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      written.addAll(portion);
      told.addAndGet(dropped);
    }
  }

  @Test
  void writesAllInOrder() {
    Slow slow = new Slow();
    slow.held.countDown();
    HandOff<Integer> queue = new HandOff<>("test", 100, 1_000, LONG, slow);
    queue.start();
    for (int i = 0; i < 10_000; i++) {
      assertThat(queue.offer(i, 1)).isTrue();
    }
    assertThat(queue.flush(LONG)).isTrue();
    assertThat(slow.written).isEqualTo(IntStream.range(0, 10_000).boxed().toList());
    assertThat(queue.dropped()).isZero();
    queue.close(LONG);
  }

  @Test
  void neverWaitsLongerThanItsBound_andCountsAndTellsWhatItDrops() throws Exception {
    Slow slow = new Slow();
    HandOff<Integer> queue = new HandOff<>("test", 10, 1_000, Duration.ofMillis(100), slow);
    queue.start();
    queue.offer(-1, 1);
    slow.entered.await();
    for (int i = 0; i < 10; i++) {
      assertThat(queue.offer(i, 1)).isTrue();
    }
    long began = System.nanoTime();
    assertThat(queue.offer(10, 1)).isFalse();
    long first = System.nanoTime() - began;
    assertThat(Duration.ofNanos(first)).isBetween(Duration.ofMillis(100), Duration.ofSeconds(20));
    // Whoever comes while nothing moves does not wait again.
    began = System.nanoTime();
    for (int i = 0; i < 1_000; i++) {
      assertThat(queue.offer(i, 1)).isFalse();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    assertThat(queue.dropped()).isEqualTo(1_001);
    slow.held.countDown();
    assertThat(queue.flush(LONG)).isTrue();
    assertThat(slow.told).hasValue(1_001);
    assertThat(slow.written).hasSize(11);
    assertThat(queue.offer(11, 1)).isTrue();
    queue.close(LONG);
    assertThat(slow.written).hasSize(12);
  }

  @Test
  void isBoundedInWeight_butTakesOneThatIsHeavierAlone() throws Exception {
    Slow slow = new Slow();
    HandOff<Integer> queue = new HandOff<>("test", 10, 100, Duration.ZERO, slow);
    queue.start();
    queue.offer(0, 1);
    slow.entered.await();
    assertThat(queue.offer(1, 1_000)).isTrue();
    assertThat(queue.offer(2, 1)).isFalse();
    slow.held.countDown();
    queue.close(LONG);
    assertThat(slow.written).containsExactly(0, 1);
  }

  @Test
  void keepsTheInterruptOfWhoWaits() throws Exception {
    Slow slow = new Slow();
    HandOff<Integer> queue = new HandOff<>("test", 1, 100, LONG, slow);
    queue.start();
    queue.offer(0, 1);
    slow.entered.await();
    queue.offer(1, 1);
    Thread.currentThread().interrupt();
    assertThat(queue.offer(2, 1)).isFalse();
    assertThat(Thread.interrupted()).isTrue();
    slow.held.countDown();
    queue.close(LONG);
  }

  @Test
  void writesOnTheGiversThread_onceItIsToWriteThrough() {
    Slow slow = new Slow();
    slow.held.countDown();
    HandOff<Integer> queue = new HandOff<>("test", 10, 100, LONG, slow);
    queue.start();
    queue.offer(1, 1);
    queue.writeThrough(LONG);
    assertThat(slow.written).containsExactly(1);
    queue.offer(2, 1);
    assertThat(slow.written).containsExactly(1, 2);
  }

  @Test
  void countsAPortionThatFails_andGoesOn() {
    List<Integer> written = Collections.synchronizedList(new ArrayList<>());
    HandOff<Integer> queue =
        new HandOff<>(
            "test",
            10,
            100,
            LONG,
            (portion, dropped) -> {
              if (portion.contains(1)) {
                throw new IllegalStateException("broken");
              }
              written.addAll(portion);
            });
    queue.start();
    queue.offer(1, 1);
    queue.flush(LONG);
    queue.offer(2, 1);
    queue.close(LONG);
    assertThat(written).containsExactly(2);
    assertThat(queue.dropped()).isEqualTo(1);
  }

  @Test
  void dropsWhatComesAfterTheEnd() {
    Slow slow = new Slow();
    slow.held.countDown();
    HandOff<Integer> queue = new HandOff<>("test", 10, 100, LONG, slow);
    queue.start();
    queue.close(LONG);
    assertThat(queue.offer(1, 1)).isFalse();
    assertThat(queue.dropped()).isEqualTo(1);
  }

  @Test
  void losesNothing_whenManyThreadsGive() throws Exception {
    Slow slow = new Slow();
    slow.held.countDown();
    HandOff<Integer> queue = new HandOff<>("test", 256, 1_000, LONG, slow);
    queue.start();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 20; t++) {
      int from = t * 1_000;
      threads.add(
          Thread.startVirtualThread(() -> {
            for (int i = 0; i < 1_000; i++) {
              queue.offer(from + i, 1);
            }
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    queue.close(LONG);
    assertThat(slow.written)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 20_000).boxed().toList());
    assertThat(queue.dropped()).isZero();
  }
}
