// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.metrics;

import ai.mozaiks.observability.server.shipping.Shipping;
import ai.mozaiks.observability.server.shipping.ShippingReading;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/// How the destinations of log records are doing; nothing when there are none. Thread-safe.
public final class ShippingSeries implements MultiCollector {
  private final Shipping shipping;

  public ShippingSeries(Shipping shipping) {
    this.shipping = shipping;
  }

  @Override
  public MetricSnapshots collect() {
    Families families = new Families();
    for (ShippingReading reading : shipping.read()) {
      Labels destination = Labels.of("destination", reading.name());
      families.gauge(
          "mozaiks_shipping_up",
          "1 while nothing keeps log records from the destination, else 0.",
          destination,
          reading.trouble().isEmpty() ? 1 : 0);
      families.gauge(
          "mozaiks_shipping_lag_seconds",
          "How long the oldest log record that is not shipped yet has been stored; 0 for none.",
          destination,
          reading.lagSeconds());
      families.gauge(
          "mozaiks_shipping_behind_records",
          "Log records that are stored and not shipped yet.",
          destination,
          reading.behind());
      families.counter(
          "mozaiks_shipping_shipped_records",
          "Log records delivered since the start.",
          destination,
          reading.shipped());
      families.counter(
          "mozaiks_shipping_known_records",
          "Log records that were there already when they were sent, after an interruption.",
          destination,
          reading.known());
      families.counter(
          "mozaiks_shipping_retried_records",
          "Times that a log record had to be sent again.",
          destination,
          reading.retried());
      families.counter(
          "mozaiks_shipping_dead_records",
          "Log records that the destination refused for good; they are kept as dead letters.",
          destination,
          reading.dead());
      families.counter(
          "mozaiks_shipping_lost_records",
          "Log records that were deleted from the store before they were shipped.",
          destination,
          reading.lost());
    }
    return families.build();
  }
}
