// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import ai.mozaiks.observability.server.alerts.export.PrometheusExport;
import java.util.ArrayList;
import java.util.List;

/// Prometheus: the templates, and the rules with their tests.
final class PrometheusPart implements Part {
  private final TemplatePart templates = new TemplatePart("prometheus");

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
    PrometheusExport export =
        PrometheusExport.of(spec.rules(), spec.settings().text("prometheus.job"));
    List<BundleFile> files = new ArrayList<>(templates.files(spec));
    files.add(new BundleFile(name() + "/" + PrometheusExport.RULES_FILE, export.rules()));
    files.add(new BundleFile(name() + "/" + PrometheusExport.TESTS_FILE, export.tests()));
    return files;
  }
}
