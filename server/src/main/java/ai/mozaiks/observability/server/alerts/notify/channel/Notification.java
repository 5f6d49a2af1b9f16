// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.channel;

import java.net.URI;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What a channel is told at once.
///
/// @param delivery its number in the log of deliveries; the same when it is tried again
/// @param key tells what it is about from other things, whenever it is told; the same for all
///   notifications of a group
/// @param labels what all its alerts have in common by the grouping
/// @param groups how many groups were put together, `>= 1`
/// @param firing what fires
/// @param resolved what is over, of which the channel was told that it fires
/// @param missed what fired and was over again before the channel could be told
/// @param held how many alerts still fire, and only their repetition is held back; count
/// @param test whether it only tries the channel
/// @param at the time of telling
/// @param link what links begin with
public record Notification(
    long delivery,
    String key,
    SortedMap<String, String> labels,
    int groups,
    List<NoticedAlert> firing,
    List<NoticedAlert> resolved,
    List<Missed> missed,
    int held,
    boolean test,
    Instant at,
    URI link) {

  /// An alert that fired and was over again.
  ///
  /// @param alert as it was the last time
  /// @param times how often; `>= 1`
  public record Missed(NoticedAlert alert, int times) {}

  public Notification {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(link, "link");
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    firing = List.copyOf(firing);
    resolved = List.copyOf(resolved);
    missed = List.copyOf(missed);
    if (firing.isEmpty() && resolved.isEmpty() && missed.isEmpty()) {
      throw new IllegalArgumentException("firing, resolved, missed: empty (expected: an alert)");
    }
  }

  /// Whether anything of it still fires.
  public boolean isFiring() {
    return !firing.isEmpty() || held > 0;
  }

  /// All alerts: those that fire first.
  public List<NoticedAlert> alerts() {
    return Stream.of(firing, resolved, missed.stream().map(Missed::alert).toList())
        .flatMap(List::stream)
        .toList();
  }
}
