// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.alerts.notify;

import ai.mozaiks.observability.server.alerts.engine.Alert;
import ai.mozaiks.observability.server.alerts.engine.AlertChange;
import ai.mozaiks.observability.server.alerts.engine.AlertState;
import ai.mozaiks.observability.server.alerts.engine.Ending;
import ai.mozaiks.observability.server.alerts.measure.Group;
import ai.mozaiks.observability.server.alerts.rules.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Alerts of a test, and what changed of them since it was asked last.
public final class TestAlerts {
  private final Map<String, Alert> alerts = new LinkedHashMap<>();
  private final List<AlertChange> changes = new ArrayList<>();

  /// An alert that fires or is over.
  ///
  /// @param labels name and value in turn, besides alertname and severity
  public static Alert alert(
      String name,
      Severity severity,
      Instant since,
      @Nullable Instant until,
      Map<String, String> annotations,
      String... labels) {
    Map<String, String> all = new LinkedHashMap<>();
    List<String> values = new ArrayList<>();
    for (int i = 0; i < labels.length; i += 2) {
      all.put(labels[i], labels[i + 1]);
      values.add(labels[i + 1]);
    }
    all.put("alertname", name);
    all.put("severity", severity.word());
    return new Alert(
        name,
        new Group(values),
        all,
        severity,
        until == null ? AlertState.FIRING : AlertState.RESOLVED,
        since,
        since,
        until,
        until == null ? null : Ending.CONDITION,
        since,
        7,
        20,
        annotations,
        List.of(since));
  }

  /// It fires from now on.
  public Alert fires(String name, Severity severity, Instant now, String... labels) {
    Map<String, String> annotations =
        Map.of("summary", name + " " + String.join(" ", labels), "description", "7 is above 5");
    Alert alert = alert(name, severity, now, null, annotations, labels);
    changes.add(new AlertChange(now, null, alert));
    alerts.put(key(alert), alert);
    return alert;
  }

  /// It is over.
  public void ends(Alert firing, Instant now) {
    String[] labels = new String[firing.group().values().size() * 2];
    int i = 0;
    for (Map.Entry<String, String> each : firing.labels().entrySet()) {
      if (!each.getKey().equals("alertname") && !each.getKey().equals("severity")) {
        labels[i++] = each.getKey();
        labels[i++] = each.getValue();
      }
    }
    Alert over =
        alert(
            firing.rule(),
            firing.severity(),
            Objects.requireNonNull(firing.firingSince()),
            now,
            firing.annotations(),
            labels);
    changes.add(new AlertChange(now, firing, over));
    alerts.put(key(over), over);
  }

  private static String key(Alert alert) {
    return new TreeMap<>(alert.labels()).toString();
  }

  /// What changed since the last call.
  public List<AlertChange> changes() {
    List<AlertChange> since = List.copyOf(changes);
    changes.clear();
    return since;
  }

  /// All of them.
  public List<Alert> current() {
    return List.copyOf(alerts.values());
  }
}
