// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import ai.mozaiks.observability.bundle.savedobjects.Program;
import ai.mozaiks.observability.bundle.settings.Settings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// All parts there are, and the files that they make of a description.
public final class Bundle {
  private static final List<Part> PARTS =
      List.of(
          new PrometheusPart(),
          new Part("alertmanager"),
          new Part("blackbox"),
          new Part("uptime-services"),
          new GrafanaPart(),
          new Part("otel-collector"),
          new LogIndexPart("elasticsearch", false),
          new SavedObjectsPart("kibana", Program.KIBANA),
          new LogIndexPart("opensearch", true),
          new SavedObjectsPart("opensearch-dashboards", Program.OPENSEARCH_DASHBOARDS),
          new Part("filebeat"),
          new Part("logstash"),
          new Part("fluentd"),
          new Part("fluent-bit"),
          new Part("systemd"),
          new Part("logrotate"),
          new Part("nginx"),
          new Part("docker"),
          new ComposePart(),
          new KubernetesPart(),
          new HelmPart());

  private Bundle() {}

  /// The names of all parts, and what each is.
  public static Map<String, String> parts() {
    Map<String, String> parts = new LinkedHashMap<>();
    PARTS.forEach(part -> parts.put(part.name(), part.about()));
    return parts;
  }

  /// The files of some parts, with the description and a page that leads to them.
  ///
  /// @param names of [#parts()]
  public static List<BundleFile> files(BundleSpec spec, List<String> names) {
    return files(spec, names, names);
  }

  /// The same, where files of other parts may be there already.
  ///
  /// @param present of [#parts()]: to which the page leads, beside those of `names`
  public static List<BundleFile> files(
      BundleSpec spec, List<String> names, Collection<String> present) {
    List<BundleFile> files = new ArrayList<>();
    List<Map<String, String>> listed = new ArrayList<>();
    for (Part part : PARTS) {
      if (names.contains(part.name())) {
        files.addAll(part.files(spec));
      }
      if (names.contains(part.name()) || present.contains(part.name())) {
        listed.add(Map.of("name", part.name(), "about", part.about()));
      }
    }
    Map<String, Object> values = new LinkedHashMap<>(spec.settings().tables());
    values.put("parts", listed);
    files.add(new BundleFile("README.md", Templates.filled("README.md", values)));
    files.add(new BundleFile(Settings.FILE, spec.settings().file()));
    return files;
  }
}
