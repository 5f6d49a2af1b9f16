// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.tail;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.storage.StoredLog;
import ai.mozaiks.observability.storage.contract.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LogTailTest {
  private final LogTail tail = new LogTail(4, 1_000);

  private static List<StoredLog> logs(int from, int to) {
    List<StoredLog> logs = new ArrayList<>();
    for (int i = from; i < to; i++) {
      logs.add(Samples.log(i, Samples.NOON, null)); // "line 0" and "{}": 8 characters
    }
    return logs;
  }

  private LogTail.Slice take(long from) throws InterruptedException {
    return tail.take(from, 100, Duration.ZERO);
  }

  @Test
  void givesWhatComesFromANumberOn() throws Exception {
    tail.publish(logs(0, 3));
    assertThat(take(0).logs()).isEqualTo(logs(0, 3));
    assertThat(take(2)).isEqualTo(new LogTail.Slice(0, 2, logs(2, 3), false));
    assertThat(take(3)).isEqualTo(new LogTail.Slice(0, 3, List.of(), false));
    assertThat(tail.take(0, 2, Duration.ZERO).next()).isEqualTo(2);
    assertThat(tail.next()).isEqualTo(3);
  }

  @Test
  void tellsHowManyWentBy_whenThePlaceWasOverwritten() throws Exception {
    for (int i = 0; i < 11; i++) {
      tail.publish(logs(i, i + 1));
    }
    assertThat(take(2)).isEqualTo(new LogTail.Slice(5, 7, logs(7, 11), false));
  }

  @Test
  void forgetsWhatItHolds_andGoesOnCounting() throws Exception {
    tail.publish(logs(0, 3));
    tail.forget();
    assertThat(take(1)).isEqualTo(new LogTail.Slice(2, 3, List.of(), false));
    tail.publish(logs(3, 5));
    assertThat(take(1)).isEqualTo(new LogTail.Slice(2, 3, logs(3, 5), false));
  }

  @Test
  void holdsNoMoreThanSoManyCharacters_butAlwaysTheLast() throws Exception {
    LogTail small = new LogTail(100, 20);
    small.publish(logs(0, 3));
    assertThat(small.take(0, 100, Duration.ZERO).passed()).isEqualTo(1);
    LogTail tiny = new LogTail(100, 1);
    tiny.publish(logs(0, 3));
    assertThat(tiny.take(0, 100, Duration.ZERO))
        .isEqualTo(new LogTail.Slice(2, 2, logs(2, 3), false));
  }

  @Test
  void whoWaits_isWokenByNews() throws Exception {
    CompletableFuture<LogTail.Slice> waiting =
        CompletableFuture.supplyAsync(() -> {
          try {
            return tail.take(0, 100, Duration.ofMinutes(1));
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
    tail.publish(logs(0, 1));
    assertThat(waiting.get(30, TimeUnit.SECONDS).logs()).hasSize(1);
  }

  @Test
  void whoWaits_isSentAwayByTheEnd_andSoIsWhoComesLater() throws Exception {
    tail.close();
    assertThat(tail.take(0, 100, Duration.ofMinutes(1)).closed()).isTrue();
  }
}
