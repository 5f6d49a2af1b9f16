// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.fold;

import ai.mozaiks.observability.recorder.ChatEvent;
import ai.mozaiks.observability.recorder.Tally;
import ai.mozaiks.observability.storage.LastingSeries;
import ai.mozaiks.observability.storage.Totals;
import ai.mozaiks.observability.storage.TotalsKey;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What all events ever add up to: at once and in all (for the aggregate), and per lasting series
/// once a part has been quiet (for counters, which must not go down when a late span withdraws
/// something).
///
/// The fold's thread changes it; any thread may read.
public final class SeriesTotals {

  private static final Comparator<TotalsKey> BY_NAME =
      Comparator.comparing(TotalsKey::app)
          .thenComparing(TotalsKey::workflow)
          .thenComparing(TotalsKey::agent)
          .thenComparing(TotalsKey::model);

  private final Tally lifetime = new Tally();
  private final Map<TotalsKey, Totals> published = new ConcurrentHashMap<>();
  private final Map<TotalsKey, TurnExemplar> exemplars = new ConcurrentHashMap<>();
  private final Map<TotalsKey, Totals> differences = new HashMap<>();
  private final LastingSeries series = new LastingSeries();
  private volatile Tally lifetimeSeen = new Tally();

  /// Takes what the store counted, at start.
  void restore(Map<TotalsKey, Totals> totals) {
    // In a fixed order, so that after a restart the same series keep their names.
    totals.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(BY_NAME))
        .forEach(entry -> {
          lifetime.add(entry.getValue().tally());
          differences
              .computeIfAbsent(series.admit(entry.getKey()), _ -> new Totals())
              .add(entry.getValue());
        });
    show();
  }

  /// Counts a part's events in place of its earlier ones.
  void replace(List<ChatEvent> before, List<ChatEvent> after) {
    Tally withdrawn = new Tally();
    before.forEach(withdrawn::add);
    lifetime.subtract(withdrawn);
    after.forEach(lifetime::add);
  }

  /// Makes the changes visible.
  void show() {
    lifetimeSeen = lifetime.copy();
    differences.forEach((key, difference) -> {
      // A new object each time: readers see a series before or after, never in between.
      Totals sum = new Totals();
      Totals known = published.get(key);
      if (known != null) {
        sum.add(known);
      }
      sum.add(difference);
      published.put(key, sum);
    });
    differences.clear();
  }

  /// Lets the counters know a part's events, in place of those they knew. They show with the next
  /// [#show].
  void publish(List<ChatEvent> before, List<ChatEvent> after) {
    for (ChatEvent event : after) {
      TotalsKey key = series.admit(TotalsKey.of(event));
      differences.computeIfAbsent(key, _ -> new Totals()).add(event);
      if (event instanceof ChatEvent.AgentTurn turn
          && turn.context().span() != null
          && turn.duration() != null) {
        exemplars.put(
            key,
            new TurnExemplar(
                turn.context().span(), turn.duration().toNanos() / 1e9, turn.endedAt()));
      }
    }
    if (!before.isEmpty()) {
      Map<TotalsKey, Totals> withdrawn = new HashMap<>();
      for (ChatEvent event : before) {
        withdrawn.computeIfAbsent(TotalsKey.of(event), _ -> new Totals()).add(event);
      }
      withdrawn.forEach((key, totals) ->
          differences.computeIfAbsent(series.admit(key), _ -> new Totals()).subtract(totals));
    }
  }

  /// What everything adds up to now. A copy that does not change.
  public Tally lifetime() {
    return lifetimeSeen;
  }

  /// The latest turn of a series; null before the first since the start.
  public @Nullable TurnExemplar exemplar(TotalsKey key) {
    return exemplars.get(key);
  }

  /// The lasting series, parts that moved within the last seconds left out. The values must not be
  /// changed.
  public Map<TotalsKey, Totals> published() {
    return Collections.unmodifiableMap(published);
  }
}
