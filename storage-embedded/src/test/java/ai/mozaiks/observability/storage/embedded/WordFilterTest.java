// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.storage.LogText;
import ai.mozaiks.observability.storage.StoredLog;
import ai.mozaiks.observability.storage.contract.Samples;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WordFilterTest {
  private final WordFilter filter = new WordFilter();

  private boolean mayContain(long word) {
    return WordFilter.mayContain(filter.part(WordFilter.partOf(word)), word);
  }

  @Test
  void knowsAllThatWasAdded_andFewOthers_whateverItsSize() {
    for (int words : List.of(1, 100, 5_000, 60_000)) {
      SplittableRandom random = new SplittableRandom(words);
      filter.clear();
      List<Long> added = new ArrayList<>();
      for (int i = 0; i < words; i++) {
        long word = random.nextLong();
        added.add(word);
        filter.add(word);
      }
      byte[][] parts = new byte[WordFilter.PARTS][];
      int bytes = 0;
      for (int i = 0; i < parts.length; i++) {
        parts[i] = filter.part(i);
        bytes += parts[i].length;
      }
      assertThat(added)
          .allMatch(word -> WordFilter.mayContain(parts[WordFilter.partOf(word)], word));
      int others = 0;
      for (int i = 0; i < 20_000; i++) {
        long word = random.nextLong();
        others += WordFilter.mayContain(parts[WordFilter.partOf(word)], word) ? 1 : 0;
      }
      assertThat(others).as("of 20,000 others with " + words).isLessThan(20_000 * 2 / 100);
      assertThat(bytes).as(words + " words").isLessThan(2_048 + words * 4);
    }
  }

  @Test
  void emptyAfterItWasCleared_andFullWhenItWouldBecomeWorthless() {
    filter.add(7);
    assertThat(mayContain(7)).isTrue();
    filter.clear();
    assertThat(mayContain(7)).isFalse();
    SplittableRandom random = new SplittableRandom(1);
    int words = 0;
    for (; !filter.isFull(); words++) {
      filter.add(random.nextLong());
    }
    assertThat(words).isBetween(90_000, 120_000);
  }

  /// What is found in a text must be among its words, or the search would pass over it.
  @Test
  void everyTextThatStandsInARecord_needsOnlyWordsOfIt() {
    List<String> pieces =
        List.of(
            "plan", "order", "7", "é", "É", "_x", "a-b", "\\n", "\\", "\"", "\n", "\t", "\u000b",
            " ", " ", "日本", "🤖", "n", "İ");
    Random random = new Random(3);
    int found = 0;
    for (int i = 0; i < 40_000; i++) {
      StoredLog log =
          record(text(random, pieces, 6), random.nextBoolean(), text(random, pieces, 3));
      String needle = text(random, pieces, 2);
      for (LogText asked :
          List.of(
              new LogText(List.of(needle), List.of()), new LogText(List.of(), List.of(needle)))) {
        if (asked.matches(log)) {
          found++;
          assertThat(words(log)).as(asked + " in " + log).containsAll(needed(asked));
        }
      }
    }
    assertThat(found).isGreaterThan(400);
  }

  private static Set<Long> words(StoredLog log) {
    Set<Long> words = new HashSet<>();
    LogWords.each(log.body(), words::add);
    LogWords.each(log.attributes(), words::add);
    return words;
  }

  private static Set<Long> needed(LogText text) {
    Set<Long> needed = new HashSet<>();
    text.words().forEach(word -> LogWords.eachNeeded(word, true, needed::add));
    text.parts().forEach(part -> LogWords.eachNeeded(part, false, needed::add));
    return needed;
  }

  private static String text(Random random, List<String> pieces, int most) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most); i >= 0; i--) {
      text.append(pieces.get(random.nextInt(pieces.size())));
    }
    return text.toString();
  }

  private static StoredLog record(String body, boolean structured, String attribute) {
    StoredLog log = Samples.log(1, Samples.NOON, null);
    return new StoredLog(
        log.id(),
        log.timeNanos(),
        0,
        0,
        null,
        null,
        null,
        structured ? "\"" + LogText.inJson(body) + "\"" : body,
        structured,
        null,
        0,
        log.subject(),
        "{\"k\":\"" + LogText.inJson(attribute) + "\"}",
        false,
        7);
  }
}
