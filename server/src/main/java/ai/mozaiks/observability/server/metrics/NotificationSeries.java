// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.metrics;

import ai.mozaiks.observability.server.alerts.notify.ChannelReading;
import ai.mozaiks.observability.server.alerts.notify.Notifications;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/// How the channels are doing by which people are told of alerts; nothing when there are none.
/// Thread-safe.
public final class NotificationSeries implements MultiCollector {
  private final Notifications notifications;

  public NotificationSeries(Notifications notifications) {
    this.notifications = notifications;
  }

  @Override
  public MetricSnapshots collect() {
    Families families = new Families();
    for (ChannelReading reading : notifications.read()) {
      Labels channel = Labels.of("channel", reading.name());
      families.gauge(
          "mozaiks_notifications_up",
          "1 while what is sent through the channel gets through, or nothing was sent yet, else 0.",
          channel,
          reading.failingSince() == null ? 1 : 0);
      families.gauge(
          "mozaiks_notifications_waiting_alerts",
          "Alerts that the channel has not been told of yet.",
          channel,
          reading.waitingAlerts());
      families.gauge(
          "mozaiks_notifications_delivered_timestamp_seconds",
          "When something got through last; seconds since 1970, 0 for never.",
          channel,
          reading.deliveredAt() == null ? 0 : reading.deliveredAt().toEpochMilli() / 1e3);
    }
    return families.build();
  }
}
