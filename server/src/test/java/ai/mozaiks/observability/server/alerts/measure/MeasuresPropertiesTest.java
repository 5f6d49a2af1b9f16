// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.measure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.ChatStatus;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.server.alerts.SampleEvents;
import ai.mozaiks.observability.storage.Dimension;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Whatever order events come in, and whatever is withdrawn: the sums are those of the events that
/// are left and lie in the window.
class MeasuresPropertiesTest {
  private static final Instant START = Instant.parse("2026-03-27T20:00:00Z");
  private static final int MINUTES = 3 * 24 * 60; // over the change to summer time in Berlin
  private static final List<Window> WINDOWS =
      List.of(
          new Window.Sliding(Duration.ofMinutes(5)),
          new Window.Sliding(Duration.ofHours(1)),
          new Window.Sliding(Duration.ofHours(6)),
          new Window.Sliding(Duration.ofDays(1)),
          new Window.Day(ZoneId.of("Europe/Berlin")),
          new Window.Day(ZoneId.of("Asia/Kathmandu")),
          new Window.Month(ZoneId.of("UTC")));
  private static final List<Metric> METRICS =
      List.of(Metric.TURNS, Metric.ERRORS, Metric.COST_USD, Metric.CHATS_FAILED);

  private static List<ChatEvent> events(Random random, int count) {
    List<ChatEvent> events = new ArrayList<>();
    SampleEvents[] makers = {
      new SampleEvents("shop", "orders"),
      new SampleEvents("shop", "mail"),
      new SampleEvents("lab", "x")
    };
    for (int i = 0; i < count; i++) {
      SampleEvents maker = makers[random.nextInt(makers.length)];
      Instant at = START.plusSeconds(random.nextInt(MINUTES * 60));
      events.add(
          switch (random.nextInt(3)) {
            case 0 ->
                maker.turn(
                    at,
                    "agent" + random.nextInt(3),
                    Duration.ofMillis(random.nextInt(100_000)),
                    random.nextBoolean());
            case 1 ->
                maker.call(
                    at,
                    "m" + random.nextInt(2),
                    random.nextInt(1, 999) + ".00000" + random.nextInt(9));
            default ->
                maker.ended(at, random.nextBoolean() ? ChatStatus.FAILED : ChatStatus.COMPLETED);
          });
    }
    return events;
  }

  private static Selection selection(Metric metric) {
    return new Selection(
        new Quantity.Count(metric), List.of(Dimension.APP, Dimension.WORKFLOW), Map.of());
  }

  private static List<Measurement> measurements() {
    List<Measurement> all = new ArrayList<>();
    for (Metric metric : METRICS) {
      WINDOWS.forEach(window -> all.add(new Measurement(selection(metric), window)));
    }
    return all;
  }

  /// Adds up what lies in the window, cut to whole buckets at its beginning as documented.
  private static Map<Group, Long> expected(
      List<ChatEvent> events, Measurement measurement, Instant now) {
    Metric metric = ((Quantity.Count) measurement.selection().quantity()).metric();
    long seconds = bucketSeconds(measurement.window());
    long first = Math.floorDiv(measurement.window().start(now).getEpochSecond(), seconds) * seconds;
    long next = (Math.floorDiv(now.getEpochSecond(), seconds) + 1) * seconds;
    Map<Group, Long> sums = new HashMap<>();
    for (ChatEvent event : events) {
      Tally tally = new Tally();
      tally.add(event);
      long at = metric.at(event).getEpochSecond();
      if (at >= first && at < next && metric.of(event, tally) != 0) {
        sums.merge(measurement.selection().groupOf(event), metric.of(event, tally), Long::sum);
      }
    }
    return sums;
  }

  private static long bucketSeconds(Window window) {
    return switch (window) {
      case Window.Sliding sliding when sliding.length().compareTo(Duration.ofHours(1)) <= 0 -> 10;
      case Window.Sliding sliding when sliding.length().compareTo(Duration.ofHours(12)) <= 0 -> 60;
      case Window.Sliding _, Window.Day _, Window.Month _ -> 900;
    };
  }

  private static void check(Measures measures, List<ChatEvent> events, Instant now) {
    for (Measurement measurement : measurements()) {
      Map<Group, Long> found = new HashMap<>();
      measures.forEach(
          measurement,
          (group, sums) -> {
            if (sums[0] != 0) {
              found.put(group, sums[0]);
            }
          });
      assertThat(found)
          .as("%s at %s", measurement, now)
          .isEqualTo(expected(events, measurement, now));
    }
  }

  @Property(tries = 40)
  void shuffledReplacedAndWithdrawn_theSumsAreThoseOfWhatIsLeft(@ForAll long seed) {
    Random random = new Random(seed);
    List<ChatEvent> events = events(random, 400);
    Measures measures = new Measures(measurements(), 100, START);
    Set<ChatEvent> left = new HashSet<>(events);
    List<List<ChatEvent>> parts = new ArrayList<>();
    for (int i = 0; i < events.size(); i += 10) {
      parts.add(events.subList(i, i + 10));
    }
    Collections.shuffle(parts, random);
    Instant now = START;
    for (List<ChatEvent> part : parts) {
      now = now.plus(Duration.ofMinutes(random.nextInt(2 * MINUTES / parts.size())));
      measures.replace(List.of(), part);
      if (random.nextInt(3) == 0) { // some of it is withdrawn, and some comes back
        List<ChatEvent> less = part.subList(0, random.nextInt(part.size()));
        measures.replace(part, less);
        left.removeAll(Set.copyOf(part));
        left.addAll(less);
      }
      measures.advance(now);
    }
    now =
        now.isAfter(START.plus(Duration.ofMinutes(MINUTES)))
            ? now
            : START.plus(Duration.ofMinutes(MINUTES));
    measures.advance(now);

    check(measures, List.copyOf(left), now);
  }

  @Property(tries = 20)
  void whatIsDatedAhead_countsWhenItsTimeHasCome(@ForAll long seed) {
    Random random = new Random(seed);
    List<ChatEvent> events = events(random, 200);
    Measures measures = new Measures(measurements(), 100, START);
    measures.add(events); // all of it ahead
    for (int i = 1; i <= 20; i++) {
      Instant now = START.plus(Duration.ofMinutes((long) MINUTES / 20 * i));
      measures.advance(now);
      check(measures, events, now);
    }
  }

  @Property(tries = 20)
  void moreGroupsThanThereIsRoomFor_areCountedTogether(@ForAll long seed) {
    List<ChatEvent> events = events(new Random(seed), 300);
    Measurement byAgent =
        new Measurement(
            new Selection(
                new Quantity.Count(Metric.TURNS),
                List.of(Dimension.APP, Dimension.WORKFLOW, Dimension.AGENT),
                Map.of()),
            new Window.Sliding(Duration.ofDays(31)));
    Measures measures = new Measures(List.of(byAgent), 4, START);
    measures.add(events);
    measures.advance(START.plus(Duration.ofMinutes(MINUTES)));

    Map<Group, Long> found = new HashMap<>();
    measures.forEach(byAgent, (group, sums) -> found.put(group, sums[0]));

    assertThat(found).hasSizeLessThanOrEqualTo(5).containsKey(Group.others(3));
    assertThat(found.values().stream().mapToLong(each -> each).sum())
        .isEqualTo(events.stream().filter(ChatEvent.AgentTurn.class::isInstance).count());
  }
}
