// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.storage.PartId;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// As many records as there is room for, with the parts that have to come back because of them.
///
/// @param count how many records; 0 if there is no room
/// @param loading the parts to load first
record Slice(int count, Set<PartId> loading) {

  /// How many records come back from the store in one answer; a larger part comes alone.
  static final int LOAD_AT_MOST = 50_000;

  /// Cuts a slice.
  ///
  /// @param records the parts of the next records, one for each; null for one that belongs to none
  /// @param cold how many records those parts have that would have to be loaded
  /// @param room how many records there is room for; `> 0`
  /// @param alone whether a part that is larger than the room may come all the same, alone
  static Slice of(
      List<@Nullable PartId> records, Map<PartId, Integer> cold, int room, boolean alone) {
    if (cold.isEmpty()) {
      return new Slice(records.size(), Set.of());
    }
    Set<PartId> loading = new HashSet<>();
    long loaded = 0;
    int count = 0;
    for (PartId id : records) {
      Integer size = id == null || loading.contains(id) ? null : cold.get(id);
      if (id != null && size != null) {
        boolean fits = count + 1 + loaded + size <= room || (alone && loading.isEmpty());
        if (!fits || (!loading.isEmpty() && loaded + size > LOAD_AT_MOST)) {
          break;
        }
        loading.add(id);
        loaded += size;
      } else if (count + 1 + loaded > room) {
        break;
      }
      count++;
    }
    return new Slice(count, loading);
  }

  /// The parts of the next records, one for each; null for one that belongs to none.
  ///
  /// @param skipped how many records of the first arrival are left out
  static List<@Nullable PartId> partsOf(Deque<Arrival> arrivals, int skipped, int most) {
    List<@Nullable PartId> ids = new ArrayList<>();
    int from = skipped;
    for (Arrival arrival : arrivals) {
      for (int i = from; i < arrival.size() && ids.size() < most; i++) {
        ids.add(arrival.partOf(i));
      }
      if (ids.size() >= most) {
        break;
      }
      from = 0;
    }
    return ids;
  }

  /// The first of the parts that fit, at least one.
  static Set<PartId> fitting(Set<PartId> ids, Map<PartId, Integer> sizes, int room) {
    Set<PartId> loading = new HashSet<>();
    int records = 0;
    for (PartId id : ids) {
      Integer size = sizes.get(id);
      if (size != null && (loading.isEmpty() || records + size <= Math.min(LOAD_AT_MOST, room))) {
        loading.add(id);
        records += size;
      }
    }
    return loading;
  }
}
