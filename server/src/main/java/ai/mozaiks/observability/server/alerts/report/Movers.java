// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.report;

import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.storage.Dimension;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Finds what moved most between two weeks.
final class Movers {
  private static final Comparator<Mover> MOST_FIRST =
      Comparator.comparing((Mover mover) -> mover.change().abs(), Comparator.reverseOrder())
          .thenComparing(Mover::name);

  private Movers() {}

  /// Those whose figure changed most, up or down. Of whom the figure is not known in a week in
  /// which they did something, nothing can be said. Where there is only one name, it would say no
  /// more than the totals: nobody.
  ///
  /// @param figure null when not known
  /// @param most at most so many
  static List<Mover> of(
      Dimension kind,
      Map<String, Tally> before,
      Map<String, Tally> now,
      Function<Tally, @Nullable BigDecimal> figure,
      int most) {
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(now.keySet());
    List<Mover> movers = new ArrayList<>();
    for (String name : names) {
      BigDecimal was = figure(before.get(name), figure);
      BigDecimal is = figure(now.get(name), figure);
      if (was != null && is != null) {
        Mover.Turn turn =
            !before.containsKey(name)
                ? Mover.Turn.NEW
                : now.containsKey(name) ? Mover.Turn.CHANGED : Mover.Turn.GONE;
        movers.add(new Mover(kind, name, was, is, turn));
      }
    }
    if (movers.size() < 2) {
      return List.of();
    }
    return movers.stream()
        .filter(mover -> mover.change().signum() != 0)
        .sorted(MOST_FIRST)
        .limit(most)
        .toList();
  }

  /// Who did nothing cost nothing, for certain.
  private static @Nullable BigDecimal figure(
      @Nullable Tally tally, Function<Tally, @Nullable BigDecimal> figure) {
    return tally == null ? BigDecimal.ZERO : figure.apply(tally);
  }
}
