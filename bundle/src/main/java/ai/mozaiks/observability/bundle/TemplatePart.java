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

/// A part that is templates only. Its `part.yaml` says what it is about, and where its files go.
final class TemplatePart implements Part {
  private static final YAMLMapper YAML = YAMLMapper.builder().build();

  private final String name;
  private final JsonNode description;

  TemplatePart(String name) {
    this.name = name;
    this.description = YAML.readTree(Templates.text(resource("part.yaml")));
  }

  private String resource(String file) {
    return "parts/" + name + "/" + file;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String about() {
    return description.required("about").stringValue();
  }

  @Override
  public List<BundleFile> files(BundleSpec spec) {
    return files(spec.settings(), Map.of());
  }

  /// Its files, with further sections beside those of the settings.
  List<BundleFile> files(Settings settings, Map<String, Map<String, Object>> further) {
    Map<String, Object> values = new LinkedHashMap<>(settings.tables());
    values.putAll(further);
    List<BundleFile> files = new ArrayList<>();
    for (JsonNode file : description.required("files")) {
      String path = file.required("path").stringValue();
      files.add(
          new BundleFile(
              name + "/" + path,
              Templates.filled(resource(file.path("template").asString(path)), values),
              file.path("executable").asBoolean(false)));
    }
    return files;
  }
}
