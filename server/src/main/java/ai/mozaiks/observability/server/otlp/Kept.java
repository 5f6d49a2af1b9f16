// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.otlp;

import static ai.mozaiks.observability.server.entry.Identity.same;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Passes over lists that copy only where something changes.
final class Kept {
  private Kept() {}

  /// The elements to keep.
  ///
  /// @param most how many at most; what comes after them is left out unseen
  /// @param screen gives the element to keep, the same instance if nothing changes; null to leave
  ///   it out
  /// @return the same list if nothing changes
  static <E> List<E> of(List<E> old, int most, Function<E, @Nullable E> screen) {
    List<E> changed = null;
    int kept = 0;
    for (int i = 0; i < old.size(); i++) {
      E element = old.get(i);
      E screened = kept < most ? screen.apply(element) : null;
      if (!same(screened, element) && changed == null) {
        changed = new ArrayList<>(old.subList(0, i));
      }
      if (screened != null) {
        kept++;
        if (changed != null) {
          changed.add(screened);
        }
      }
    }
    return changed == null ? old : changed;
  }

  /// The same for any number of elements.
  static <E> List<E> of(List<E> old, Function<E, @Nullable E> screen) {
    return of(old, Integer.MAX_VALUE, screen);
  }
}
