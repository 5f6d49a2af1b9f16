// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.bundle.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// All settings there are, as `settings.yaml` beside this package lists them.
final class SettingTable {
  static final SettingTable STANDARD = read();

  private final Map<String, Setting> settings = new LinkedHashMap<>();
  private final Map<String, String> sections = new LinkedHashMap<>();

  private SettingTable() {}

  private static SettingTable read() {
    try (InputStream in = SettingTable.class.getResourceAsStream("settings.yaml")) {
      SettingTable table = new SettingTable();
      YAMLMapper.builder()
          .build()
          .readTree(in)
          .forEachEntry((section, keys) -> {
            table.sections.put(section, keys.required("about").stringValue());
            keys.forEachEntry((name, entry) -> {
              if (!name.equals("about")) {
                Setting setting = setting(section, name, entry);
                table.settings.put(setting.key(), setting);
              }
            });
          });
      return table;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Setting setting(String section, String name, JsonNode entry) {
    JsonNode usual = entry.path("usual");
    List<String> values = new ArrayList<>();
    if (usual.isArray()) {
      usual.forEach(each -> values.add(each.asString()));
    } else if (!usual.isMissingNode()) {
      values.add(usual.asString());
    }
    return new Setting(
        section,
        name,
        SettingKind.named(entry.required("is").stringValue()),
        usual.isArray(),
        entry.path("optional").asBoolean(false),
        values,
        entry.required("meaning").stringValue());
  }

  /// In the order of the file.
  List<Setting> all() {
    return List.copyOf(settings.values());
  }

  /// The sections in the order of the file, and what each is about.
  Map<String, String> sections() {
    return Collections.unmodifiableMap(sections);
  }

  Optional<Setting> find(String key) {
    return Optional.ofNullable(settings.get(key));
  }
}
