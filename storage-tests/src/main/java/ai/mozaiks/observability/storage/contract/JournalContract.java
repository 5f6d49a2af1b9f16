// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.storage.Journal;
import ai.mozaiks.observability.storage.StorageException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The contract of [Journal]. A journal passes it by a subclass that says how to open one.
public abstract class JournalContract {
  /// A record as it was replayed.
  ///
  /// @param text the payload
  protected record Replayed(long sequence, byte type, String text) {}

  private Journal journal;

  /// Opens the journal of this test: empty on the first call, on later ones with what it had when
  /// it was closed.
  protected abstract Journal open();

  /// Why the journal loses its records when closed; null if it keeps them, as it should.
  protected @Nullable String cannotReopen() {
    return null;
  }

  @BeforeEach
  void openJournal() {
    journal = open();
  }

  @AfterEach
  void closeJournal() {
    journal.close();
  }

  /// The journal of this test.
  protected final Journal journal() {
    return journal;
  }

  /// Closes the journal and opens it again; skips the test if its records are lost by that.
  protected final Journal reopened() {
    Assumptions.assumeTrue(cannotReopen() == null, cannotReopen());
    journal.close();
    journal = open();
    return journal;
  }

  /// Appends a text.
  protected final long append(String text) {
    return journal.append((byte) 1, text.getBytes(StandardCharsets.UTF_8));
  }

  /// What is replayed after a sequence.
  protected final List<Replayed> replay(long afterSequence) {
    List<Replayed> records = new ArrayList<>();
    journal.replay(
        afterSequence,
        (sequence, type, payload) ->
            records.add(new Replayed(sequence, type, new String(payload, StandardCharsets.UTF_8))));
    return records;
  }

  private List<String> texts(long afterSequence) {
    return replay(afterSequence).stream().map(Replayed::text).toList();
  }

  @Test
  void emptyJournal_replaysNothing() {
    assertThat(replay(0)).isEmpty();
    assertThat(journal.lastSequence()).isZero();
    assertThat(journal.firstSequence()).isEqualTo(1);
    assertThatCode(() -> journal.check()).doesNotThrowAnyException();
  }

  @Test
  void sequences_startAtOneWithoutGaps() {
    assertThat(List.of(append("a"), append("b"), append("c"))).containsExactly(1L, 2L, 3L);
    assertThat(journal.lastSequence()).isEqualTo(3);
  }

  @Test
  void replay_givesRecordsInOrderWithTypeAndPayload() {
    journal.append((byte) 7, "a".getBytes(StandardCharsets.UTF_8));
    journal.append((byte) -1, "b".getBytes(StandardCharsets.UTF_8));
    assertThat(replay(0))
        .containsExactly(new Replayed(1, (byte) 7, "a"), new Replayed(2, (byte) -1, "b"));
  }

  @Test
  void replay_startsAfterTheGivenSequence() {
    append("a");
    append("b");
    append("c");
    assertThat(texts(1)).containsExactly("b", "c");
    assertThat(texts(3)).isEmpty();
    assertThat(texts(99)).isEmpty();
  }

  @Test
  void emptyPayload_isARecord() {
    append("");
    append("b");
    assertThat(texts(0)).containsExactly("", "b");
  }

  @Test
  void bigPayload_comesBackWhole() {
    byte[] big = new byte[9_000_001];
    for (int i = 0; i < big.length; i++) {
      big[i] = (byte) (i * 31);
    }
    append("before");
    journal.append((byte) 2, big);
    append("after");
    List<byte[]> payloads = new ArrayList<>();
    journal.replay(0, (_, _, payload) -> payloads.add(payload));
    assertThat(payloads).hasSize(3);
    assertThat(Arrays.equals(payloads.get(1), big)).isTrue();
  }

  @Test
  void tooBigPayload_isRefusedAndHarmless() {
    assertThatThrownBy(() -> journal.append((byte) 1, new byte[Journal.MAX_PAYLOAD + 1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("payload");
    assertThat(append("a")).isEqualTo(1);
  }

  @Test
  void payload_isNotKeptAfterTheReturn() {
    byte[] payload = {'a'};
    journal.append((byte) 1, payload);
    payload[0] = 'x';
    assertThat(texts(0)).containsExactly("a");
  }

  @Test
  void concurrentAppends_areEachThereExactlyOnce() throws Exception {
    int threads = 32;
    int each = 50;
    Set<Long> sequences = new TreeSet<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Long>>> futures = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        String name = "t" + thread + ".";
        futures.add(
            executor.submit(() -> {
              List<Long> mine = new ArrayList<>();
              for (int i = 0; i < each; i++) {
                mine.add(append(name + i));
              }
              return mine;
            }));
      }
      for (Future<List<Long>> future : futures) {
        assertThat(future.get()).isSorted();
        sequences.addAll(future.get());
      }
    }
    assertThat(sequences).hasSize(threads * each).contains(1L, (long) threads * each);
    List<Replayed> replayed = replay(0);
    assertThat(replayed).hasSize(threads * each);
    assertThat(replayed.stream().map(Replayed::text).distinct()).hasSize(threads * each);
  }

  @Test
  void release_keepsEverythingAfterIt() {
    append("a");
    append("b");
    append("c");
    journal.release(2);
    journal.release(2);
    assertThat(texts(2)).containsExactly("c");
    assertThat(append("d")).isEqualTo(4);
  }

  @Test
  void firstSequence_isThatOfTheFirstRecordStillThere() {
    append("a");
    append("b");
    append("c");
    assertThat(journal.firstSequence()).isEqualTo(1);
    journal.release(2);
    assertThat(journal.firstSequence())
        .isBetween(1L, 3L)
        .isEqualTo(replay(0).getFirst().sequence());
  }

  @Test
  void releaseOfEverything_keepsTheSequence() {
    append("a");
    append("b");
    journal.release(2);
    assertThat(journal.lastSequence()).isEqualTo(2);
    assertThat(append("c")).isEqualTo(3);
    assertThat(texts(2)).containsExactly("c");
  }

  @Test
  void sizeBytes_growsWithTheRecords() {
    long before = journal.sizeBytes();
    append("x".repeat(1000));
    assertThat(journal.sizeBytes()).isGreaterThanOrEqualTo(before + 1000);
  }

  @Test
  void closedJournal_refusesRecords() {
    append("a");
    journal.close();
    journal.close();
    assertThatThrownBy(() -> append("b"))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> journal.check()).isInstanceOf(StorageException.class);
  }

  @Test
  void reopenedJournal_hasItsRecordsAndContinues() {
    append("a");
    append("b");
    reopened();
    assertThat(journal.lastSequence()).isEqualTo(2);
    assertThat(texts(0)).containsExactly("a", "b");
    assertThat(append("c")).isEqualTo(3);
    assertThat(texts(2)).containsExactly("c");
  }

  @Test
  void reopenedJournal_continuesAfterReleasedRecords() {
    append("a");
    append("b");
    journal.release(2);
    reopened();
    assertThat(append("c")).isEqualTo(3);
  }
}
