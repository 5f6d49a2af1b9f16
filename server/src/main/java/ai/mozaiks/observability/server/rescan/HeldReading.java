// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.rescan;

import static ai.mozaiks.observability.server.entry.Identity.same;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Takes as much as possible of what was masked, without another reading of it: item by item where
/// all together would be read differently.
final class HeldReading {
  private HeldReading() {}

  /// The list with those items masked that can be.
  ///
  /// @param old as it is
  /// @param masked the same items, masked; the same instance where nothing is
  /// @param readsAlike whether such a list is read as the old one is
  static <T> List<T> of(List<T> old, List<T> masked, Predicate<List<T>> readsAlike) {
    if (same(old, masked) || readsAlike.test(masked)) {
      return masked;
    }
    if (old.size() != masked.size()) {
      return old;
    }
    List<T> kept = new ArrayList<>(old);
    for (int i = 0; i < kept.size(); i++) {
      if (!same(old.get(i), masked.get(i))) {
        kept.set(i, masked.get(i));
        if (!readsAlike.test(kept)) {
          kept.set(i, old.get(i));
        }
      }
    }
    return kept.equals(old) ? old : kept;
  }
}
