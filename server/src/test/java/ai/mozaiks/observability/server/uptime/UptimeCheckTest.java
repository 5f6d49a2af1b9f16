// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.uptime;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.server.alerts.book.AlertDatabase;
import ai.mozaiks.observability.server.config.CheckedUrl;
import ai.mozaiks.observability.server.config.UptimeConfig.Check;
import ai.mozaiks.observability.server.config.UptimeConfig.Expectation;
import ai.mozaiks.observability.server.config.UptimeConfig.Tls;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Time is what the test says: pauses pass at once, and a look takes as long as it is told.
class UptimeCheckTest {
  private static final Instant START = Instant.parse("2026-03-10T12:00:00Z");
  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final Duration LOOK = Duration.ofSeconds(3);

  private final AlertDatabase database = AlertDatabase.inMemory();
  private final UptimeBook book = new UptimeBook(database);
  private final Deque<Outcome> outcomes = new ArrayDeque<>();
  private final List<Instant> looks = new ArrayList<>();
  private Instant now = START;

  @AfterEach
  void close() {
    database.close();
  }

  private static Check config() {
    return new Check(
        "shop",
        CheckedUrl.of("https://shop.example/", false).orElseThrow(),
        INTERVAL,
        Duration.ofSeconds(10),
        true,
        Expectation.SUCCESS,
        List.of(),
        Tls.USUAL);
  }

  private UptimeCheck check(int seed, Probe probe) {
    return new UptimeCheck(
        config(),
        book.state("shop"),
        probe,
        book,
        new SplittableRandom(seed),
        time -> {
          if (outcomes.isEmpty()) {
            throw new InterruptedException("the test is over");
          }
          now = now.plus(time);
        },
        () -> now,
        () -> Duration.between(START, now).toNanos());
  }

  private CheckResult look() {
    Outcome outcome = outcomes.remove();
    looks.add(now);
    Instant at = now;
    now = now.plus(LOOK);
    return new CheckResult(
        at, outcome, LOOK, 0, outcome == Outcome.OK ? "" : "as the test says", null);
  }

  private UptimeCheck run(int seed, Outcome... results) {
    outcomes.addAll(List.of(results));
    UptimeCheck check = check(seed, this::look);
    check.run();
    return check;
  }

  @Test
  void looksAboutOnceAnInterval_howeverLongALookTakes() {
    Outcome[] good = new Outcome[200];
    Arrays.fill(good, Outcome.OK);

    run(1, good);

    assertThat(looks.getFirst()).isBetween(START, START.plus(UptimeCheck.FIRST_WITHIN));
    for (int i = 1; i < looks.size(); i++) {
      Duration between = Duration.between(looks.get(i - 1), looks.get(i));
      assertThat(between).isBetween(Duration.ofSeconds(57), Duration.ofSeconds(63));
    }
    Duration all = Duration.between(looks.getFirst(), looks.getLast()).dividedBy(199);
    assertThat(all).isBetween(Duration.ofSeconds(59), Duration.ofSeconds(61));
  }

  @Test
  void severalChecksDoNotComeAtOneMoment() {
    Set<Instant> moments = new HashSet<>();
    for (int seed = 0; seed < 20; seed++) {
      now = START;
      run(seed, Outcome.OK, Outcome.OK);
    }
    moments.addAll(looks);
    assertThat(moments).hasSize(40);
  }

  @Test
  void saysSinceWhenItIsAsItIs_andWhatFailedLast() {
    UptimeCheck check =
        run(1, Outcome.OK, Outcome.DNS, Outcome.REFUSED, Outcome.TIMEOUT, Outcome.OK, Outcome.OK);

    CheckState state = check.read().state();
    assertThat(state.since()).isEqualTo(looks.get(4).truncatedTo(ChronoUnit.MILLIS));
    assertThat(state.failures()).isZero();
    assertThat(requireNonNull(state.lastFailure()).outcome()).isEqualTo(Outcome.TIMEOUT);
    assertThat(check.read().outcomes())
        .containsEntry(Outcome.OK, 3L)
        .containsEntry(Outcome.DNS, 1L)
        .containsEntry(Outcome.STATUS, 0L);
    assertThat(book.latest("shop", 10)).hasSize(6);
  }

  @Test
  void goesOnCountingFailures_afterARestart() {
    assertThat(run(1, Outcome.OK, Outcome.REFUSED).read().state().failures()).isEqualTo(1);

    CheckState state = run(2, Outcome.REFUSED).read().state();

    assertThat(state.failures()).isEqualTo(2);
    assertThat(state.since()).isEqualTo(looks.get(1).truncatedTo(ChronoUnit.MILLIS));
  }

  @Test
  void goesOnWhenWhatItFindsCannotBeRemembered() {
    UptimeCheck check = check(1, this::look);
    outcomes.addAll(List.of(Outcome.OK, Outcome.REFUSED));
    database.close();

    check.run();

    assertThat(check.read().state().failures()).isEqualTo(1);
  }

  @Test
  void aMistakeOfTheServer_isAFailureOfItsOwnKind_andTheNextLookComes() {
    outcomes.addAll(List.of(Outcome.OK, Outcome.OK));
    UptimeCheck check =
        check(
            1,
            () -> {
              if (looks.isEmpty()) {
                look();
                throw new IllegalStateException("a mistake");
              }
              return look();
            });

    check.run();

    assertThat(check.read().outcomes())
        .containsEntry(Outcome.SETUP, 1L)
        .containsEntry(Outcome.OK, 1L);
  }
}
