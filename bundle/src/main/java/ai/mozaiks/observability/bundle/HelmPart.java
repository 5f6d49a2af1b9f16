// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import ai.mozaiks.observability.server.alerts.export.PrometheusExport;
import java.util.List;

/// Helm: beside the chart, the rules as a file that it puts in as it is.
final class HelmPart extends Part {
  HelmPart() {
    super("helm");
  }

  @Override
  List<BundleFile> made(BundleSpec spec) {
    return List.of(file("files/" + PrometheusExport.RULES_FILE, spec.forPrometheus().rules()));
  }
}
