// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import ai.mozaiks.observability.bundle.settings.Settings;
import ai.mozaiks.observability.server.alerts.export.PrometheusExport;
import ai.mozaiks.observability.server.alerts.rules.RuleSet;

/// The one description that a bundle is made of.
///
/// @param settings hosts, ports, folders, thresholds, where secrets are
/// @param rules the alert rules and service levels that Prometheus evaluates too
public record BundleSpec(Settings settings, RuleSet rules) {

  /// The rules as Prometheus takes them.
  PrometheusExport forPrometheus() {
    return PrometheusExport.of(rules, settings.text("prometheus.job"));
  }
}
