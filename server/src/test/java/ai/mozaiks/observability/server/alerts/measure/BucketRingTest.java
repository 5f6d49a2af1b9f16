// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketRingTest {

  private static long[] sum(BucketRing ring, long from, long until, int width) {
    long[] into = new long[width];
    ring.sum(from, until, into);
    return into;
  }

  @ParameterizedTest
  @CsvSource({"722, 16", "722, 1", "7, 40"})
  void takesMemoryOnlyForWhatIsThere(int buckets, int width) {
    BucketRing ring = new BucketRing(buckets, width, 1_000);
    assertThat(ring.cells()).isZero();
    ring.add(1_000, 0, 5);
    ring.add(999, width - 1, 7);
    assertThat(ring.cells()).isLessThanOrEqualTo(Math.max(64, 2 * width));

    ring.advance(1_000 + buckets - 1);
    ring.advance(1_000 + buckets);
    assertThat(ring.cells()).isZero();
    assertThat(ring.isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"5, 1, 1", "33, 1, 2", "64, 3, 3", "20, 16, 4", "9, 33, 5", "100, 2, 6"})
  void addsUpLikeAListOfAll(int buckets, int width, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long now = 500;
    BucketRing ring = new BucketRing(buckets, width, now);
    Map<Long, long[]> all = new HashMap<>();
    for (int step = 0; step < 2_000; step++) {
      if (random.nextInt(4) == 0) {
        now += random.nextInt(3);
        ring.advance(now);
      }
      long bucket = now - random.nextInt(buckets);
      int cell = random.nextInt(width);
      long amount = random.nextInt(-3, 9);
      ring.add(bucket, cell, amount);
      all.computeIfAbsent(bucket, _ -> new long[width])[cell] += amount;

      long from = now - random.nextInt(buckets);
      long until = from + random.nextInt(buckets + 5);
      long[] expected = new long[width];
      for (long each = from; each < Math.min(until, now + 1); each++) {
        long[] cells = all.getOrDefault(each, new long[width]);
        for (int i = 0; i < width; i++) {
          expected[i] += cells[i];
        }
      }
      assertThat(sum(ring, from, until, width)).isEqualTo(expected);
    }
  }
}
