// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli.demo;

import ai.mozaiks.observability.cli.demo.PlannedSpan.Chat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;

/// Lets chats begin at random moments and hands out their spans as they end. The same seed and
/// start give the same spans. For one thread.
final class Simulation {

  /// Between two chats at speed 1, on average; seconds.
  private static final double USUAL_GAP = 9;

  /// One chat in so many never ends, one goes round in circles, one runs away.
  private static final int STUCK_ONE_IN = 70;

  private final List<Company> companies = Cast.companies();
  private final SplittableRandom random;
  private final double speed;
  private final String run;
  private final PriorityQueue<PlannedSpan> running =
      new PriorityQueue<>(
          Comparator.comparing(PlannedSpan::end)
              .thenComparing(span -> span.spanId().asReadOnlyByteBuffer()));
  private Instant nextChat;
  private int chats;

  /// @param start when the first chat begins; also keeps the ids of two runs apart
  /// @param speed how many times as many chats as usual; `> 0`
  Simulation(long seed, Instant start, double speed) {
    if (!(speed > 0 && speed <= 1_000)) {
      throw new IllegalArgumentException("speed: " + speed + " (expected: > 0, at most 1000)");
    }
    this.speed = speed;
    random = new SplittableRandom(seed ^ start.getEpochSecond() * 0x9E37_79B9_7F4A_7C15L);
    run = Long.toHexString(start.getEpochSecond());
    nextChat = start;
  }

  /// The spans that end up to a moment and were not handed out yet, in the order of their ends:
  /// children before their parents.
  List<PlannedSpan> until(Instant moment) {
    while (!nextChat.isAfter(moment)) {
      begin(nextChat);
      double gap = -Math.log(1 - random.nextDouble()) * USUAL_GAP / speed;
      nextChat = nextChat.plus(Duration.ofNanos(Math.max(1, (long) (gap * 1e9))));
    }
    List<PlannedSpan> ended = new ArrayList<>();
    while (!running.isEmpty() && !running.peek().end().isAfter(moment)) {
      ended.add(running.remove());
    }
    return ended;
  }

  private void begin(Instant start) {
    Company company = pick(companies, Company::weight);
    Workflow workflow = pick(company.workflows(), Workflow::weight);
    chats++;
    String id = String.format(Locale.ROOT, "demo-%s-%05d", run, chats);
    String user =
        String.format(
            Locale.ROOT, "%s-user-%02d", company.app(), random.nextInt(company.users()) + 1);
    Chat chat = new Chat(company, workflow, id, user, random.nextInt(2));
    running.addAll(ChatScript.write(random.split(), chat, start, fate()));
  }

  /// The first chats show each of them, so that there is something to see at once.
  private ChatScript.Fate fate() {
    int one = random.nextInt(STUCK_ONE_IN);
    return switch (chats) {
      case 3 -> ChatScript.Fate.STUCK;
      case 5, 6, 7 -> ChatScript.Fate.LOOPING;
      case 9 -> ChatScript.Fate.RUNAWAY;
      default ->
          switch (one) {
            case 0 -> ChatScript.Fate.STUCK;
            case 1 -> ChatScript.Fate.LOOPING;
            case 2 -> ChatScript.Fate.RUNAWAY;
            default -> ChatScript.Fate.USUAL;
          };
    };
  }

  private <T> T pick(List<T> choices, ToIntFunction<T> weight) {
    int sum = choices.stream().mapToInt(weight).sum();
    int at = random.nextInt(sum);
    for (T choice : choices) {
      at -= weight.applyAsInt(choice);
      if (at < 0) {
        return choice;
      }
    }
    throw new AssertionError("weights add up to more than their sum");
  }
}
