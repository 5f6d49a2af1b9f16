// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify.muting;

import ai.mozaiks.observability.server.config.NotificationConfig.Maintenance;
import com.cronutils.model.time.ExecutionTime;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Holds back alerts in times that come again. Immutable.
public final class MaintenanceWindows implements Muting {

  /// A window and when it begins.
  private record Window(Maintenance maintenance, ExecutionTime times) {

    /// When the window ends that is open; empty if none is.
    Optional<Instant> end(Instant now) {
      // The library looks for a time before the given one, and that very moment counts here.
      ZonedDateTime local = now.atZone(maintenance.zone()).plusSeconds(1);
      return times
          .lastExecution(local)
          .map(begin -> begin.toInstant().plus(maintenance.length()))
          .filter(now::isBefore);
    }
  }

  private final List<Window> windows;

  public MaintenanceWindows(List<Maintenance> windows) {
    this.windows =
        windows.stream()
            .map(each -> new Window(each, ExecutionTime.forCron(each.times())))
            .toList();
  }

  @Override
  public Optional<String> reason(Map<String, String> labels, Instant now) {
    for (Window window : windows) {
      if (window.maintenance.match().match(labels)) {
        Optional<Instant> end = window.end(now);
        if (end.isPresent()) {
          return Optional.of(window.maintenance.name() + " until " + end.get());
        }
      }
    }
    return Optional.empty();
  }
}
