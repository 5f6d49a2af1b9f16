// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.muting;

import ai.mozaiks.observability.server.config.NotificationConfig.Inhibition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Holds back alerts that other firing alerts explain. As in Alertmanager, an alert that is source
/// and target of the same inhibition is not held back by others that are both, or two of them would
/// hold back each other. Immutable.
public final class Inhibitions implements Muting {
  private final List<Sources> inhibitions = new ArrayList<>();

  /// @param all the configured ones
  /// @param firing the labels of every alert that fires
  public Inhibitions(List<Inhibition> all, Collection<Map<String, String>> firing) {
    all.forEach(each -> inhibitions.add(new Sources(each, firing)));
  }

  @Override
  public Optional<String> reason(Map<String, String> labels, Instant now) {
    return inhibitions.stream()
        .map(each -> each.nameFor(labels))
        .flatMap(Optional::stream)
        .findFirst()
        .map(name -> "inhibited by " + name);
  }

  /// What fires of the sources of one inhibition, by the labels that have to be equal.
  private static final class Sources {
    private final Inhibition inhibition;
    private final Map<List<String>, String> any = new HashMap<>();
    private final Map<List<String>, String> noTargets = new HashMap<>();

    Sources(Inhibition inhibition, Collection<Map<String, String>> firing) {
      this.inhibition = inhibition;
      for (Map<String, String> labels : firing) {
        if (inhibition.source().match(labels)) {
          String name = labels.getOrDefault("alertname", "another alert");
          any.putIfAbsent(key(labels), name);
          if (!inhibition.target().match(labels)) {
            noTargets.putIfAbsent(key(labels), name);
          }
        }
      }
    }

    private List<String> key(Map<String, String> labels) {
      return inhibition.equal().stream().map(name -> labels.getOrDefault(name, "")).toList();
    }

    Optional<String> nameFor(Map<String, String> labels) {
      if (!inhibition.target().match(labels)) {
        return Optional.empty();
      }
      Map<List<String>, String> sources = inhibition.source().match(labels) ? noTargets : any;
      @Nullable String name = sources.get(key(labels));
      return Optional.ofNullable(name);
    }
  }
}
