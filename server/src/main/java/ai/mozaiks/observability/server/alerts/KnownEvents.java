// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts;

import ai.mozaiks.observability.server.alerts.measure.Measurement;
import ai.mozaiks.observability.server.alerts.measure.Measures;
import ai.mozaiks.observability.server.alerts.rules.Rule;
import ai.mozaiks.observability.server.alerts.rules.RuleSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sums of the events that rules look at, how far back they are complete, and what makes them
/// so. Used in one thread.
///
/// When something was missed, or the store could not be read to the end, another [EventFeed] begins
/// from the store. Until that one knows as much, what is known stays in use, unless it is wrong.
final class KnownEvents {
  private static final Logger LOG = LoggerFactory.getLogger(KnownEvents.class);
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /// What began longer before a window than this cannot have ended in it: turns that take longer
  /// are not seen by the windows that are filled from the store.
  private static final Duration LONGEST_TURN = Duration.ofHours(6);

  private final EventSource source;
  private final int maxGroups;
  private Set<Measurement> wanted = Set.of();
  private EventFeed current;
  private @Nullable EventFeed next;
  private @Nullable Instant retryAt;
  private Duration pause = SHORTEST_PAUSE;
  private @Nullable RuntimeException failure;

  /// Knows nothing until [#begin].
  ///
  /// @param maxGroups of each sum
  KnownEvents(EventSource source, int maxGroups, Instant now) {
    this.source = source;
    this.maxGroups = maxGroups;
    this.current = feed(now);
  }

  /// Adds up what these rules ask for, from nothing on.
  void begin(RuleSet rules, Instant now) {
    retire(current);
    discardNext();
    wanted = rules.measurements();
    retryAt = null;
    pause = SHORTEST_PAUSE;
    failure = null;
    current = feed(now);
    source.watch(current);
  }

  private EventFeed feed(Instant now) {
    return new EventFeed(source, neededSince(wanted, now), new Measures(wanted, maxGroups, now));
  }

  private static Instant neededSince(Collection<Measurement> wanted, Instant now) {
    return wanted.stream()
        .map(each -> now.minus(each.window().longest()).minus(LONGEST_TURN))
        .min(Instant::compareTo)
        .orElse(now);
  }

  private void retire(EventFeed feed) {
    feed.close();
    source.forget(feed);
  }

  private void discardNext() {
    if (next != null) {
      retire(next);
      next = null;
    }
  }

  /// Takes in what has come, waiting a while for something.
  void drain(Instant now, long waitMillis) throws InterruptedException {
    current.drain(waitMillis);
    if (isComplete()) {
      pause = SHORTEST_PAUSE;
    }
    if (next != null) {
      next.drain(0);
      settle(next, now);
    } else if (retryAt != null && !now.isBefore(retryAt)) {
      retryAt = null;
      next = feed(now);
      source.watch(next);
    } else if (retryAt == null && isBroken(current)) {
      retryLater(current, now);
    }
  }

  private static boolean isBroken(EventFeed feed) {
    return feed.isLost() || feed.failure() != null;
  }

  /// Goes on with the next one as soon as it knows as much as the current one.
  private void settle(EventFeed latest, Instant now) {
    boolean knowsAsMuch =
        latest.knownSince().isBefore(Instant.MAX)
            && !latest.knownSince().isAfter(current.knownSince());
    if (knowsAsMuch) {
      retire(current);
      current = latest;
      next = null;
      if (latest.failure() == null) {
        failure = null;
      }
    } else if (isBroken(latest)) {
      retryLater(latest, now);
      discardNext();
    }
  }

  private void retryLater(EventFeed broken, Instant now) {
    if (broken.failure() == null) {
      LOG.warn("Alerts: some events were missed; reading them anew from the store");
    }
    failure = broken.failure();
    retryAt = now.plus(pause); // a store that cannot be read now is not to be asked all the time
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  /// What is added up. What [#waitsFor] says nothing of can be trusted.
  Measures measures() {
    return current.measures();
  }

  /// Whether all that any rule asks for is known.
  boolean isComplete() {
    return current.knownSince().equals(Instant.MIN);
  }

  /// Why the past cannot be read at the moment; null when nothing failed.
  @Nullable RuntimeException failure() {
    return failure;
  }

  /// Whether what a rule looks at is known.
  boolean isKnown(Rule rule, Instant now) {
    return isComplete() || !current.knownSince().isAfter(neededSince(rule, now));
  }

  /// What of the events is not known yet that a rule looks at, in words.
  String missing(Rule rule, Instant now) {
    Instant known = current.knownSince();
    String reached =
        known.equals(Instant.MAX) ? "none is known yet" : "known are those since " + known;
    String failed = failure == null ? "" : "; they could not be read: " + failure.getMessage();
    return "the events since " + neededSince(rule, now) + "; " + reached + failed;
  }

  /// By when what matters to a rule began.
  private static Instant neededSince(Rule rule, Instant now) {
    List<Measurement> measurements = rule.measurements();
    return measurements.stream()
        .map(each -> each.window().start(now).minus(LONGEST_TURN))
        .min(Instant::compareTo)
        .orElse(Instant.MAX);
  }

  /// Ends it; a thread that waits for something is let go soon.
  void close() {
    retire(current);
    discardNext();
  }
}
