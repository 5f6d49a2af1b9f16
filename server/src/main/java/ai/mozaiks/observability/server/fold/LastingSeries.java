// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.storage.TotalsKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which lasting series are kept apart: the first that come, for good; all later ones are counted
/// together under [TotalsKey#OTHER]. Lasting totals are never deleted, so without a bound hostile
/// or careless names would fill the disk, and the memory at every start.
///
/// Decided here alone, when a batch is made for the store: the batch carries the names, and the
/// store keeps them in their order. So a series never changes sides: once there is no room there
/// never is again; and whatever is shown of a series was stored before, name and place included, so
/// that a crash cannot have it decided anew.
///
/// The fold's thread changes it; any thread may read [#from].
public final class LastingSeries {
  /// This many series are kept apart.
  static final int MAX = 20_000;

  private final int max;
  private final Set<TotalsKey> admitted = new HashSet<>();
  private final List<TotalsKey> inOrder = new ArrayList<>();

  LastingSeries(int max) {
    this.max = max;
  }

  /// Takes what the store has, at start.
  void restore(List<TotalsKey> stored) {
    stored.forEach(this::add);
  }

  /// Admits a key if it is new and there is room.
  ///
  /// @return whether it was admitted now
  boolean admit(TotalsKey key) {
    return !admitted.contains(key)
        && admitted.size() < max
        && !key.equals(TotalsKey.OTHER)
        && add(key);
  }

  private boolean add(TotalsKey key) {
    synchronized (inOrder) {
      return admitted.add(key) && inOrder.add(key);
    }
  }

  /// The series that counts for a key: itself, or [TotalsKey#OTHER].
  TotalsKey nameOf(TotalsKey key) {
    return admitted.contains(key) ? key : TotalsKey.OTHER;
  }

  /// The admitted series in the order of their admission.
  ///
  /// @param index how many to leave out at the front; `>= 0`, and no more than there are
  public List<TotalsKey> from(int index) {
    synchronized (inOrder) {
      return List.copyOf(inOrder.subList(index, inOrder.size()));
    }
  }
}
