// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import ai.mozaiks.observability.bundle.settings.Settings;
import java.util.List;

/// Kubernetes: beside the templates, the rules as an object for the Prometheus operator.
final class KubernetesPart extends Part {
  KubernetesPart() {
    super("kubernetes");
  }

  @Override
  List<BundleFile> made(BundleSpec spec) {
    Settings settings = spec.settings();
    return List.of(
        file(
            "prometheus-rule.yaml",
            """
            # Kubernetes: the server's alert rules and service levels, for the Prometheus operator.
            # Install:  kubectl apply -k .   (where the Prometheus operator is)
            # Check:    kubectl -n %1$s get prometheusrule mozaiks; Prometheus' page Alerts lists ServiceDown
            # Made for: Prometheus operator 0.65 and later
            apiVersion: monitoring.coreos.com/v1
            kind: PrometheusRule
            metadata:
              name: mozaiks
              namespace: "%1$s"
              labels: {release: "%2$s"}
            spec:
            """
                    .formatted(
                        settings.text("kubernetes.namespace"),
                        settings.text("kubernetes.prometheus_release"))
                + spec.forPrometheus().rules().indent(2)));
  }
}
