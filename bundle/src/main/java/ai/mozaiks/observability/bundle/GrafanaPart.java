// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import ai.mozaiks.observability.bundle.grafana.Dashboard;
import ai.mozaiks.observability.bundle.grafana.DashboardJson;
import java.util.ArrayList;
import java.util.List;

/// Grafana: the templates, and the dashboards.
final class GrafanaPart implements Part {
  private static final List<String> DASHBOARDS =
      List.of("overview", "chats", "cost", "agents-models", "slos", "server");

  private final TemplatePart templates = new TemplatePart("grafana");

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
    for (String name : DASHBOARDS) {
      files.add(
          new BundleFile(
              name() + "/dashboards/mozaiks-" + name + ".json",
              DashboardJson.of(dashboard(spec, name))));
    }
    return files;
  }

  /// All dashboards, for those who try their expressions.
  static List<Dashboard> dashboards(BundleSpec spec) {
    return DASHBOARDS.stream().map(name -> dashboard(spec, name)).toList();
  }

  private static Dashboard dashboard(BundleSpec spec, String name) {
    return Dashboard.read(
        Templates.filled("parts/grafana/dashboards/" + name + ".yaml", spec.settings().tables()));
  }
}
