// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.measure;

import static java.util.Objects.requireNonNull;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.Tally;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/// What a set of rules wants to know of the events, kept up to date with each difference. Costs
/// memory only for what is asked for: each selection once, whatever number of rules look at it.
///
/// Events can come in any order, and be withdrawn. Not thread-safe.
public final class Measures {

  private final Map<Selection, GroupedSums> selections = new LinkedHashMap<>();

  /// @param wanted everything that will be asked for
  /// @param maxGroups of one selection; what finds no room is counted under [Group#OTHER]
  /// @param now where time begins
  public Measures(Collection<Measurement> wanted, int maxGroups, Instant now) {
    for (Measurement each : Set.copyOf(wanted)) {
      selections
          .computeIfAbsent(
              each.selection(), selection -> new GroupedSums(selection, maxGroups, now))
          .need(each.window());
    }
  }

  /// Counts events.
  public void add(Iterable<ChatEvent> events) {
    events.forEach(event -> add(event, 1));
  }

  /// Counts events in place of others that were counted before.
  public void replace(List<ChatEvent> before, List<ChatEvent> after) {
    int same = 0;
    int shorter = Math.min(before.size(), after.size());
    while (same < shorter && before.get(same).equals(after.get(same))) {
      same++;
    }
    for (ChatEvent event : before.subList(same, before.size())) {
      add(event, -1);
    }
    for (ChatEvent event : after.subList(same, after.size())) {
      add(event, 1);
    }
  }

  private void add(ChatEvent event, int sign) {
    Tally tally = new Tally();
    tally.add(event);
    for (GroupedSums sums : selections.values()) {
      sums.add(event, tally, sign);
    }
  }

  /// Goes on in time. Going back changes nothing.
  public void advance(Instant now) {
    selections.values().forEach(sums -> sums.advance(now));
  }

  /// Forgets groups of which nothing is left in any window.
  public void forgetEmpty() {
    selections.values().forEach(GroupedSums::forgetEmpty);
  }

  /// Gives the sums of each group in a window that ends now: one number for a count, the numbers
  /// per bucket (not cumulative) for durations. Groups of which only older things are known come
  /// with zeros. What is given must not be changed.
  public void forEach(Measurement measurement, BiConsumer<Group, long[]> consumer) {
    of(measurement.selection()).forEach(measurement.window(), consumer);
  }

  /// The sums of one group; zeros for a group of which nothing is known. Must not be changed.
  public long[] sums(Measurement measurement, Group group) {
    long[] sums = of(measurement.selection()).sums(measurement.window(), group);
    return sums != null ? sums : new long[measurement.selection().quantity().width()];
  }

  /// The sums of one group between two instants; exact when these are where buckets of the window
  /// begin. Zeros for a group of which nothing is known.
  ///
  /// @param keptFor what was asked for, with a window that reaches back to the first instant; a
  ///   [Window.Month] keeps buckets of a quarter of an hour, with which every day in every time
  ///   zone begins
  /// @param until not included
  public long[] between(Measurement keptFor, Group group, Instant from, Instant until) {
    long[] sums = of(keptFor.selection()).sums(keptFor.window(), group, from, until);
    return sums != null ? sums : new long[keptFor.selection().quantity().width()];
  }

  /// How much was counted under [Group#OTHER], over all selections.
  public long crowdedOut() {
    return selections.values().stream().mapToLong(GroupedSums::crowdedOut).sum();
  }

  private GroupedSums of(Selection selection) {
    return requireNonNull(selections.get(selection), "a selection that was not asked for");
  }
}
