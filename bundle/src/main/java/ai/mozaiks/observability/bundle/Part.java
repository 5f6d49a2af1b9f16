// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle;

import ai.mozaiks.observability.bundle.settings.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// One tool's share of the bundle: files made of templates, which `parts/NAME/part.yaml` lists, and
/// what a subclass adds that is more than text with gaps.
class Part {
  private static final YAMLMapper YAML = YAMLMapper.builder().build();

  private final String name;
  private final JsonNode description;

  /// @param name of its folder, here and in the bundle
  Part(String name) {
    this.name = name;
    this.description = YAML.readTree(Templates.text("parts/" + name + "/part.yaml"));
  }

  /// By what `--only` names it; also its folder.
  final String name() {
    return name;
  }

  /// What the tool is, and what it is here for: one line.
  final String about() {
    return description.required("about").stringValue();
  }

  /// Its files, for one description.
  final List<BundleFile> files(BundleSpec spec) {
    Map<String, Object> values = new LinkedHashMap<>(spec.settings().tables());
    values.putAll(sections(spec.settings()));
    List<BundleFile> files = new ArrayList<>();
    for (JsonNode file : description.required("files")) {
      String path = file.required("path").stringValue();
      String template = file.path("template").asString(name + "/" + path);
      files.add(
          new BundleFile(
              name + "/" + path,
              Templates.filled("parts/" + template, values),
              file.path("executable").asBoolean(false)));
    }
    files.addAll(made(spec));
    return files;
  }

  /// Sections that its templates have beside those of the settings; none unless a subclass says so.
  Map<String, Map<String, Object>> sections(Settings settings) {
    return Map.of();
  }

  /// Its files that no template makes; none unless a subclass says so.
  List<BundleFile> made(BundleSpec spec) {
    return List.of();
  }

  /// One of those files.
  ///
  /// @param path within the part's folder
  final BundleFile file(String path, String text) {
    return new BundleFile(name + "/" + path, text);
  }
}
