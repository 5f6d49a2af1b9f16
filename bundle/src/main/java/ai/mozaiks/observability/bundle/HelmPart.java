// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import ai.mozaiks.observability.server.alerts.export.PrometheusExport;
import java.util.ArrayList;
import java.util.List;

/// Helm: the chart, and the rules as a file that it puts in as it is.
final class HelmPart implements Part {
  private final TemplatePart templates = new TemplatePart("helm");

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
    files.add(
        new BundleFile(
            name() + "/files/" + PrometheusExport.RULES_FILE,
            PrometheusExport.of(spec.rules(), spec.settings().text("prometheus.job")).rules()));
    return files;
  }
}
