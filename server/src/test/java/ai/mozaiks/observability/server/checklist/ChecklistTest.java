// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.config.ServerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChecklistTest {
  private Instant now = FakeFacts.NOW;
  private final InstantSource clock = () -> now;

  private static Item item(String id, Item.Question question) {
    return new Item(id, GuideSection.TROUBLESHOOTING, "All is well", "docs/metrics.md", question);
  }

  private Checklist checklist(Duration patience, UnaryOperator<String> masking, Item... items)
      throws Exception {
    FakeFacts facts = new FakeFacts(ServerConfig.defaults(Path.of("data")));
    return new Checklist(List.of(items), facts, masking, clock, patience);
  }

  @Test
  void answersForWhoDoesNotAnswer_andDoesNotAskItAgainMeanwhile() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    Checklist checklist =
        checklist(
            Duration.ofMillis(200),
            text -> text,
            item(
                "deaf",
                _ -> {
                  asked.incrementAndGet();
                  awaitUninterrupted(release);
                  ended.countDown();
                  return new Finding.Ok("at last");
                }),
            item("quick", _ -> new Finding.Ok("yes")));

    Checklist.Reading first = checklist.read();
    now = now.plusSeconds(10);
    Checklist.Reading second = checklist.read();

    assertThat(first.checks())
        .extracting(Check::evidence)
        .first()
        .isEqualTo("not known: no answer within 200 ms");
    assertThat(first.checks()).extracting(Check::state).first().isEqualTo(Check.State.WARN);
    assertThat(second.checks())
        .extracting(Check::evidence)
        .first()
        .asString()
        .contains("has not ended yet");
    assertThat(asked).hasValue(1);
    release.countDown();
    ended.await();
    do { // its thread has a few steps to go
      now = now.plusSeconds(10);
    } while (asked.get() == 1 && checklist.read().checks().size() == 2);
    assertThat(asked).hasValue(2);
  }

  /// Like a program that cannot be interrupted.
  private static void awaitUninterrupted(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException _) {
        // goes on
      }
    }
  }

  @Test
  void asksAllSideBySide() throws Exception {
    CountDownLatch all = new CountDownLatch(20);
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      items.add(
          item(
              "item_" + i,
              _ -> {
                all.countDown();
                all.await(); // ends only if all are asked at the same time
                return new Finding.Ok("yes");
              }));
    }

    Checklist.Reading reading =
        checklist(Duration.ofSeconds(30), text -> text, items.toArray(Item[]::new)).read();

    assertThat(reading.count(Check.State.OK)).isEqualTo(20);
  }

  @Test
  void saysWhyNothingIsKnown_whenALookFails() throws Exception {
    Checklist checklist =
        checklist(
            Checklist.PATIENCE,
            text -> text,
            item(
                "broken",
                _ -> {
                  throw new IllegalStateException("the store is closed");
                }));

    Check check = checklist.read().checks().getFirst();

    assertThat(check.state()).isEqualTo(Check.State.WARN);
    assertThat(check.evidence()).contains("not known", "the store is closed");
    assertThat(check.nextStep()).contains("curl -s http://self:8000/health/ready");
  }

  @Test
  void givesTheSameAnswersForFiveSeconds() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Checklist checklist =
        checklist(
            Checklist.PATIENCE,
            text -> text,
            item("one", _ -> new Finding.Ok("time " + asked.incrementAndGet())));

    checklist.read();
    now = now.plusSeconds(4);
    assertThat(checklist.read().checks().getFirst().evidence()).isEqualTo("time 1");
    now = now.plusSeconds(1);
    Checklist.Reading later = checklist.read();

    assertThat(later.checks().getFirst().evidence()).isEqualTo("time 2");
    assertThat(later.at()).isEqualTo(now);
  }

  @Test
  void askedAgainAtOnce_asksAgain() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Checklist checklist =
        checklist(
            Checklist.PATIENCE,
            text -> text,
            item("one", _ -> new Finding.Ok("time " + asked.incrementAndGet())));

    for (int time = 1; time <= 5_000; time++) {
      now = now.plusSeconds(5);
      assertThat(checklist.read().checks().getFirst().evidence()).isEqualTo("time " + time);
    }
  }

  @Test
  void showsNeitherSecretsNorControlCharactersNorLongTexts() throws Exception {
    Checklist checklist =
        checklist(
            Checklist.PATIENCE,
            text -> text.replace("s3cr3t", "***"),
            item(
                "one",
                _ ->
                    new Finding.Fail(
                        "said s3cr3t \u001b[31m" + "x".repeat(5_000), "use s3cr3t no more")));

    Check check = checklist.read().checks().getFirst();

    assertThat(check.evidence()).startsWith("said *** \\u001b[31mxx").hasSizeLessThan(600);
    assertThat(check.nextStep()).isEqualTo("use *** no more");
  }
}
