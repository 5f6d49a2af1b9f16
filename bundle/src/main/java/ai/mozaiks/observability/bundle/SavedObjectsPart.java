// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import ai.mozaiks.observability.bundle.savedobjects.Program;
import ai.mozaiks.observability.bundle.savedobjects.SavedObjects;
import ai.mozaiks.observability.bundle.savedobjects.Views;
import ai.mozaiks.observability.bundle.settings.Settings;
import java.util.List;
import java.util.Map;

/// Kibana or OpenSearch Dashboards: what they show of log records.
final class SavedObjectsPart extends Part {
  private final Program program;

  SavedObjectsPart(String name, Program program) {
    super(name);
    this.program = program;
  }

  @Override
  List<BundleFile> made(BundleSpec spec) {
    return List.of(
        file("mozaiks.ndjson", SavedObjects.of(views(), pattern(spec.settings()), program)));
  }

  /// What both programs show.
  static Views views() {
    return Views.read(Templates.text("parts/shared/saved-objects/views.yaml"));
  }

  /// The daily indices and the data stream, which mostly one pattern fits.
  private static String pattern(Settings settings) {
    String daily = settings.text("search.index") + "-";
    String stream = settings.text("search.data_stream");
    return daily + "*" + (stream.startsWith(daily) ? "" : "," + stream);
  }

  @Override
  Map<String, Map<String, Object>> sections(Settings settings) {
    return Map.of(
        "program",
        switch (program) {
          case KIBANA ->
              Map.of(
                  "name", "Kibana",
                  "header", "kbn-xsrf",
                  "versions", "Kibana 7.17, 8.x and 9.x",
                  "view", "a data view",
                  "menu", "Stack Management > Saved Objects",
                  "engine", "elasticsearch",
                  "is_kibana", true);
          case OPENSEARCH_DASHBOARDS ->
              Map.of(
                  "name", "OpenSearch Dashboards",
                  "header", "osd-xsrf",
                  "versions", "OpenSearch Dashboards 2.x and 3.x",
                  "view", "an index pattern",
                  "menu", "Dashboards Management > Saved objects",
                  "engine", "opensearch",
                  "is_kibana", false);
        });
  }
}
