// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class LogContextTest {

  @AfterEach
  void clear() {
    MDC.clear();
  }

  private static String chat() {
    return String.valueOf(MDC.get(LogContext.CHAT));
  }

  @Test
  void standsWhileItIsOpen_andPutsBackWhatStoodBefore() {
    try (LogContext.Scope outer = LogContext.chat("outer").app("acme").open()) {
      assertThat(outer).isNotNull();
      try (LogContext.Scope inner = LogContext.chat("inner").withAgent("planner").open()) {
        assertThat(inner).isNotNull();
        assertThat(MDC.getCopyOfContextMap())
            .containsOnly(
                java.util.Map.entry("chat_id", "inner"),
                java.util.Map.entry("app_id", "acme"),
                java.util.Map.entry("agent_name", "planner"));
      }
      assertThat(chat()).isEqualTo("outer");
      assertThat(MDC.get("agent_name")).isNull();
    }
    assertThat(MDC.get(LogContext.CHAT)).isNull();
  }

  @Test
  void followsAVirtualThread() throws Exception {
    AtomicReference<String> seen = new AtomicReference<>("");
    Thread thread;
    try (LogContext.Scope scope = LogContext.chat("c1").open()) {
      assertThat(scope).isNotNull();
      thread = Thread.startVirtualThread(LogContext.following(() -> seen.set(chat())));
    }
    thread.join();
    assertThat(seen).hasValue("c1");
  }

  @Test
  void followsTheThreadsOfAFactory() throws Exception {
    Future<String> seen;
    try (LogContext.Scope scope = LogContext.chat("c1").open();
        ExecutorService executor =
            Executors.newThreadPerTaskExecutor(
                LogContext.followingThreads(Thread.ofVirtual().factory()))) {
      assertThat(scope).isNotNull();
      seen = executor.submit(LogContextTest::chat);
    }
    assertThat(seen.get()).isEqualTo("c1");
  }

  @Test
  void followsWorkIntoAPool_whoseThreadHasItsOwnAgainAfterwards() throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
      pool.submit(() -> MDC.put(LogContext.CHAT, "the pool's own")).get();
      ExecutorService following = LogContext.following(pool);
      Callable<String> ask = LogContextTest::chat;
      List<String> seen =
          LogContext.chat("c1")
              .call(() ->
                  List.of(
                      following.submit(ask).get(),
                      following.invokeAll(List.of(ask)).get(0).get(),
                      following.invokeAny(List.of(ask)),
                      CompletableFuture.supplyAsync(LogContextTest::chat, following).get(),
                      CompletableFuture.supplyAsync(
                              LogContext.followingSupplier(LogContextTest::chat), pool)
                          .get()));
      assertThat(seen).containsOnly("c1");
      assertThat(pool.submit(ask).get()).isEqualTo("the pool's own");
    }
  }

  @Test
  void handsOverNothing_whereThereIsNothing() throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
      assertThat(LogContext.following(pool).submit(LogContextTest::chat).get()).isEqualTo("null");
    }
  }

  @Test
  void chatsOfManyVirtualThreadsDoNotMix() throws Exception {
    int count = 500;
    CountDownLatch wrong = new CountDownLatch(1);
    try (ExecutorService executor =
        LogContext.following(Executors.newVirtualThreadPerTaskExecutor())) {
      for (int i = 0; i < count; i++) {
        String id = "chat-" + i;
        LogContext.chat(id)
            .run(() ->
                executor.execute(() -> {
                  LockSupport.parkNanos(1_000); // lets another on
                  if (!chat().equals(id)) {
                    wrong.countDown();
                  }
                }));
      }
    }
    assertThat(wrong.getCount()).isEqualTo(1);
  }
}
