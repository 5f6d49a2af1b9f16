// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import ai.mozaiks.observability.bundle.savedobjects.Program;
import ai.mozaiks.observability.bundle.savedobjects.SavedObjects;
import ai.mozaiks.observability.bundle.savedobjects.Views;
import ai.mozaiks.observability.bundle.settings.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Kibana or OpenSearch Dashboards: what they show of log records.
final class SavedObjectsPart implements Part {
  private final TemplatePart templates;
  private final Program program;

  SavedObjectsPart(String name, Program program) {
    this.templates = new TemplatePart(name);
    this.program = program;
  }

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
            name() + "/mozaiks.ndjson",
            SavedObjects.of(views(), pattern(spec.settings()), program)));
    files.add(new BundleFile(name() + "/import.sh", importScript(spec.settings()), true));
    return files;
  }

  /// What both programs show.
  static Views views() {
    return Views.read(Templates.text("parts/savedobjects/views.yaml"));
  }

  /// The daily indices and the data stream, which mostly one pattern fits.
  private static String pattern(Settings settings) {
    String daily = settings.text("search.index") + "-";
    String stream = settings.text("search.data_stream");
    return daily + "*" + (stream.startsWith(daily) ? "" : "," + stream);
  }

  private String importScript(Settings settings) {
    Map<String, Object> values = new LinkedHashMap<>(settings.tables());
    values.put(
        "program",
        switch (program) {
          case KIBANA ->
              Map.of(
                  "name", "Kibana",
                  "header", "kbn-xsrf",
                  "versions", "Kibana 7.17, 8.x and 9.x");
          case OPENSEARCH_DASHBOARDS ->
              Map.of(
                  "name", "OpenSearch Dashboards",
                  "header", "osd-xsrf",
                  "versions", "OpenSearch Dashboards 2.x and 3.x");
        });
    return Templates.filled("parts/savedobjects/import.sh", values);
  }
}
