// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatKey;
import ai.mozaiks.observability.server.balance.Balance;
import ai.mozaiks.observability.server.balance.Signal;
import ai.mozaiks.observability.server.normalise.dialect.Dialects;
import ai.mozaiks.observability.storage.InMemoryJournal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// The balance can fail, and does not.
class BalanceTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final Balance balance = new Balance();
  private final TroubledStorage storage = new TroubledStorage();

  private FoldThread fold() {
    return new FoldThread(
        storage,
        new InMemoryJournal(),
        Dialects.standard(),
        FoldRig.PRICING,
        balance,
        InstantSource.fixed(NOON),
        FoldSettings.DEFAULT);
  }

  private static Arrival arrival(long sequence, List<ChatEvent> events) {
    return new Arrival(sequence, new Arrival.Events(events), 1, new CompletableFuture<>());
  }

  private static ChatEvent turn(long id) {
    return new ChatEvent.AgentTurn(
        new ChatEvent.Context(
            "turn-" + id, new ChatKey("shop", "chat-" + id % 7), "order", null, NOON, null),
        "planner",
        Duration.ofSeconds(1),
        null);
  }

  private Balance.Reading reading() {
    return balance.of(Signal.EVENTS).read();
  }

  @Test
  void showsWhatWasAcceptedAndNotHandedOn() {
    balance.of(Signal.EVENTS).accepted(5, () -> {});

    assertThat(reading().pending()).isZero();
    assertThat(reading().unaccounted()).isEqualTo(5);
  }

  @Test
  void showsABatchThatIsLost() {
    FoldRig rig = new FoldRig();
    rig.sendEvents(List.of(turn(1), turn(2)));

    assertThat(rig.loseABatch(Signal.EVENTS)).isEqualTo(2);
  }

  @Test
  void noReadingIsOff_whileManySend() throws Exception {
    FoldThread fold = fold();
    fold.start();
    AtomicLong sequence = new AtomicLong();
    int senders = 4;
    int each = 1_500;
    List<Balance.Reading> wrong = new ArrayList<>();
    long readings = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(senders)) {
      for (int sender = 0; sender < senders; sender++) {
        var _ =
            threads.submit(() -> {
              for (int i = 0; i < each; i++) {
                long number = sequence.incrementAndGet();
                ChatEvent event = turn(number);
                Arrival arrival = arrival(number, List.of(event, event, turn((number + 1) / 2)));
                balance.of(Signal.EVENTS).accepted(3, () -> fold.offer(arrival));
              }
            });
      }
      Instant deadline = Instant.now().plusSeconds(60);
      while (reading().accepted() < 3L * senders * each || reading().pending() > 0) {
        Balance.Reading reading = reading();
        readings++;
        if (reading.unaccounted() != 0 || reading.pending() < 0) {
          wrong.add(reading);
        }
        assertThat(Instant.now()).as("deadline").isBefore(deadline);
      }
    }
    fold.close();

    assertThat(readings).isGreaterThan(100);
    assertThat(wrong).isEmpty();
    assertThat(reading().unaccounted()).isZero();
    assertThat(reading().stored()).isEqualTo((long) senders * each);
    assertThat(reading().duplicates()).isEqualTo(2L * senders * each);
  }

  @Test
  void whatABrokenStoreDoesNotTake_staysPending() throws Exception {
    storage.trouble = new IllegalArgumentException("cannot");
    FoldThread fold = fold();
    fold.start();
    balance.of(Signal.EVENTS).accepted(1, () -> fold.offer(arrival(1, List.of(turn(1)))));
    Instant deadline = Instant.now().plusSeconds(30);
    while (fold.failure() == null) {
      assertThat(Instant.now()).as("deadline").isBefore(deadline);
      Thread.sleep(10);
    }
    fold.close();

    assertThat(reading().pending()).isEqualTo(1);
    assertThat(reading().unaccounted()).isZero();
  }
}
