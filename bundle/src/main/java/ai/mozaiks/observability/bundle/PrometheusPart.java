// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import ai.mozaiks.observability.server.alerts.export.PrometheusExport;
import java.util.List;

/// Prometheus: beside the templates, the rules with their tests.
final class PrometheusPart extends Part {
  PrometheusPart() {
    super("prometheus");
  }

  @Override
  List<BundleFile> made(BundleSpec spec) {
    PrometheusExport export = spec.forPrometheus();
    return List.of(
        file(PrometheusExport.RULES_FILE, export.rules()),
        file(PrometheusExport.TESTS_FILE, export.tests()));
  }
}
