// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.measure;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.storage.DurationHistogram;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The sums of one selection, by group, in the resolutions that its windows need.
final class GroupedSums {
  private static final long[] EDGES = DurationHistogram.upperEdgesNanos();

  private final Selection selection;
  private final EnumMap<Resolution, Integer> buckets = new EnumMap<>(Resolution.class);
  private final Map<Group, EnumMap<Resolution, BucketRing>> groups = new HashMap<>();
  private final int maxGroups;

  /// What was added up since the latest change, since many rules look at the same windows.
  private final Map<Window, Map<Group, long[]>> addedUp = new HashMap<>();

  private long crowdedOut;
  private Instant now;

  GroupedSums(Selection selection, int maxGroups, Instant now) {
    this.selection = selection;
    this.maxGroups = maxGroups;
    this.now = now;
  }

  /// Before anything is added.
  void need(Window window) {
    Resolution resolution = Resolution.of(window);
    int count = (int) (window.longest().toSeconds() / resolution.seconds) + 2;
    buckets.merge(resolution, count, Math::max);
  }

  /// How much was counted under [Group#OTHER] for want of room.
  long crowdedOut() {
    return crowdedOut;
  }

  /// Adds what an event counts.
  ///
  /// @param tally the event alone
  /// @param sign 1 to add, -1 to withdraw
  void add(ChatEvent event, Tally tally, int sign) {
    switch (selection.quantity()) {
      case Quantity.Count count -> {
        long amount = count.metric().of(event, tally);
        if (amount != 0) {
          add(event, count.metric().at(event), 0, sign * amount);
        }
      }
      case Quantity.Time time -> {
        Duration duration = time.timing().of(event);
        if (duration != null) {
          add(event, event.endedAt(), cellOf(duration), sign);
        }
      }
    }
  }

  private static int cellOf(Duration duration) {
    long nanos =
        duration.toSeconds() > EDGES[EDGES.length - 1] / 1_000_000_000L
            ? Long.MAX_VALUE
            : duration.toNanos();
    int place = Arrays.binarySearch(EDGES, nanos);
    return place >= 0 ? place : -place - 1;
  }

  private void add(ChatEvent event, Instant at, int cell, long amount) {
    if (!selection.has(event)) {
      return;
    }
    addedUp.clear();
    long second = at.getEpochSecond();
    rings(selection.groupOf(event))
        .forEach((resolution, ring) -> ring.add(resolution.bucketOf(second), cell, amount));
  }

  private EnumMap<Resolution, BucketRing> rings(Group group) {
    EnumMap<Resolution, BucketRing> known = groups.get(group);
    if (known != null) {
      return known;
    }
    Group admitted = group;
    if (groups.size() >= maxGroups) {
      crowdedOut++;
      admitted = Group.others(group.values().size());
      known = groups.get(admitted);
      if (known != null) {
        return known;
      }
    }
    EnumMap<Resolution, BucketRing> rings = new EnumMap<>(Resolution.class);
    buckets.forEach((resolution, count) ->
        rings.put(
            resolution,
            new BucketRing(
                count, selection.quantity().width(), resolution.bucketOf(now.getEpochSecond()))));
    groups.put(admitted, rings);
    return rings;
  }

  /// Goes on in time; groups of which nothing is left in any window are forgotten.
  void advance(Instant to) {
    now = to;
    addedUp.clear();
    for (EnumMap<Resolution, BucketRing> rings : groups.values()) {
      rings.forEach((resolution, ring) -> ring.advance(resolution.bucketOf(to.getEpochSecond())));
    }
  }

  void forgetEmpty() {
    addedUp.clear();
    groups.values().removeIf(rings -> rings.values().stream().allMatch(BucketRing::isEmpty));
  }

  /// Gives the sums of each group in a window that ends now.
  ///
  /// @param consumer must not change what it is given
  void forEach(Window window, BiConsumer<Group, long[]> consumer) {
    sums(window).forEach(consumer);
  }

  /// The sums of one group.
  ///
  /// @return null for a group of which nothing is known; must not be changed
  long @Nullable [] sums(Window window, Group group) {
    return sums(window).get(group);
  }

  private Map<Group, long[]> sums(Window window) {
    return addedUp.computeIfAbsent(window, this::addUp);
  }

  private Map<Group, long[]> addUp(Window window) {
    Resolution resolution = Resolution.of(window);
    long from = resolution.bucketOf(window.start(now).getEpochSecond());
    Map<Group, long[]> sums = HashMap.newHashMap(groups.size());
    groups.forEach(
        (group, rings) -> sums.put(group, sums(rings, resolution, from, Long.MAX_VALUE)));
    return sums;
  }

  /// The sums of one group between two times.
  ///
  /// @param keptFor a window that was asked for, and that reaches back as far
  long @Nullable [] sums(Window keptFor, Group group, Instant from, Instant until) {
    EnumMap<Resolution, BucketRing> rings = groups.get(group);
    if (rings == null) {
      return null;
    }
    Resolution resolution = Resolution.of(keptFor);
    return sums(
        rings,
        resolution,
        resolution.bucketOf(from.getEpochSecond()),
        resolution.bucketOf(until.getEpochSecond()));
  }

  private long[] sums(
      EnumMap<Resolution, BucketRing> rings, Resolution resolution, long from, long until) {
    long[] sums = new long[selection.quantity().width()];
    BucketRing ring = rings.get(resolution);
    if (ring == null) {
      throw new IllegalStateException(
          "window kept in " + resolution + " (expected: one that was asked for: " + buckets + ")");
    }
    ring.sum(from, until, sums);
    return sums;
  }
}
