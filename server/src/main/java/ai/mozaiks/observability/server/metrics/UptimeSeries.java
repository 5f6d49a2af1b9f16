// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.metrics;

import ai.mozaiks.observability.server.uptime.CheckReading;
import ai.mozaiks.observability.server.uptime.CheckResult;
import ai.mozaiks.observability.server.uptime.Outcome;
import ai.mozaiks.observability.server.uptime.UptimeChecks;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How the checked addresses are; nothing when none is configured. Thread-safe.
public final class UptimeSeries implements MultiCollector {
  private final UptimeChecks checks;

  public UptimeSeries(UptimeChecks checks) {
    this.checks = checks;
  }

  @Override
  public MetricSnapshots collect() {
    Families families = new Families();
    for (CheckReading reading : checks.read()) {
      Labels check = Labels.of("check", reading.name());
      CheckResult last = reading.state().last();
      if (last != null) {
        families.gauge(
            "mozaiks_uptime_up",
            "1 if the address answered as expected when it was looked at last, else 0.",
            check,
            last.isUp() ? 1 : 0);
        families.gauge(
            "mozaiks_uptime_duration_seconds",
            "How long the last look took, until the answer was whole or it was given up.",
            check,
            last.took().toNanos() / 1e9);
        families.gauge(
            "mozaiks_uptime_status_code",
            "The status of the last answer; 0 when there was none.",
            check,
            last.status());
        families.gauge(
            "mozaiks_uptime_checked_timestamp_seconds",
            "When the address was looked at last; seconds since 1970.",
            check,
            seconds(last.at()));
      }
      families.gauge(
          "mozaiks_uptime_consecutive_failures",
          "How many of the last looks failed, one after the other.",
          check,
          reading.state().failures());
      if (reading.https() || reading.state().certificateExpires() != null) {
        families.gauge(
            "mozaiks_uptime_certificate_expiry_timestamp_seconds",
            "When the certificate of the address expires; seconds since 1970, NaN until it was"
                + " seen.",
            check,
            seconds(reading.state().certificateExpires()));
      }
      for (Outcome outcome : Outcome.values()) {
        families.counter(
            "mozaiks_uptime_checks",
            "Looks at the address since the start, by what became of them.",
            Labels.of("check", reading.name(), "result", outcome.word()),
            reading.outcomes().getOrDefault(outcome, 0L));
      }
    }
    return families.build();
  }

  private static double seconds(@Nullable Instant time) {
    return time == null ? Double.NaN : time.toEpochMilli() / 1e3;
  }
}
