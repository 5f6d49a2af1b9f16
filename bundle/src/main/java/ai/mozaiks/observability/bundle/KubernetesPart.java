// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import ai.mozaiks.observability.bundle.settings.Settings;
import ai.mozaiks.observability.server.alerts.export.PrometheusExport;
import java.util.ArrayList;
import java.util.List;

/// Kubernetes: the templates, and the rules as an object for the Prometheus operator.
final class KubernetesPart implements Part {
  private final TemplatePart templates = new TemplatePart("kubernetes");

  @Override
  public String name() {
    return templates.name();
  }

  @Override
  public String about() {
    return templates.about();
  }

  @Override
  public List<BundleFile> files(BundleSpec spec) {
    List<BundleFile> files = new ArrayList<>(templates.files(spec));
    Settings settings = spec.settings();
    String rules = PrometheusExport.of(spec.rules(), settings.text("prometheus.job")).rules();
    files.add(
        new BundleFile(
            name() + "/prometheus-rule.yaml",
            """
            # Kubernetes: the server's alert rules and service levels, for the Prometheus operator.
            # Install:  kubectl apply -k .   (where the Prometheus operator is)
            # Check:    kubectl -n %1$s get prometheusrule mozaiks; Prometheus' page Alerts lists ServiceDown
            # Made for: Prometheus operator 0.65 and later
            apiVersion: monitoring.coreos.com/v1
            kind: PrometheusRule
            metadata:
              name: mozaiks
              namespace: %1$s
              labels: {release: %2$s}
            spec:
            """
                    .formatted(
                        settings.text("kubernetes.namespace"),
                        settings.text("kubernetes.prometheus_release"))
                + rules.indent(2)));
    return files;
  }
}
