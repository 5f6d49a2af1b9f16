// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.checklist;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Asks all questions of the checklist side by side, each in a virtual thread of its own. One that
/// takes longer than it may is answered for, and not asked again before it is done. Who asks again
/// within five seconds gets the same answers, so that nobody can use it to burden the programs
/// beside this server. Thread-safe.
public final class Checklist {
  static final Duration PATIENCE = Duration.ofSeconds(2);
  static final Duration FRESH = Duration.ofSeconds(5);

  private final List<Item> items;
  private final Facts facts;
  private final UnaryOperator<String> masking;
  private final InstantSource clock;
  private final Duration patience;

  /// The questions whose threads have not ended, by the ids of their items.
  private final Set<String> running = ConcurrentHashMap.newKeySet();

  private @Nullable Reading latest; // guarded by this

  /// All answers.
  ///
  /// @param at when they were asked for
  public record Reading(Instant at, List<Check> checks) {
    public Reading {
      checks = List.copyOf(checks);
    }

    /// How many stand so.
    public long count(Check.State state) {
      return checks.stream().filter(each -> each.state() == state).count();
    }
  }

  /// The whole checklist.
  ///
  /// @param masking takes secrets out of what is shown
  public static Checklist of(Facts facts, UnaryOperator<String> masking, InstantSource clock) {
    return new Checklist(Items.all(new HttpPeers(clock)), facts, masking, clock, PATIENCE);
  }

  Checklist(
      List<Item> items,
      Facts facts,
      UnaryOperator<String> masking,
      InstantSource clock,
      Duration patience) {
    this.items = List.copyOf(items);
    this.facts = facts;
    this.masking = masking;
    this.clock = clock;
    this.patience = patience;
  }

  /// The answers, at most a few seconds old.
  public synchronized Reading read() throws InterruptedException {
    Instant now = clock.instant();
    Reading known = latest;
    if (known != null && Duration.between(known.at(), now).abs().compareTo(FRESH) < 0) {
      return known;
    }
    Reading reading = ask(now);
    latest = reading;
    return reading;
  }

  private Reading ask(Instant now) throws InterruptedException {
    Map<String, Look> looks = new HashMap<>();
    for (Item item : items) {
      if (running.add(item.id())) {
        looks.put(item.id(), look(item));
      }
    }
    long deadline = System.nanoTime() + patience.toNanos();
    List<Check> checks = new ArrayList<>();
    for (Item item : items) {
      Look look = looks.get(item.id());
      checks.add(item.answered(look == null ? stillRunning() : answer(look, deadline), masking));
    }
    return new Reading(now, checks);
  }

  /// A question being asked, in a thread that is interrupted when it takes too long.
  private record Look(Thread thread, CompletableFuture<Finding> finding) {}

  /// Asks one question. It counts as ended before its answer is seen, so that who has the answer
  /// may ask again at once.
  private Look look(Item item) {
    CompletableFuture<Finding> finding = new CompletableFuture<>();
    Thread thread =
        Thread.ofVirtual()
            .name("checklist-" + item.id())
            .start(() -> {
              Finding found;
              try {
                found = item.question().ask(facts);
              } catch (EndlessAnswerException e) {
                found = unknown(String.valueOf(e.getMessage()));
              } catch (Throwable e) { // whatever goes wrong is an answer
                found = unknown(e.toString());
              }
              running.remove(item.id());
              finding.complete(found);
            });
    return new Look(thread, finding);
  }

  private Finding answer(Look look, long deadline) throws InterruptedException {
    try {
      return look.finding.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      look.thread.interrupt();
      return unknown("no answer within " + patience.toMillis() + " ms");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // it is never completed with a failure
    }
  }

  private Finding stillRunning() {
    return unknown("the look before this one has not ended yet");
  }

  private Finding unknown(String why) {
    return new Finding.Warn(
        "not known: " + why,
        "Ask again; if it stays so, look at the server's log and at: curl -s "
            + facts.self()
            + "/health/ready");
  }
}
