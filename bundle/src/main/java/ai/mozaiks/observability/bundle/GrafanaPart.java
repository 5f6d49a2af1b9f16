// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import ai.mozaiks.observability.bundle.grafana.Dashboard;
import ai.mozaiks.observability.bundle.grafana.DashboardJson;
import java.util.List;

/// Grafana: beside the templates, the dashboards, each of the file
/// `parts/grafana/dashboards/NAME.yaml`.
final class GrafanaPart extends Part {
  private static final List<String> DASHBOARDS =
      List.of("overview", "chats", "cost", "agents-models", "slos", "server");

  GrafanaPart() {
    super("grafana");
  }

  @Override
  List<BundleFile> made(BundleSpec spec) {
    return DASHBOARDS.stream()
        .map(name ->
            file("dashboards/mozaiks-" + name + ".json", DashboardJson.of(dashboard(spec, name))))
        .toList();
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
