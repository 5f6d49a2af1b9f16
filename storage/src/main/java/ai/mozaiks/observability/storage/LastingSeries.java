// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.storage;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/// Which lasting series are kept apart: the first [#MAX] that come, for good; all later ones are
/// counted together under [#OTHER]. Lasting totals are never deleted, so without a bound hostile or
/// careless names would fill the disk, and the memory at every start.
///
/// A series never changes sides. Once there is no room there never is again, so what was counted
/// under a series is withdrawn from the same, provided that a store keeps the names it admitted,
/// also those whose events are all withdrawn.
///
/// Not thread-safe.
public final class LastingSeries {
  /// This many series are kept apart.
  public static final int MAX = 20_000;

  /// The series of all that came too late. Takes no room.
  public static final TotalsKey OTHER = new TotalsKey("_other", "_other", "_other", "_other");

  private final Set<TotalsKey> admitted;

  /// Begins with none.
  public LastingSeries() {
    this(Set.of());
  }

  /// Goes on with those admitted before.
  public LastingSeries(Collection<TotalsKey> admitted) {
    this.admitted = new HashSet<>(admitted);
  }

  /// The series that counts for a key: itself, or [#OTHER]. Admits it if it is new and there is
  /// room.
  public TotalsKey admit(TotalsKey key) {
    return isAdmitted(key) || (admitted.size() < MAX && !key.equals(OTHER) && admitted.add(key))
        ? key
        : OTHER;
  }

  /// Whether a key counts as itself already.
  public boolean isAdmitted(TotalsKey key) {
    return admitted.contains(key);
  }
}
